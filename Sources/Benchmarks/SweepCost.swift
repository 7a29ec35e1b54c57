import Foundation
import GSLNumerics
import GibbsEngine
import GibbsModels
import LikelihoodFits
import ModelData

/// The cost of a Gibbs sweep for each group, q = 2 and f = 6, beside that of a plain scalar program.
///
/// The chain, the program and the variates take turns, so that each meets the same other work on the machine;
/// printed are the medians over the turns.
enum SweepCost {
  /// - Parameter groups: how many; none for the three numbers of the README.
  static func print(groups: [Int]) throws {
    Swift.print("groups      sweep   scalar blocked   variates   (ns a group)   sweep/scalar")
    for groups in groups.isEmpty ? [160, 10_000, 1_000_000] : groups {
      let source = simulated(groups: groups)
      let data = ReducedData(source, term: source.randomTerms[0])
      let turns = try turns(data, sweeps: max(4, 400_000 / groups))
      let scale = 1e9 / Double(groups)
      let columns = [turns.map(\.sweep), turns.map(\.scalar), turns.map(\.variates)].map {
        String(format: "%8.1f", median($0) * scale)
      }
      let count = String(groups)
      Swift.print(
        count + String(repeating: " ", count: 8 - count.count) + columns.joined(separator: "     ")
          + String(format: "                     %.2f", median(turns.map { $0.sweep / $0.scalar })))
    }
  }

  /// Seconds a sweep, of the chain, of the scalar program and of the variates alone.
  struct Turn {
    var sweep: Double
    var scalar: Double
    var variates: Double
  }

  private static func turns(_ data: ReducedData, sweeps: Int) throws -> [Turn] {
    let model = try TwoLevelModel(
      data, prior: .uniform, gammaPriors: Array(repeating: .flat, count: data.coefficientCount))
    var sink = TurnTaker(warmup: 500, sweeps: sweeps, data: data)
    try runChain(
      of: GibbsSampler(model),
      plan: ChainPlan(
        warmup: sink.warmup, draws: TurnTaker.turns * sweeps, seed: 1, chain: 1), into: &sink)
    return sink.turns
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return sorted[sorted.count / 2]
  }

  /// Five rows a group, a level-2 predictor of both coefficients, and one row-level predictor.
  static func simulated(groups: Int) -> HierarchicalModel {
    var stream = RandomStream(seed: 7, chain: 0, purpose: .simulation)
    let rows = 5 * groups
    var columns = Array(repeating: [Double](), count: 6)
    var outcome: [Double] = []
    var indices: [Int] = []
    for group in 0..<groups {
      let w = (stream.normal(), stream.normal())
      let u = (2 * stream.normal(), stream.normal())
      for row in 0..<5 {
        let x = Double(row) - 2 + 0.1 * stream.normal()
        for (k, value) in [1, w.0, w.1, x, w.0 * x, w.1 * x].enumerated() {
          columns[k].append(value)
        }
        outcome.append(10 + w.0 + u.0 + (2 - w.1 + u.1) * x + 3 * stream.normal())
        indices.append(group)
      }
    }
    let factor = GroupingFactor(
      name: "group", levels: (0..<groups).map { "\($0)" }, indices: indices)
    let labels = ["(Intercept)", "w1", "w2", "x", "w1:x", "w2:x"]
    return HierarchicalModel(
      outcome: NamedValues(name: "y", values: outcome),
      fixed: DesignMatrix(labels: labels, columns: columns),
      randomTerms: [
        RandomTerm(
          factor: factor,
          design: DesignMatrix(labels: ["(Intercept)", "x"], columns: [columns[0], columns[3]]),
          covariance: .unstructured)
      ],
      knownVariances: nil,
      rows: RowAccount(read: rows, used: rows, missing: [], vanishedGroups: []))
  }
}

/// The processor time of this process: other work on the machine counts little.
func processorSeconds() -> Double { Double(clock()) / Double(CLOCKS_PER_SEC) }

/// Times so many sweeps, lets the scalar program and the variates take their turn, and so on.
struct TurnTaker: DrawSink {
  /// An odd number, for a median.
  static let turns = 11

  let warmup: Int
  private let sweeps: Int
  private let groups: Int
  private let scalar: ScalarSweep
  private(set) var turns: [SweepCost.Turn] = []
  private var begin = processorSeconds()
  private var taken = 0

  init(warmup: Int, sweeps: Int, data: ReducedData) {
    (self.warmup, self.sweeps, groups) = (warmup, sweeps, data.groupCount)
    scalar = ScalarSweep(data)
  }

  mutating func take(_ state: TwoLevelState, phase: ChainPhase) {
    taken += 1
    if taken == warmup { begin = processorSeconds() }
    guard taken > warmup, (taken - warmup) % sweeps == 0 else { return }
    let sweep = (processorSeconds() - begin) / Double(sweeps)
    turns.append(
      SweepCost.Turn(sweep: sweep, scalar: scalar.time(count: sweeps), variates: variates()))
    begin = processorSeconds()
  }

  private func variates() -> Double {
    var stream = RandomStream(seed: 1, chain: 0, purpose: .simulation)
    var normals = Array(repeating: 0.0, count: 2 * groups)
    let begin = processorSeconds()
    for _ in 0..<sweeps { normals.withUnsafeMutableBufferPointer { stream.fill(normals: $0) } }
    return (processorSeconds() - begin) / Double(sweeps)
  }
}
