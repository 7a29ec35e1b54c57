import GSLNumerics
import ModelData
import RealModule

/// A normal prior of some fixed effects, in the computed coordinates; the others are flat.
public struct CoefficientPrior: Sendable {
  /// The precision matrix: f × f, zero for flat effects.
  let precision: Matrix
  /// The precision times the prior means: f.
  let linear: [Double]
  /// The means' own quadratic form.
  let quadratic: Double
  /// log of the product of the prior precisions.
  let logPrecision: Double
  /// How many effects have a normal prior.
  public let properCount: Int

  /// Makes a prior from one normal distribution a coefficient; nil stands for a flat one.
  public init(
    _ normals: [(mean: Double, standardDeviation: Double)?], coordinates: CoefficientCoordinates
  ) {
    let precisions = normals.map {
      $0.map { 1 / ($0.standardDeviation * $0.standardDeviation) } ?? 0
    }
    let diagonal = Matrix(diagonal: precisions)
    let centres = zip(normals, coordinates.offset).map { normal, offset in
      (normal?.mean ?? 0) - offset
    }
    let map = coordinates.matrix
    precision = map.transposed * diagonal * map
    linear = map.transposed * (diagonal * centres)
    quadratic = dot(centres, diagonal * centres)
    properCount = normals.count { $0 != nil }
    logPrecision = precisions.reduce(0) { $1 > 0 ? $0 + Double.log($1) : $0 }
  }
}

extension CoefficientPrior {
  /// Adds the prior's precision and linear part to a packed triangle of (X, y)' V⁻¹ (X, y).
  public func add(to triangle: UnsafeMutablePointer<Double>) {
    let count = linear.count
    var row = triangle
    for i in 0..<count {
      for j in 0...i { row[j] += precision[i, j] }
      row += i + 1
    }
    for j in 0..<count { row[j] += linear[j] }
  }

  /// log p(γ), up to a constant, for γ in the computed coordinates.
  public func logDensity(_ gamma: [Double]) -> Double {
    -0.5 * (dot(gamma, precision * gamma) - 2 * dot(gamma, linear) + quadratic)
  }
}

/// The fixed effects given T and σ²: γ | T, σ², y ~ N(γ̂, (X'V⁻¹X)⁻¹), and the likelihood without γ.
///
/// Source: Raudenbush & Bryk (2002), eq. 14.5 and 14.6; with a normal prior its precision is added.
public struct FixedEffects: Sendable {
  /// γ̂ in the computed coordinates: f.
  public let computedEstimate: [Double]
  /// The Cholesky factor of the precision matrix in the computed coordinates.
  public let computedPrecision: CholeskyFactor
  /// (y − Xγ̂)' V⁻¹ (y − Xγ̂), with the prior's part where there is one.
  public let quadraticForm: Double
  private let moments: MarginalMoments
  /// The data, in any coordinates of the random effects.
  var data: ReducedData
  private let prior: CoefficientPrior?

  /// Solves the normal equations.
  ///
  /// - Throws: `NumericalError.notPositiveDefinite` where X'V⁻¹X has no Cholesky factor. Aliased
  ///   columns need not show here, by rounding: the checks of a design name them.
  public init(
    _ moments: MarginalMoments, data: ReducedData, prior: CoefficientPrior? = nil
  ) throws(NumericalError) {
    let f = moments.coefficientCount
    var precision = Matrix(rows: f, columns: f)
    var linear = (0..<f).map { moments[f, $0] }
    for i in 0..<f { for j in 0...i { precision[i, j] = moments[i, j] } }
    var quadratic = moments[f, f]
    if let prior {
      precision = precision + prior.precision
      linear = zip(linear, prior.linear).map(+)
      quadratic += prior.quadratic
    }
    computedPrecision = try CholeskyFactor(precision)
    let half = computedPrecision.solveLower(linear)
    computedEstimate = computedPrecision.solveUpper(half)
    quadraticForm = max(0, quadratic - dot(half, half))
    self.moments = moments
    self.data = data
    self.prior = prior
  }

  /// γ̂ as reported: f.
  public var estimate: [Double] { data.coordinates.reported(computedEstimate) }

  /// The covariance matrix of γ̂ as reported: f × f.
  public var covariance: Matrix { data.coordinates.reported(covariance: computedPrecision.inverse) }

  /// −2 log likelihood of T and σ² at γ̂, all constants included.
  public var mlDeviance: Double {
    Double(data.rowCount) * Double.log(2 * .pi) + moments.logDeterminant + quadraticForm
  }

  /// −2 log likelihood of T and σ² with γ integrated out over its (flat or normal) prior.
  ///
  /// (N − f) log 2π + log|V| + log|X'V⁻¹X| + r'V⁻¹r for flat γ, as lme4 and nlme have it.
  public var remlDeviance: Double {
    let proper = prior?.properCount ?? 0
    let freedom = data.rowCount + proper - data.coefficientCount
    return Double(freedom) * Double.log(2 * .pi) + moments.logDeterminant
      + computedPrecision.logDeterminant - 2 * data.coordinates.logDeterminant
      - (prior?.logPrecision ?? 0) + quadraticForm
  }
}
