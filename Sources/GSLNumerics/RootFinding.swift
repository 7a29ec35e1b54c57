@preconcurrency internal import CGSL

/// Finds a root of a continuous function in an interval at whose ends it differs in sign.
///
/// By Brent's method: bisection where the function is rough, inverse quadratic steps where smooth.
///
/// - Parameter tolerance: the width, relative to the root or absolute if that is more, to which
///   the interval shrinks.
/// - Throws: `NumericalError.rootNotBracketed` when the ends do not differ in sign, and what
///   `function` throws.
/// - Source: Brent (1973), Algorithms for Minimization without Derivatives, chapter 4.
public func root(
  of function: @escaping (Double) throws(NumericalError) -> Double,
  in interval: ClosedRange<Double>, tolerance: Double = 1e-13
) throws(NumericalError) -> Double {
  let (lower, upper) = (interval.lowerBound, interval.upperBound)
  let (atLower, atUpper) = (try function(lower), try function(upper))
  if atLower == 0 { return lower }
  if atUpper == 0 { return upper }
  guard (atLower < 0) != (atUpper < 0), !atLower.isNaN, !atUpper.isNaN else {
    throw .rootNotBracketed(lower: lower, upper: upper)
  }
  _ = GSLErrorHandling.isOff
  guard let solver = gsl_root_fsolver_alloc(gsl_root_fsolver_brent) else {
    throw .noConvergence(method: "Brent's root finding", iterations: 0)
  }
  defer { gsl_root_fsolver_free(solver) }
  let target = ScalarFunction(function)
  defer { withExtendedLifetime(target) {} }
  try target.check(
    gsl_root_fsolver_set(solver, target.pointer, lower, upper), in: "gsl_root_fsolver_set")
  let limit = 200
  for _ in 0..<limit {
    try target.check(gsl_root_fsolver_iterate(solver), in: "gsl_root_fsolver_iterate")
    let width = gsl_root_fsolver_x_upper(solver) - gsl_root_fsolver_x_lower(solver)
    let estimate = gsl_root_fsolver_root(solver)
    if width <= tolerance * max(1, abs(estimate)) { return estimate }
  }
  throw .noConvergence(method: "Brent's root finding", iterations: limit)
}
