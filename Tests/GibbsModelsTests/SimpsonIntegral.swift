import Foundation

/// The integral of a function of positive numbers by Simpson's rule on 4000 steps of their logarithms.
func simpson(
  from low: Double, to high: Double, _ function: ([Double]) throws -> [Double]
) rethrows -> Double {
  let count = 4000
  let step = log(high / low) / Double(count)
  let places = (0...count).map { low * exp(Double($0) * step) }
  let heights = zip(places, try function(places)).map { $0 * $1 }
  return heights.enumerated().reduce(0) { sum, height in
    let weight = height.offset == 0 || height.offset == count ? 1.0 : height.offset % 2 == 1 ? 4 : 2
    return sum + weight * height.element * step / 3
  }
}
