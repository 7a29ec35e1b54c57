import RealModule

/// How often the draws of one chain repeat the draw before, and whether the chain got stuck.
public struct RepeatedDraws: Equatable, Sendable {
  /// The number of equal draws in the longest run; 1 where none repeats.
  public let longestRun: Int
  /// The first draw of that run, counted from 1.
  public let start: Int
  /// The share of draws that equal the one before.
  public let share: Double
  /// Whether the runs are longer than repeats that come and go at this share would make them.
  public let isStuck: Bool

  /// Counts the repeats of a chain.
  ///
  /// A sampler that rejects proposals repeats draws, each time anew. If repeats are independent with
  /// probability p, then among n draws about n p^k runs hold k repeats or more; a run with fewer
  /// than 0.001 of them to be expected is none of these. Where more than half of the draws repeat,
  /// the chain is called stuck whatever its runs.
  public init(_ draws: [Double]) {
    var run = 1
    var longest = (count: min(1, draws.count), start: 0)
    var repeats = 0
    for place in draws.indices.dropFirst() {
      if draws[place] == draws[place - 1] {
        run += 1
        repeats += 1
      } else {
        run = 1
      }
      if run > longest.count { longest = (run, place + 1 - run) }
    }
    let share = draws.count > 1 ? Double(repeats) / Double(draws.count - 1) : 0
    let expected = Double(draws.count) * .pow(share, longest.count - 1)
    longestRun = longest.count
    start = longest.start + 1
    self.share = share
    isStuck = longest.count > 1 && (share > 0.5 || expected < 0.001)
  }
}
