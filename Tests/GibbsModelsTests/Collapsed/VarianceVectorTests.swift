import Foundation
import GSLNumerics
import LikelihoodFits
import TestSupport
import Testing

@testable import GibbsModels

@Suite struct VarianceVectorTests {
  private let tau = Matrix([[4, -1.2, 0.7], [-1.2, 1, 0.3], [0.7, 0.3, 2.25]])

  private func vector(_ order: Int, isDiagonal: Bool = false) -> VarianceVector {
    VarianceVector(order: order, isDiagonal: isDiagonal, hasSigmaSquared: true)
  }

  private func leading(_ order: Int) -> Matrix {
    tau.submatrix(rows: Array(0..<order), columns: Array(0..<order))
  }

  @Test("by hand: deviations 2 and 1 with a correlation of −0.6")
  func byHand() {
    let theta = vector(2).vector(VarianceParameters(tau: leading(2), sigmaSquared: 3))
    for (seen, expected) in zip(theta, [2.0, atanh(-0.6), 1.0, log(3.0)]) {
      #expect(isClose(seen, expected, to: 1e-14))
    }
  }

  @Test("of the third effect the correlation with the first, and with the second given the first")
  func partialCorrelation() {
    let theta = vector(3).vector(VarianceParameters(tau: tau, sigmaSquared: 1))
    let (r21, r31, r32) = (-1.2 / 2, 0.7 / 3, 0.3 / 1.5)
    let partial = (r32 - r31 * r21) / ((1 - r31 * r31) * (1 - r21 * r21)).squareRoot()
    for (seen, expected) in zip(
      theta, [2.0, atanh(r21), 1.0, atanh(r31), atanh(partial), 1.5, 0.0])
    {
      #expect(isClose(seen, expected, to: 1e-14))
    }
  }

  @Test("there and back again", arguments: [1, 2, 3])
  func roundTrip(order: Int) {
    let coordinates = vector(order)
    let theta = coordinates.vector(
      VarianceParameters(tau: leading(order), sigmaSquared: 0.4))
    let parameters = coordinates.parameters(theta)
    for (a, b) in zip(parameters.tau.elements, leading(order).elements) {
      #expect(isClose(a, b, to: 1e-14))
    }
    #expect(isClose(parameters.sigmaSquared, 0.4, to: 1e-14))
  }

  @Test("uncorrelated effects: deviations alone")
  func diagonal() {
    let coordinates = vector(3, isDiagonal: true)
    let parameters = VarianceParameters(tau: Matrix(diagonal: [4, 1, 9]), sigmaSquared: 1)
    #expect(coordinates.vector(parameters) == [2, 1, 3, 0])
    #expect(coordinates.parameters([2, 1, -3, 0]).tau == parameters.tau)
  }

  /// The Jacobian by differences of the lower triangle of T and of σ², extrapolated from three steps.
  @Test("the Jacobian", arguments: [1, 2, 3], [false, true])
  func jacobian(order: Int, isDiagonal: Bool) throws {
    let coordinates = vector(order, isDiagonal: isDiagonal)
    let points = [[0.7, 0.4, 1.3, -0.8, 0.5, 2.1, 0.3], [1.1, -0.2, 0.4, 0.9, -1.4, 0.6, -0.7]]
    let values = try points.map { point in
      // Deviations are above zero.
      let theta = ProposalCoordinates(coordinates).theta(
        Array(point.prefix(coordinates.count)))
      let determinant = try logDeterminantOfDifferences(coordinates, theta)
      return (coordinates.logJacobian(theta), determinant)
    }
    #expect(isClose(values[0].0 - values[1].0, values[0].1 - values[1].1, to: 1e-8))
  }

  private func logDeterminantOfDifferences(
    _ coordinates: VarianceVector, _ theta: [Double]
  ) throws -> Double {
    func elements(_ theta: [Double]) -> [Double] {
      let parameters = coordinates.parameters(theta)
      let q = coordinates.order
      let lower = (0..<q).flatMap { j in
        (j..<q).compactMap { i in
          coordinates.isDiagonal && i != j ? nil : parameters.tau[i, j]
        }
      }
      return lower + [parameters.sigmaSquared]
    }
    var jacobian = Matrix(rows: theta.count, columns: theta.count)
    for c in theta.indices {
      func slope(_ step: Double) -> [Double] {
        var (above, below) = (theta, theta)
        above[c] += step
        below[c] -= step
        return zip(elements(above), elements(below)).map { ($0 - $1) / (2 * step) }
      }
      let slopes = [slope(0.01), slope(0.02), slope(0.04)]
      for r in theta.indices {
        jacobian[r, c] = (64 * slopes[0][r] - 20 * slopes[1][r] + slopes[2][r]) / 45
      }
    }
    return 0.5 * (try logDeterminant(jacobian.transposed * jacobian))
  }
}

extension VarianceVector {
  /// The parameters at a θ that is folded.
  func parameters(_ theta: [Double]) -> VarianceParameters {
    var (root, tau) = (Matrix.identity(order), Matrix.identity(order))
    take(theta, root: &root, tau: &tau)
    return VarianceParameters(tau: tau, sigmaSquared: sigmaSquared(theta))
  }
}
