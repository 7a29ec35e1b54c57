import GSLNumerics
import ModelData

/// The fixed effects by least squares, as if the groups did not differ: T = 0.
///
/// With known variances each row weighs 1/v, the meta-analysis of a common effect; else σ² is that of
/// the residuals, r'r/(N − f). Where ML finds T̂ = 0 its γ̂ is this one.
/// Source: Raudenbush & Bryk (2002), chapters 3 and 7.
public struct LeastSquaresFit: Sendable {
  /// γ̂, its covariance matrix where σ² = 1, and the residual sum of squares.
  public let fixedEffects: FixedEffects
  /// σ̂²; 1 where the variances are known, nil where no degrees of freedom are left.
  public let sigmaSquared: Double?
  /// The degrees of freedom of t: N − f; with known variances J − f, as for ML and REML.
  public let degreesOfFreedom: Int

  /// Fits γ.
  ///
  /// - Throws: `NumericalError` where X lacks rank.
  public init(_ data: ReducedData) throws(NumericalError) {
    let none = Matrix(rows: data.effectCount, columns: data.effectCount)
    let moments = MarginalLikelihood(data).moments(tauRoot: none, sigmaSquared: 1)
    fixedEffects = try FixedEffects(moments, data: data)
    let units = data.hasKnownVariances ? data.groupCount : data.rowCount
    degreesOfFreedom = units - data.coefficientCount
    if data.hasKnownVariances {
      sigmaSquared = 1
    } else {
      sigmaSquared =
        degreesOfFreedom > 0 ? fixedEffects.quadraticForm / Double(degreesOfFreedom) : nil
    }
  }

  /// The coefficients with their tests; a standard error is NaN where σ² has no estimate.
  ///
  /// - Parameter level: the coverage of the intervals.
  public func coefficients(level: Double = 0.95) -> [CoefficientInference] {
    let covariance = fixedEffects.covariance
    return fixedEffects.estimate.enumerated().map { k, estimate in
      CoefficientInference(
        estimate: estimate,
        standardError: ((sigmaSquared ?? .nan) * covariance[k, k]).squareRoot(), robust: nil,
        freedom: degreesOfFreedom, level: level)
    }
  }
}
