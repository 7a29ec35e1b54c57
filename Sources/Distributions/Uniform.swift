import GSLNumerics
import RealModule

/// The uniform distribution on an interval.
///
///     p(x) = 1 / (b − a),  a ≤ x ≤ b
public struct Uniform: Distribution {
  /// a.
  public let lower: Double
  /// b > a.
  public let upper: Double

  /// Makes the distribution; both ends must be finite and the upper above the lower.
  public init(lower: Double, upper: Double) throws(NumericalError) {
    try require(lower.isFinite, "lower end", lower, of: "uniform")
    try require(upper > lower && upper.isFinite, "upper end", upper, of: "uniform")
    self.lower = lower
    self.upper = upper
  }

  /// log p(x).
  public func logDensity(_ x: Double) -> Double {
    lower <= x && x <= upper ? -.log(upper - lower) : -.infinity
  }

  /// Draws a + (b − a)u.
  public func draw(using stream: inout RandomStream) -> Double {
    lower + (upper - lower) * stream.uniform()
  }
}
