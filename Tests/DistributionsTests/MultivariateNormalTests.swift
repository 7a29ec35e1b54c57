import Distributions
import GSLNumerics
import Testing

@Suite struct MultivariateNormalTests {
  private let mean = [1.0, -2]
  private let covariance = Matrix([[2, 0.9], [0.9, 1.5]])

  /// The distribution made in each of its ways.
  private func ways() throws -> [MultivariateNormal] {
    let precision = Matrix([[1.5, -0.9], [-0.9, 2]])  // times the determinant 2.19
    let factor = try CholeskyFactor((1 / 2.19) * precision)
    return [
      try MultivariateNormal(mean: mean, covariance: covariance),
      MultivariateNormal(mean: mean, precision: factor),
      MultivariateNormal(linear: factor.matrix * mean, precision: factor),
    ]
  }

  @Test("log densities are scipy's, by covariance and by precision")
  func density() throws {
    for distribution in try ways() {
      for reference in try ReferenceDensity.of("MultivariateNormal") {
        #expect(abs(distribution.logDensity(reference.at) - reference.value) < 1e-12)
      }
    }
  }

  @Test("draws have the mean and the covariance, by covariance and by precision")
  func draws() throws {
    for distribution in try ways() {
      let draws = sample(distribution)
      for i in 0..<2 {
        expectMean(of: draws.map { $0[i] }, is: mean[i])
        for j in 0...i {
          expectMean(
            of: draws.map { ($0[i] - mean[i]) * ($0[j] - mean[j]) }, is: covariance[i, j])
        }
      }
    }
  }

  @Test("a covariance that is not positive definite is refused")
  func parameters() {
    #expect(throws: NumericalError.notPositiveDefinite(pivot: 1, value: -3)) {
      try MultivariateNormal(mean: [0, 0], covariance: Matrix([[1, 2], [2, 1]]))
    }
  }
}
