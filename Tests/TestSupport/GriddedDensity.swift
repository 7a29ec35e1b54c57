import Foundation

/// A density on the real line at equally spaced points, by the trapezoidal rule.
///
/// The rule converges faster than any power of the spacing for a smooth density that has vanished
/// at both ends.
public struct GriddedDensity: Sendable {
  private let places: [Double]
  private let weights: [Double]

  /// Evaluates a log density without its constant.
  public init(
    _ interval: ClosedRange<Double>, points: Int = 20_001, logDensity: (Double) -> Double
  ) {
    let step = (interval.upperBound - interval.lowerBound) / Double(points - 1)
    places = (0..<points).map { interval.lowerBound + Double($0) * step }
    let heights = places.map(logDensity)
    let highest = heights.max() ?? 0
    let shares = heights.map { exp($0 - highest) }
    let total = shares.reduce(0, +)
    weights = shares.map { $0 / total }
  }

  /// The expectation of a function.
  public func expectation(_ function: (Double) -> Double) -> Double {
    zip(places, weights).reduce(0) { $0 + $1.1 * function($1.0) }
  }

  /// The point half a step beyond which the probability first exceeds p, and the probability below.
  public func threshold(_ p: Double) -> (place: Double, probability: Double) {
    var below = 0.0
    for (i, weight) in weights.enumerated() {
      below += weight
      if below > p, i + 1 < places.count { return (0.5 * (places[i] + places[i + 1]), below) }
    }
    return (.infinity, 1)
  }
}
