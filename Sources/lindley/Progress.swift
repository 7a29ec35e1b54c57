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
  private let outline: ProgressLine
  private let control: RunControl
  private let redraws: Bool
  private let hasEnded = Mutex(false)

  /// Progress of a run; nil where none is to be told.
  init?(_ mode: ProgressMode, of run: SamplingRun, control: RunControl) {
    let isTerminal = isatty(STDERR_FILENO) == 1
    guard mode == .plain || (mode == .auto && isTerminal) else { return nil }
    outline = ProgressLine(chains: run.plan.chains, warmup: run.warmup)
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
    var told = 0
    while true {
      Thread.sleep(forTimeInterval: 1)
      told += 1
      guard redraws || told.isMultiple(of: 10) || told == 1 else { continue }
      let words = outline.text(
        counts, of: control.iterationCount, after: control.earlierIterations,
        seconds: (.now - begin) / .seconds(1))
      let isOver = hasEnded.withLock { hasEnded in
        if !hasEnded { tell(redraws ? "\r\u{1B}[K\(words)" : "\(words)\n") }
        return hasEnded
      }
      if isOver { return }
    }
  }

  private var counts: [Int] { outline.chains.map(control.iterations(of:)) }

  private func tell(_ words: String) { FileHandle.standardError.write(Data(words.utf8)) }
}
