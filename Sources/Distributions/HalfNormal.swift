import GSLNumerics
import RealModule

/// The half-normal distribution: the size of a normal variate with mean 0 and scale s.
///
///     p(x) = √(2/π) / s exp(−½ (x/s)²),  x ≥ 0
public struct HalfNormal: Distribution {
  /// s > 0, in units of x: the standard deviation of the normal before its sign is dropped.
  public let scale: Double

  /// Makes the distribution; the scale must be above zero.
  public init(scale: Double) throws(NumericalError) {
    try require(scale > 0 && scale.isFinite, "scale", scale, of: "half-normal")
    self.scale = scale
  }

  /// log p(x).
  public func logDensity(_ x: Double) -> Double {
    x >= 0 ? .log(2) + StandardNormal.logDensity(x / scale) - .log(scale) : -.infinity
  }

  /// Draws s|z|.
  public func draw(using stream: inout RandomStream) -> Double { scale * abs(stream.normal()) }
}
