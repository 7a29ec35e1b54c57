import GSLNumerics
import RealModule

/// The half-Cauchy distribution with a scale s, its median.
///
///     p(x) = 2 / (π s (1 + (x/s)²)),  x ≥ 0
public struct HalfCauchy: Distribution {
  /// s > 0, in units of x.
  public let scale: Double

  /// Makes the distribution; the scale must be above zero.
  public init(scale: Double) throws(NumericalError) {
    try require(scale > 0 && scale.isFinite, "scale", scale, of: "half-Cauchy")
    self.scale = scale
  }

  /// log p(x).
  public func logDensity(_ x: Double) -> Double {
    guard x >= 0 else { return -.infinity }
    let ratio = x / scale
    return .log(2 / .pi) - .log(scale) - .log(onePlus: ratio * ratio)
  }

  /// Draws s tan(πu/2).
  public func draw(using stream: inout RandomStream) -> Double {
    scale * .tan(.pi / 2 * stream.uniform())
  }
}
