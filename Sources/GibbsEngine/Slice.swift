import GSLNumerics
import RealModule

/// One draw of a real number by slice sampling: stepping out, then shrinkage.
///
/// Leaves the distribution with this log density unchanged, whatever the width; a width near
/// the distribution's spread costs the fewest evaluations.
/// Source: Neal (2003), Annals of Statistics 31, 705–767, sections 4.1 and 4.2.
public struct SliceStep: Sendable {
  /// The width of the first interval.
  public var width: Double
  /// The largest number of widths to which the interval may grow.
  public var limit: Int

  /// Makes a step of a given width.
  public init(width: Double, limit: Int = 64) {
    self.width = width
    self.limit = limit
  }

  /// A new value after `current`.
  ///
  /// - Throws: `NumericalError.notFinite` where the density at the current value is no positive number.
  public func draw(
    after current: Double, using stream: inout RandomStream,
    logDensity: (Double) -> Double
  ) throws(NumericalError) -> Double {
    let here = logDensity(current)
    guard here.isFinite else { throw .notFinite(quantity: "log density", at: current) }
    let level = here - stream.exponential()
    var lower = current - width * stream.uniform()
    var upper = lower + width
    var below = Int(stream.uniform() * Double(limit))
    var above = limit - 1 - below
    while below > 0, logDensity(lower) > level {
      lower -= width
      below -= 1
    }
    while above > 0, logDensity(upper) > level {
      upper += width
      above -= 1
    }
    while true {
      let candidate = lower + (upper - lower) * stream.uniform()
      if logDensity(candidate) > level { return candidate }
      if candidate < current { lower = candidate } else { upper = candidate }
      guard upper > lower else { return current }
    }
  }
}
