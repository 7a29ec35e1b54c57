import Synchronization

/// How far the chains of a run are, and whether they are to stop: asked from any thread, without locks.
public final class RunControl: Sendable {
  /// Whether the chains are to stop where they can be continued.
  public let shouldStop: @Sendable () -> Bool
  /// Hears what a person may want to know between two rounds of draws.
  let note: @Sendable (String) -> Void
  /// The iterations that each chain is to have, warm-up included.
  private let goal = Atomic(0)
  private let earlier = Atomic(-1)
  private let counters: [Int: IterationCounter]

  private final class IterationCounter: Sendable {
    let iteration = Atomic(0)
  }

  /// Makes the control of these chains.
  public init(
    chains: [Int], shouldStop: @escaping @Sendable () -> Bool = { false },
    note: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.shouldStop = shouldStop
    self.note = note
    counters = Dictionary(uniqueKeysWithValues: chains.map { ($0, IterationCounter()) })
  }

  /// The iterations that each chain is to have, warm-up included; 0 before the first.
  public var iterationCount: Int { goal.load(ordering: .relaxed) }

  /// The iterations of all chains that were there when the first of them went on.
  public var earlierIterations: Int { max(0, earlier.load(ordering: .relaxed)) }

  /// Takes note of a round of draws that is about to begin.
  ///
  /// - Parameter positions: the iterations of chains that go on, by their numbers.
  func begin(_ iterationCount: Int, from positions: [Int: Int]) {
    for (chain, iteration) in positions { reporter(of: chain)(iteration) }
    if earlier.load(ordering: .relaxed) < 0 {
      earlier.store(positions.values.reduce(0, +), ordering: .relaxed)
    }
    goal.store(iterationCount, ordering: .relaxed)
  }

  /// The iterations of a chain so far, warm-up included.
  public func iterations(of chain: Int) -> Int {
    counters[chain]?.iteration.load(ordering: .relaxed) ?? 0
  }

  /// How a chain tells where it is.
  func reporter(of chain: Int) -> @Sendable (Int) -> Void {
    guard let counter = counters[chain] else { return { _ in } }
    return { counter.iteration.store($0, ordering: .relaxed) }
  }
}

/// A run that was asked to stop before its end, and did.
public struct StoppedRun: Error, Equatable {
  /// The folder of the run.
  public let folder: String
}

extension StoppedRun: CustomStringConvertible {
  /// What was done, and how to go on.
  public var description: String {
    "Stopped before the last draw; everything drawn so far is kept.\n"
      + "Continue with 'lindley resume \(folder)'."
  }
}

/// A run that broke off because its files could not be written, as on a full disk.
public struct BrokenOffRun: Error, Equatable {
  /// The folder of the run.
  public let folder: String
  /// The file.
  public let path: String
  /// The system's words.
  public let reason: String
}

extension BrokenOffRun: CustomStringConvertible {
  /// What is wrong, and how to go on.
  public var description: String {
    "\(path) cannot be written: \(reason).\n"
      + "Free some space; 'lindley resume \(folder)' then goes on from the last checkpoint."
  }
}
