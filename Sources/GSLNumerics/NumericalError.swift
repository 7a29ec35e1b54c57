/// A computation that could not give a number to be trusted.
public enum NumericalError: Error, Equatable, Sendable {
  /// A matrix has no Cholesky factor: the pivot at this place (0-based) is not above zero.
  case notPositiveDefinite(pivot: Int, value: Double)
  /// A parameter of a distribution lies outside its range.
  case parameterOutOfRange(distribution: String, parameter: String, value: Double)
  /// A function gave a value that is not finite where one was needed.
  case notFinite(quantity: String, at: Double)
  /// An iteration stopped before it met its tolerance.
  case noConvergence(method: String, iterations: Int)
  /// A function has one sign at both ends of an interval, which need not hold a root.
  case rootNotBracketed(lower: Double, upper: Double)
  /// A density has not fallen to nothing where its tabulation must end.
  case tailTooHeavy(end: Double)
  /// GSL reported an error.
  case gsl(function: String, code: Int32, meaning: String)
}

extension NumericalError: CustomStringConvertible {
  /// What went wrong, in a line; who knows where puts that in front of it.
  public var description: String {
    switch self {
    case .notPositiveDefinite(let pivot, let value):
      "the matrix is not positive definite: pivot \(pivot + 1) is \(value)."
    case .parameterOutOfRange(let distribution, let parameter, let value):
      "the \(parameter) of the \(distribution) distribution cannot be \(value)."
    case .notFinite(let quantity, let place):
      "the \(quantity) is not finite at \(place)."
    case .noConvergence(let method, let iterations):
      "\(method) did not converge in \(iterations) iterations."
    case .rootNotBracketed(let lower, let upper):
      "the function has the same sign at \(lower) and at \(upper): no root is known between them."
    case .tailTooHeavy(let end):
      "the density has not fallen to nothing at \(end): it may have no finite integral."
    case .gsl(let function, let code, let meaning):
      "\(function) failed: \(meaning) (GSL code \(code))."
    }
  }
}
