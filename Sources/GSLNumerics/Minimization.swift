@preconcurrency internal import CGSL

/// A place and the value of a function there.
private typealias Point = (place: Double, value: Double)

/// Four times the root of the precision of a double.
private let resolution = 6e-8

/// Finds a minimum of a function in an interval, or its better end when it falls towards that.
///
/// Golden sections look for a place below both ends, then Brent's method goes down from there.
/// Where there are several minima, it finds one of them.
///
/// - Parameters:
///   - guess: a place to begin, which saves the golden sections when it lies below both ends.
///   - tolerance: the width to which the interval shrinks, beside 6e-8 of the place itself: a
///     function shows its minimum only to the root of its own precision.
/// - Returns: the place and the value there.
/// - Throws: what `function` throws.
/// - Source: Brent (1973), Algorithms for Minimization without Derivatives, chapter 5.
public func minimum(
  of function: @escaping (Double) throws(NumericalError) -> Double,
  in interval: ClosedRange<Double>, from guess: Double? = nil, tolerance: Double = 1e-8
) throws(NumericalError) -> (place: Double, value: Double) {
  var lower: Point = (interval.lowerBound, try function(interval.lowerBound))
  var upper: Point = (interval.upperBound, try function(interval.upperBound))
  let golden = 0.381966011250105152
  var inner: Point = (guess ?? lower.place + golden * (upper.place - lower.place), .nan)
  inner.value = try function(inner.place)
  while !(inner.value < lower.value && inner.value < upper.value) {
    guard upper.place - lower.place > tolerance + resolution * abs(inner.place) else {
      return lower.value <= upper.value ? lower : upper
    }
    if lower.value <= upper.value { upper = inner } else { lower = inner }
    inner.place = lower.place + golden * (upper.place - lower.place)
    inner.value = try function(inner.place)
  }
  return try descend(function, lower, inner, upper, tolerance)
}

/// Brent's method from three places of which the inner one is lowest.
private func descend(
  _ function: @escaping (Double) throws(NumericalError) -> Double,
  _ lower: Point, _ inner: Point, _ upper: Point, _ tolerance: Double
) throws(NumericalError) -> Point {
  _ = GSLErrorHandling.isOff
  guard let minimizer = gsl_min_fminimizer_alloc(gsl_min_fminimizer_brent) else {
    throw .noConvergence(method: "Brent's minimisation", iterations: 0)
  }
  defer { gsl_min_fminimizer_free(minimizer) }
  // GSL wants finite values: what is infinite is as good as very high.
  let target = ScalarFunction { x throws(NumericalError) in min(try function(x), 1e300) }
  defer { withExtendedLifetime(target) {} }
  try target.check(
    gsl_min_fminimizer_set_with_values(
      minimizer, target.pointer, inner.place, inner.value, lower.place, lower.value, upper.place,
      upper.value), in: "gsl_min_fminimizer_set")
  let limit = 200
  for _ in 0..<limit {
    try target.check(gsl_min_fminimizer_iterate(minimizer), in: "gsl_min_fminimizer_iterate")
    let place = gsl_min_fminimizer_x_minimum(minimizer)
    let width = gsl_min_fminimizer_x_upper(minimizer) - gsl_min_fminimizer_x_lower(minimizer)
    if width <= tolerance + resolution * abs(place) {
      return (place, gsl_min_fminimizer_f_minimum(minimizer))
    }
  }
  throw .noConvergence(method: "Brent's minimisation", iterations: limit)
}
