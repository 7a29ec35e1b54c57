import ArgumentParser
import Foundation
import Reports
import Runs
import Synchronization

/// Whether progress is told.
enum ProgressMode: String, ExpressibleByArgument, CaseIterable {
  /// On a terminal.
  case auto
  /// Not at all.
  case never
  /// Always, a line a time.
  case plain
}

/// Tells on standard error how far a run is, from a thread of its own, once a second on a terminal and
/// every ten seconds in plain lines.
///
/// The chains only count; nothing waits for what is told.
final class Progress: Sendable {
  private let run: RunOutline
  private let control: RunControl
  private let redraws: Bool
  private let hasEnded = Mutex(false)

  /// Progress of a run; nil where none is to be told.
  init?(_ mode: ProgressMode, of run: RunOutline, control: RunControl) {
    let isTerminal = isatty(STDERR_FILENO) == 1
    guard mode == .plain || (mode == .auto && isTerminal) else { return nil }
    self.run = run
    self.control = control
    redraws = mode == .auto
    Thread.detachNewThread { self.watch() }
  }

  /// Ends the telling, and clears the line that was redrawn.
  func finish() {
    hasEnded.withLock { hasEnded in
      hasEnded = true
      if redraws { tell("\r\u{1B}[K") }
    }
  }

  private func watch() {
    let begin = ContinuousClock.now
    let first = counts
    var told = 0
    while true {
      Thread.sleep(forTimeInterval: 1)
      told += 1
      guard redraws || told.isMultiple(of: 10) || told == 1 else { continue }
      let words = run.progress(counts, from: first, seconds: (ContinuousClock.now - begin).seconds)
      let isOver = hasEnded.withLock { hasEnded in
        if !hasEnded { tell(redraws ? "\r\u{1B}[K\(words)" : "\(words)\n") }
        return hasEnded
      }
      if isOver { return }
    }
  }

  private var counts: [Int] { run.chains.map(control.iterations(of:)) }

  private func tell(_ words: String) { FileHandle.standardError.write(Data(words.utf8)) }
}

/// What a line of progress is made from.
struct RunOutline: Sendable {
  /// The chains, from 1.
  var chains: [Int]
  /// The iterations of warm-up in each.
  var warmup: Int
  /// All iterations of each.
  var iterations: Int

  init(_ run: SamplingRun) {
    chains = run.plan.chains
    warmup = run.warmup
    iterations = run.iterationCount
  }

  init(chains: [Int], warmup: Int, iterations: Int) {
    (self.chains, self.warmup, self.iterations) = (chains, warmup, iterations)
  }

  /// One line: a bar, the share done, what each unfinished chain does, the rate and the time left.
  ///
  /// - Parameters:
  ///   - counts: the iterations of each chain so far.
  ///   - first: those that were there when the clock was started.
  func progress(_ counts: [Int], from first: [Int], seconds: Double) -> String {
    let total = iterations * chains.count
    let done = counts.reduce(0, +)
    let share = total == 0 ? 1 : Double(done) / Double(total)
    let rate = seconds > 0 ? Double(done - first.reduce(0, +)) / seconds : 0
    let filled = Int(20 * share)
    let bar = String(repeating: "=", count: filled) + String(repeating: "-", count: 20 - filled)
    let left = rate > 0 ? "\(Self.duration(Double(total - done) / rate)) left" : "time left unknown"
    return "[\(bar)] \(Int(100 * share))%  \(phases(counts))  \(Self.number(rate))/s  \(left)"
  }

  /// `chain 1 sampling, chain 2 warm-up`; the first four chains that are at work.
  private func phases(_ counts: [Int]) -> String {
    let active = zip(chains, counts).filter { $1 > 0 && $1 < iterations }
    let words = active.prefix(4).map { "chain \($0) \($1 < warmup ? "warm-up" : "sampling")" }
    let others = active.count - words.count
    return words.joined(separator: ", ") + (others > 0 ? " and \(others) more" : "")
  }

  /// A time in the two largest units that it fills: `2 h 05 min`, `3 min 20 s`, `12 s`.
  private static func duration(_ seconds: Double) -> String {
    let total = Int(min(seconds, 1e9).rounded())
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    if total >= 3600 { return "\(total / 3600) h \(two(total % 3600 / 60)) min" }
    return total >= 60 ? "\(total / 60) min \(two(total % 60)) s" : "\(total) s"
  }

  private static func number(_ rate: Double) -> String {
    rate >= 100 ? "\(Int(rate.rounded()))" : fixed(rate, decimals: rate >= 10 ? 1 : 2)
  }
}

extension Duration {
  /// The duration in seconds.
  fileprivate var seconds: Double {
    Double(components.seconds) + 1e-18 * Double(components.attoseconds)
  }
}
