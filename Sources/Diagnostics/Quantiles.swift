import RealModule

/// The quantile of sorted values by linear interpolation, type 7 of Hyndman & Fan (1996).
///
/// It is R's default, and rounds as R does, since tail effective sample sizes compare draws with it.
public func quantile(ofSorted x: [Double], at probability: Double) -> Double {
  guard let last = x.indices.last else { return .nan }
  let place = 1 + Double(last) * probability
  let below = Int(place.rounded(.down))
  let lower = x[below - 1]
  let upper = x[min(below, last)]
  let fraction = place - Double(below)
  return fraction == 0 || lower == upper ? lower : (1 - fraction) * lower + fraction * upper
}

/// The median of values in any order.
func median(_ x: [Double]) -> Double {
  let sorted = x.sorted()
  let half = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
}

/// The median distance from the median, × 1.4826 so that it estimates a normal sd.
func medianAbsoluteDeviation(_ x: [Double]) -> Double {
  let center = median(x)
  return 1.4826 * median(x.map { abs($0 - center) })
}
