import ArgumentParser
import Foundation
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

/// Tells on standard error how far a run is, at most once a second.
final class Progress: Sendable {
  private let total: Int
  private let redraws: Bool
  private let state = Mutex((done: 0, told: ContinuousClock.now))

  /// Progress of so many steps; nil where none is to be told.
  init?(_ mode: ProgressMode, total: Int) {
    let isTerminal = isatty(STDERR_FILENO) == 1
    guard mode == .plain || (mode == .auto && isTerminal) else { return nil }
    self.total = total
    redraws = mode == .auto
  }

  /// Takes note of one step more.
  func advance() {
    state.withLock { state in
      state.done += 1
      guard .now - state.told >= .seconds(1) else { return }
      state.told = .now
      let words = "\(100 * state.done / total)% of \(total) iterations"
      tell(redraws ? "\r\(words)" : "\(words)\n")
    }
  }

  /// Clears the line that was redrawn.
  func finish() {
    if redraws { tell("\r\u{1B}[K") }
  }

  private func tell(_ words: String) { FileHandle.standardError.write(Data(words.utf8)) }
}
