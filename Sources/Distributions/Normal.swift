import GSLNumerics
import RealModule

/// The normal distribution N(μ, σ²).
///
///     p(x) = exp(−½ ((x − μ) / σ)²) / (σ √(2π))
public struct Normal: Distribution {
  /// μ.
  public let mean: Double
  /// σ > 0.
  public let standardDeviation: Double

  /// Makes the distribution; both parameters must be finite and σ above zero.
  public init(mean: Double, standardDeviation: Double) throws(NumericalError) {
    try require(mean.isFinite, "mean", mean, of: "normal")
    try require(
      standardDeviation > 0 && standardDeviation.isFinite, "standard deviation", standardDeviation,
      of: "normal")
    self.mean = mean
    self.standardDeviation = standardDeviation
  }

  /// log p(x).
  public func logDensity(_ x: Double) -> Double {
    StandardNormal.logDensity((x - mean) / standardDeviation) - .log(standardDeviation)
  }

  /// Draws μ + σz.
  public func draw(using stream: inout RandomStream) -> Double {
    mean + standardDeviation * stream.normal()
  }
}
