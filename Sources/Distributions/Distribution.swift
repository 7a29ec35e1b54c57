import GSLNumerics

/// A probability distribution: a density and a way to draw from it.
///
/// Whoever makes one is told of parameters out of range then and there; from a distribution that
/// exists one can always draw.
public protocol Distribution<Value>: Sendable {
  /// What is drawn.
  associatedtype Value: Sendable

  /// The logarithm of the density with all its constants; −∞ outside the support.
  func logDensity(_ value: Value) -> Double

  /// Draws a value.
  func draw(using stream: inout RandomStream) -> Value
}

/// Throws unless a parameter is in its range.
func require(
  _ isInRange: Bool, _ parameter: String, _ value: Double, of distribution: String
) throws(NumericalError) {
  guard isInRange else {
    throw .parameterOutOfRange(distribution: distribution, parameter: parameter, value: value)
  }
}
