import Reports

/// The words in which progress is told.
struct ProgressLine: Sendable {
  /// The chains, from 1.
  var chains: [Int]
  /// The iterations of warm-up in each.
  var warmup: Int

  /// One line: a bar, the share done, what the chains at work do, the rate and the time left.
  ///
  /// - Parameters:
  ///   - counts: the iterations of each chain so far.
  ///   - goal: the iterations that each is to have.
  ///   - earlier: the iterations that were there when the clock was started.
  func text(_ counts: [Int], of goal: Int, after earlier: Int, seconds: Double) -> String {
    let total = goal * chains.count
    let done = counts.reduce(0, +)
    let share = total == 0 ? 0 : min(1, Double(done) / Double(total))
    let rate = seconds > 0 ? Double(max(0, done - earlier)) / seconds : 0
    let filled = Int(20 * share)
    let bar = String(repeating: "=", count: filled) + String(repeating: "-", count: 20 - filled)
    let left = rate > 0 ? Self.duration(Double(max(0, total - done)) / rate) + " left" : "starting"
    return
      (["[\(bar)] \(Int(100 * share))%", phases(counts, of: goal)].filter { !$0.isEmpty }
      + ["\(Self.number(rate)) iterations/s", left]).joined(separator: "  ")
  }

  /// `chain 1 sampling, chain 2 warm-up`: the first four chains that are at work.
  private func phases(_ counts: [Int], of goal: Int) -> String {
    let active = zip(chains, counts).filter { $1 > 0 && $1 < goal }
    let words = active.prefix(4).map { "chain \($0) \($1 < warmup ? "warm-up" : "sampling")" }
    let others = active.count - words.count
    return words.joined(separator: ", ") + (others > 0 ? " and \(others) more" : "")
  }

  /// A time in the two largest units that it fills: `2 h 05 min`, `3 min 20 s`, `12 s`.
  private static func duration(_ seconds: Double) -> String {
    let total = Int(min(seconds, 1e9).rounded(.up))
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    if total >= 3600 { return "\(total / 3600) h \(two(total % 3600 / 60)) min" }
    return total >= 60 ? "\(total / 60) min \(two(total % 60)) s" : "\(total) s"
  }

  private static func number(_ rate: Double) -> String {
    rate >= 100 ? "\(Int(rate.rounded()))" : fixed(rate, decimals: 1)
  }
}
