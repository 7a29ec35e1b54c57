/// How long the two parts of a run took, in seconds.
public struct ElapsedTime: Equatable, Sendable {
  /// The time of the warm-up.
  public var warmup: Double
  /// The time of the draws.
  public var sampling: Double

  /// Makes a pair of times.
  public init(warmup: Double, sampling: Double) {
    self.warmup = warmup
    self.sampling = sampling
  }

  /// The footer of a draws file; its values start at the 18th character, where readers look.
  var footer: String {
    """
    #\u{20}
    #  Elapsed Time: \(microseconds(warmup)) seconds (Warm-up)
    #                \(microseconds(sampling)) seconds (Sampling)
    #                \(microseconds(warmup + sampling)) seconds (Total)
    #\u{20}

    """
  }
}

/// A time with six decimals, in plain notation.
private func microseconds(_ seconds: Double) -> String {
  let total = seconds > 0 && seconds < 1e12 ? UInt64((seconds * 1e6).rounded()) : 0
  let fraction = String(total % 1_000_000)
  return "\(total / 1_000_000).\(String(repeating: "0", count: 6 - fraction.count))\(fraction)"
}
