import GSLNumerics
import RealModule

/// Student's t distribution with ν degrees of freedom, a location m and a scale s.
///
///     p(x) = Γ((ν + 1)/2) / (Γ(ν/2) √(νπ) s) (1 + ((x − m)/s)²/ν)^(−(ν + 1)/2)
///
/// With infinite ν it is the normal distribution. The variance is s²ν/(ν − 2) for ν > 2.
public struct StudentT: Distribution {
  /// ν > 0, which may be infinite.
  public let degreesOfFreedom: Double
  /// m.
  public let location: Double
  /// s > 0.
  public let scale: Double

  /// Makes the distribution; ν and s must be above zero.
  public init(degreesOfFreedom: Double, location: Double, scale: Double) throws(NumericalError) {
    try require(degreesOfFreedom > 0, "degrees of freedom", degreesOfFreedom, of: "t")
    try require(location.isFinite, "location", location, of: "t")
    try require(scale > 0 && scale.isFinite, "scale", scale, of: "t")
    self.degreesOfFreedom = degreesOfFreedom
    self.location = location
    self.scale = scale
  }

  /// log p(x).
  public func logDensity(_ x: Double) -> Double {
    StandardT.logDensity((x - location) / scale, degreesOfFreedom: degreesOfFreedom) - .log(scale)
  }

  /// Draws m + sz/√w, w ~ gamma(ν/2, ν/2).
  public func draw(using stream: inout RandomStream) -> Double {
    let z = stream.normal()
    guard degreesOfFreedom.isFinite else { return location + scale * z }
    let shape = degreesOfFreedom / 2
    return location + scale * z * .exp(0.5 * (.log(shape) - stream.logGamma(shape: shape)))
  }
}
