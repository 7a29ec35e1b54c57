import Foundation

/// A kernel estimate of a density from draws, which keeps to the range where the quantity can lie.
///
/// Near a bound the kernel is the linear boundary kernel of Jones (1993), Statistics and Computing 3,
/// 135–146, kept positive as Jones & Foster (1996), Statistica Sinica 6, 1005–1013, do: no mass
/// leaks over the bound, and a density that falls or rises there is not flattened.
public struct DensityEstimate: Sendable, Equatable {
  /// The points of the curve, from left to right.
  public let points: [Point]

  /// The height of the curve's highest point.
  public var peak: Point { points.max { $0.y < $1.y } ?? Point(0, 0) }

  /// Estimates from draws.
  ///
  /// - Parameters:
  ///   - lowerBound: the value below which there is nothing, as 0 for a variance; nil without one.
  ///   - count: the number of points.
  /// - Returns: nil for fewer than two draws, draws that are not finite or all alike.
  public init?(_ draws: [Double], lowerBound: Double? = nil, count: Int = 256) {
    let sorted = draws.sorted()
    guard sorted.count > 1, let least = sorted.first, let most = sorted.last, least < most,
      least.isFinite, most.isFinite
    else { return nil }
    let bandwidth = Self.bandwidth(ofSorted: sorted)
    // A few far draws would squeeze all others into a corner.
    let quantile = { (share: Double) in sorted[Int(share * Double(sorted.count - 1))] }
    let low = max(quantile(0.0005) - 3 * bandwidth, lowerBound ?? -.infinity)
    let high = quantile(0.995) + 3 * bandwidth
    let step = (high - low) / Double(count - 1)
    let weights = Self.binned(sorted, from: low, step: step, count: count)
    points = (0..<count).map { place in
      let x = low + Double(place) * step
      return Point(
        x,
        Self.height(
          at: place, weights, step: step, bandwidth: bandwidth,
          distance: lowerBound.map { x - $0 }, draws: sorted.count))
    }
  }

  /// 0.9 min(sd, IQR/1.34) n^(−1/5).
  ///
  /// Source: Silverman (1986), Density Estimation, eq. 3.31.
  private static func bandwidth(ofSorted draws: [Double]) -> Double {
    let count = Double(draws.count)
    let mean = draws.reduce(0, +) / count
    let variance = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    let quartiles = draws[draws.count * 3 / 4] - draws[draws.count / 4]
    let spreads = [variance.squareRoot(), quartiles / 1.34].filter { $0 > 0 }
    return 0.9 * (spreads.min() ?? 1) * pow(count, -0.2)
  }

  /// The draws as weights on equally spaced points, each draw shared between its two neighbours.
  private static func binned(
    _ draws: [Double], from low: Double, step: Double, count: Int
  ) -> [Double] {
    var weights = Array(repeating: 0.0, count: count)
    for draw in draws {
      let place = (draw - low) / step
      guard place >= 0, place <= Double(count - 1) else { continue }
      let left = min(Int(place), count - 2)
      let share = place - Double(left)
      weights[left] += 1 - share
      weights[left + 1] += share
    }
    return weights
  }

  private static func height(
    at place: Int, _ weights: [Double], step: Double, bandwidth: Double, distance: Double?,
    draws: Int
  ) -> Double {
    let reach = Int((4 * bandwidth / step).rounded(.up))
    var sums = (plain: 0.0, linear: 0.0)
    for other in max(0, place - reach)...min(weights.count - 1, place + reach) {
      let t = Double(place - other) * step / bandwidth
      let kernel = weights[other] * exp(-0.5 * t * t) / (2 * Double.pi).squareRoot()
      sums.plain += kernel
      sums.linear += kernel * t
    }
    let scale = 1 / (Double(draws) * bandwidth)
    guard let distance else { return sums.plain * scale }
    // The moments of the kernel that lie within the bound.
    let p = distance / bandwidth
    let edge = exp(-0.5 * p * p) / (2 * Double.pi).squareRoot()
    let a0 = 0.5 * erfc(-p / 2.0.squareRoot())
    let a1 = -edge
    let a2 = a0 - p * edge
    let normalised = sums.plain / a0 * scale
    let linear = (a2 * sums.plain - a1 * sums.linear) / (a0 * a2 - a1 * a1) * scale
    return normalised > 0 ? normalised * exp(linear / normalised - 1) : 0
  }
}
