import GSLNumerics

/// The scaled inverse chi-squared distribution: νs²/x is chi-squared with ν degrees of freedom.
///
/// It is the inverse gamma distribution with shape ν/2 and scale νs²/2. A variance whose normal
/// data have the sum of squares νs² about a known mean has it under p(σ²) ∝ 1/σ².
///
/// - Source: Gelman et al. (2013), Bayesian Data Analysis, 3rd ed., Appendix A, Table A.1.
public struct ScaledInverseChiSquared: Distribution {
  /// ν > 0.
  public let degreesOfFreedom: Double
  /// s² > 0, in units of x: a scale for a variance, not for a standard deviation.
  public let scale: Double
  private let inverseGamma: InverseGamma

  /// Makes the distribution; both parameters must be above zero.
  public init(degreesOfFreedom: Double, scale: Double) throws(NumericalError) {
    let name = "scaled inverse chi-squared"
    try require(
      degreesOfFreedom > 0 && degreesOfFreedom.isFinite, "degrees of freedom", degreesOfFreedom,
      of: name)
    try require(scale > 0 && scale.isFinite, "scale", scale, of: name)
    self.degreesOfFreedom = degreesOfFreedom
    self.scale = scale
    inverseGamma = try InverseGamma(
      shape: degreesOfFreedom / 2, scale: degreesOfFreedom * scale / 2)
  }

  /// log p(x).
  public func logDensity(_ x: Double) -> Double { inverseGamma.logDensity(x) }

  /// Draws νs²/c with c chi-squared.
  public func draw(using stream: inout RandomStream) -> Double { inverseGamma.draw(using: &stream) }
}
