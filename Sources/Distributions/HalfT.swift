import GSLNumerics
import RealModule

/// The half-t distribution: the size of a t variate with ν degrees of freedom, location 0, scale s.
///
///     p(x) = 2 t(x; ν, 0, s),  x ≥ 0
public struct HalfT: Distribution {
  /// The t distribution before its sign is dropped.
  private let whole: StudentT

  /// ν > 0, which may be infinite.
  public var degreesOfFreedom: Double { whole.degreesOfFreedom }
  /// s > 0, in units of x.
  public var scale: Double { whole.scale }

  /// Makes the distribution; both parameters must be above zero.
  public init(degreesOfFreedom: Double, scale: Double) throws(NumericalError) {
    try require(degreesOfFreedom > 0, "degrees of freedom", degreesOfFreedom, of: "half-t")
    try require(scale > 0 && scale.isFinite, "scale", scale, of: "half-t")
    whole = try StudentT(degreesOfFreedom: degreesOfFreedom, location: 0, scale: scale)
  }

  /// log p(x).
  public func logDensity(_ x: Double) -> Double {
    x >= 0 ? .log(2) + whole.logDensity(x) : -.infinity
  }

  /// Draws the size of a t variate.
  public func draw(using stream: inout RandomStream) -> Double { abs(whole.draw(using: &stream)) }
}
