import GSLNumerics
import RealModule

/// The part of the parameter space in whose inside T lies: all T of its rank.
///
/// Inside the space of positive definite T the parameters are T's free elements. On its edge they
/// are the elements of a factor Λ (q × r) with T = ΛΛᵀ, or the variances above 0 of uncorrelated effects.
struct CovarianceFace {
  /// r.
  let rank: Int
  /// How parameters of the face move T's free elements and σ²: as many rows as coordinates.
  let directions: Matrix
  private let coordinates: VarianceCoordinates
  private let metric: EffectMetric
  /// Λ: q × r.
  private let factor: Matrix
  /// Directions orthogonal to T's range, in columns: q × (q − r).
  private let null: Matrix
  private let threshold: Double

  /// Below this, in the scale of `EffectMetric`, an eigenvalue counts as 0: a variance so much smaller
  /// than the sampling variance of a typical group.
  private static let tolerance = 1e-11
  /// Below this multiple of the largest eigenvalue one is not told from rounding.
  private static let rounding = 1e-14

  init(
    _ tau: Matrix, metric: EffectMetric, coordinates: VarianceCoordinates
  ) throws(NumericalError) {
    let eigen = try SymmetricEigen(metric.scaled(tau))
    let threshold = max(Self.tolerance, Self.rounding * (eigen.values.last ?? 0))
    let places = Array(eigen.values.indices)
    let range = places.filter { eigen.values[$0] > threshold }
    let rest = places.filter { eigen.values[$0] <= threshold }
    let order = tau.rowCount
    let roots = Matrix(diagonal: range.map { eigen.values[$0].squareRoot() })
    factor = metric.unscaled(
      columns: eigen.vectors.submatrix(rows: Array(0..<order), columns: range) * roots)
    null = metric.unscaled(
      columns: eigen.vectors.submatrix(rows: Array(0..<order), columns: rest))
    rank = range.count
    self.threshold = threshold
    self.metric = metric
    self.coordinates = coordinates
    directions = Self.directions(factor: factor, coordinates: coordinates)
  }

  private static func directions(factor: Matrix, coordinates: VarianceCoordinates) -> Matrix {
    let (order, rank) = (factor.rowCount, factor.columnCount)
    var columns: [[Double]] = []
    let variance = coordinates.hasSigmaSquared ? [0.0] : []
    if coordinates.isDiagonal || rank == order {
      for (place, element) in coordinates.elements.enumerated() {
        let isFree = factor.row(element.row).contains { $0 != 0 }
        guard isFree else { continue }
        columns.append(coordinates.elements.indices.map { $0 == place ? 1 : 0 } + variance)
      }
    } else {
      for i in 0..<order {
        for k in 0..<rank {
          var change = Matrix(rows: order, columns: order)
          for m in 0..<order {
            change[i, m] += factor[m, k]
            change[m, i] += factor[m, k]
          }
          columns.append(coordinates.elements.map { change[$0.row, $0.column] } + variance)
        }
      }
    }
    if coordinates.hasSigmaSquared { columns.append(coordinates.elements.map { _ in 0 } + [1]) }
    return Matrix(
      rows: coordinates.count, columns: columns.count, columnMajor: columns.flatMap { $0 })
  }

  /// Whether variances that may be worth something count as 0, because others are so much larger.
  var isLostInRounding: Bool { isBoundary && threshold > 0.1 }

  /// Whether T lies on the edge of the parameter space.
  var isBoundary: Bool { rank < factor.rowCount }

  /// The parameters moved by a step in the face's parameters, still on the face or on its edge.
  func moved(
    _ parameters: VarianceParameters, by step: [Double]
  ) throws(NumericalError) -> VarianceParameters {
    var result: VarianceParameters
    if isBoundary && !coordinates.isDiagonal {
      var next = factor
      for i in 0..<factor.rowCount {
        for k in 0..<rank { next[i, k] += step[i * rank + k] }
      }
      result = VarianceParameters(
        tau: next * next.transposed, sigmaSquared: parameters.sigmaSquared)
      if coordinates.hasSigmaSquared, let change = step.last { result.sigmaSquared += change }
    } else {
      result = coordinates.moved(parameters, by: directions * step)
      result.tau = try clipped(result.tau)
    }
    if coordinates.hasSigmaSquared {
      result.sigmaSquared = max(result.sigmaSquared, 0.1 * parameters.sigmaSquared)
    }
    return result
  }

  /// How much of a step leads just to the edge of the face; nil when the whole step stays inside.
  func reach(of step: [Double], from tau: Matrix) -> Double? {
    guard coordinates.isDiagonal || !isBoundary else { return nil }
    let change = coordinates.matrix(
      of: Array((directions * step).prefix(coordinates.elements.count)))
    var ratios: [Double]
    if coordinates.isDiagonal {
      ratios = zip(change.diagonal, tau.diagonal).map { $1 > 0 ? $0 / $1 : 0 }
    } else {
      // The eigenvalues of L⁻¹ΔL⁻ᵀ with T = LLᵀ: T + αΔ becomes singular at −1 over the least.
      guard let root = try? CholeskyFactor(tau) else { return nil }
      ratios = (try? SymmetricEigen(root.whitened(change)).values) ?? []
    }
    guard let least = ratios.min(), least < -1 else { return nil }
    return -1 / least
  }

  /// The nearest positive semidefinite T in the metric: negative eigenvalues become 0.
  private func clipped(_ tau: Matrix) throws(NumericalError) -> Matrix {
    let eigen = try SymmetricEigen(metric.scaled(tau))
    guard let least = eigen.values.first, least < 0 else { return tau }
    let roots = Matrix(diagonal: eigen.values.map { max(0, $0).squareRoot() })
    let root = metric.unscaled(columns: eigen.vectors * roots)
    return root * root.transposed
  }

  /// The step off the face that raises the likelihood most, for the first-order conditions.
  ///
  /// - Returns: T's change and twice the gain in log likelihood that it promises; nil when the
  ///   likelihood rises in no direction off the face.
  func ascent(_ score: Score) throws(NumericalError) -> (change: [Double], gain: Double)? {
    guard isBoundary else { return nil }
    var slopes = null.transposed * score.tauGradient * null
    if coordinates.isDiagonal { slopes = Matrix(diagonal: slopes.diagonal) }
    let eigen = try SymmetricEigen(slopes)
    guard let slope = eigen.values.last, slope > 0 else { return nil }
    let direction = null * eigen.vectors.column(eigen.values.count - 1)
    let change =
      coordinates.elements.map { direction[$0.row] * direction[$0.column] }
      + (coordinates.hasSigmaSquared ? [0] : [])
    let length = slope / dot(change, score.information * change)
    guard length.isFinite, length > 2 * threshold else { return nil }
    return (change.map { length * $0 }, slope * length)
  }

  /// The expected information about the face's parameters, and the curvature of the face itself.
  ///
  /// T = ΛΛᵀ is quadratic in Λ: log likelihood has the second derivatives 2S for each column of Λ beside
  /// those through T. Inside the space of Λ's columns S vanishes at a maximum, outside it is negative;
  /// what is positive elsewhere is left out, so that the information stays positive semidefinite.
  func information(_ score: Score) throws(NumericalError) -> Matrix {
    var result = directions.transposed * score.information * directions
    guard isBoundary, !coordinates.isDiagonal else { return result }
    let curvature = try metric.negativePart(ofGradient: score.tauGradient)
    for i in 0..<factor.rowCount {
      for m in 0..<factor.rowCount {
        for k in 0..<rank { result[i * rank + k, m * rank + k] += 2 * curvature[i, m] }
      }
    }
    return result
  }
}
