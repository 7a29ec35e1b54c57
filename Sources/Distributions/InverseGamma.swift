import GSLNumerics
import RealModule

/// The inverse gamma distribution with a shape a and a scale b: 1/x is gamma(a, rate b).
///
///     p(x) = bᵃ / Γ(a) x⁻ᵃ⁻¹ exp(−b/x),  x > 0
///
/// Its mean is b/(a − 1) for a > 1, its variance b²/((a − 1)²(a − 2)) for a > 2.
public struct InverseGamma: Distribution {
  /// a > 0.
  public let shape: Double
  /// b > 0, in units of x.
  public let scale: Double

  /// Makes the distribution; both parameters must be above zero.
  public init(shape: Double, scale: Double) throws(NumericalError) {
    try require(shape > 0 && shape.isFinite, "shape", shape, of: "inverse gamma")
    try require(scale > 0 && scale.isFinite, "scale", scale, of: "inverse gamma")
    self.shape = shape
    self.scale = scale
  }

  /// log p(x).
  public func logDensity(_ x: Double) -> Double {
    guard x > 0 else { return -.infinity }
    return shape * .log(scale) - GammaFunction.log(shape) - (shape + 1) * .log(x) - scale / x
  }

  /// Draws b/g with g ~ gamma(a), in logarithms where g may be too small for a double.
  public func draw(using stream: inout RandomStream) -> Double {
    guard shape >= 0.1 else { return .exp(.log(scale) - stream.logGamma(shape: shape)) }
    return scale / stream.gamma(shape: shape)
  }
}
