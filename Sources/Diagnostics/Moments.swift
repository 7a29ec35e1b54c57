import RealModule

/// The mean, corrected once by the mean of the residuals against the rounding of the sum.
public func mean(_ x: [Double]) -> Double {
  let count = Double(x.count)
  let first = x.reduce(0, +) / count
  return first + x.reduce(0) { $0 + ($1 - first) } / count
}

/// The variance with divisor n − 1; not a number for fewer than two values.
func variance(_ x: [Double]) -> Double {
  let center = mean(x)
  return x.reduce(0) { $0 + ($1 - center) * ($1 - center) } / Double(x.count - 1)
}

/// The standard deviation with divisor n − 1; not a number for fewer than two values.
public func standardDeviation(_ x: [Double]) -> Double { .sqrt(variance(x)) }
