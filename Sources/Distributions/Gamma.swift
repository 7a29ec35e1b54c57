import GSLNumerics
import RealModule

/// The gamma distribution with a shape a and a rate b: mean a/b, variance a/b².
///
///     p(x) = bᵃ / Γ(a) xᵃ⁻¹ exp(−bx),  x > 0
public struct Gamma: Distribution {
  /// a > 0.
  public let shape: Double
  /// b > 0, in units of 1/x.
  public let rate: Double

  /// Makes the distribution; both parameters must be above zero.
  public init(shape: Double, rate: Double) throws(NumericalError) {
    try require(shape > 0 && shape.isFinite, "shape", shape, of: "gamma")
    try require(rate > 0 && rate.isFinite, "rate", rate, of: "gamma")
    self.shape = shape
    self.rate = rate
  }

  /// log p(x).
  public func logDensity(_ x: Double) -> Double {
    guard x > 0 else { return -.infinity }
    return shape * .log(rate) - GammaFunction.log(shape) + (shape - 1) * .log(x) - rate * x
  }

  /// Draws a value, which may be 0 when the shape is below 0.1: see `RandomStream.logGamma(shape:)`.
  public func draw(using stream: inout RandomStream) -> Double {
    stream.gamma(shape: shape) / rate
  }
}
