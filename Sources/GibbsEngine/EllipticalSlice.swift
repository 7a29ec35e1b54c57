import GSLNumerics
import RealModule

/// One draw of a vector whose density is a normal distribution's where a weight is above a level, and 0
/// elsewhere: from an ellipse through the current value and a draw of the normal distribution.
///
/// The arc on which a point is sought shrinks towards the current value until one is found. With a level
/// drawn under the weight of the current value the step leaves the normal distribution times the weight unchanged.
///
/// Before it an independent draw of the normal distribution may be tried, and taken where its weight is above the
/// level. It then has the distribution wanted, and whether it is taken does not depend on the current value: the
/// two are a mixture of steps. An independence Metropolis step is held where the weight has no bound; this one
/// moves.
///
/// - Source: Murray, Adams & MacKay (2010), Journal of Machine Learning Research: W&CP 9, 541–548.
public struct EllipticalSlice: Sendable {
  /// The mean of the normal distribution, the centre of the ellipse.
  public let mean: [Double]
  /// The current value, whose weight is above the level.
  public let current: [Double]
  /// A draw of the normal distribution.
  public let other: [Double]

  /// Names the ellipse.
  public init(mean: [Double], current: [Double], other: [Double]) {
    (self.mean, self.current, self.other) = (mean, current, other)
  }

  /// The point at an angle; the current value stands at 0.
  func point(at angle: Double) -> [Double] {
    let (cosine, sine) = (Double.cos(angle), Double.sin(angle))
    return mean.indices.map { i in
      mean[i] + cosine * (current[i] - mean[i]) + sine * (other[i] - mean[i])
    }
  }

  /// A new value, whose weight is above the level; nil where the arc has shrunk to the current value.
  public func draw(
    using stream: inout RandomStream, isAboveLevel: ([Double]) -> Bool
  ) -> [Double]? {
    var angle = 2 * .pi * stream.uniform()
    var (lower, upper) = (angle - 2 * .pi, angle)
    while upper - lower > 1e-14 {
      let candidate = point(at: angle)
      if isAboveLevel(candidate) { return candidate }
      if angle < 0 { lower = angle } else { upper = angle }
      angle = lower + (upper - lower) * stream.uniform()
    }
    return nil
  }
}
