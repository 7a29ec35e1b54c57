import Foundation
import GSLNumerics
import GibbsEngine
import GibbsModels
import LikelihoodFits
import ModelData

/// The cost of a Gibbs sweep for each group, q = 2 and f = 6, beside that of a plain scalar program.
enum SweepCost {
  /// - Parameter groups: how many; none for the three numbers of the README.
  static func print(groups: [Int]) throws {
    Swift.print("groups      sweep   scalar blocked   variates   (ns a group)   sweep/scalar")
    for groups in groups.isEmpty ? [160, 10_000, 1_000_000] : groups {
      let data = ReducedData(
        simulated(groups: groups), term: simulated(groups: groups).randomTerms[0])
      let sweeps = max(20, 4_000_000 / groups)
      let ours = try sweep(data, count: sweeps)
      let scalar = ScalarSweep(data).time(count: max(10, sweeps / 2))
      let variates = variates(groups: groups, count: sweeps)
      let scale = 1e9 / Double(groups)
      let columns = [ours, scalar, variates].map { String(format: "%8.1f", $0 * scale) }
      let count = String(groups)
      Swift.print(
        count + String(repeating: " ", count: 8 - count.count) + columns.joined(separator: "     ")
          + String(format: "                     %.2f", ours / scalar))
    }
  }

  /// Seconds a sweep.
  private static func sweep(_ data: ReducedData, count: Int) throws -> Double {
    let model = try TwoLevelModel(
      data, prior: .uniform, gammaPriors: Array(repeating: .flat, count: data.coefficientCount))
    var clock = ChainClock(warmup: 500, draws: count)
    try runChain(
      of: GibbsSampler(model),
      plan: ChainPlan(warmup: 500, draws: count, seed: 1, chain: 1), into: &clock)
    return clock.seconds / Double(count)
  }

  private static func variates(groups: Int, count: Int) -> Double {
    var stream = RandomStream(seed: 1, chain: 0, purpose: .simulation)
    var normals = Array(repeating: 0.0, count: 2 * groups)
    let begin = processorSeconds()
    for _ in 0..<count {
      normals.withUnsafeMutableBufferPointer { stream.fill(normals: $0) }
    }
    return (processorSeconds() - begin) / Double(count)
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

/// Notes the time from the last draw of the warm-up to the last draw.
struct ChainClock: DrawSink {
  private var begin = processorSeconds()
  private var end = processorSeconds()
  private let warmup: Int
  private let total: Int
  private var taken = 0

  init(warmup: Int, draws: Int) { (self.warmup, total) = (warmup, warmup + draws) }

  /// The seconds that the draws took.
  var seconds: Double { end - begin }

  mutating func take(_ state: TwoLevelState, phase: ChainPhase) {
    taken += 1
    // Not at every draw: the clock costs a call of the system.
    if taken == warmup { begin = processorSeconds() }
    if taken == total { end = processorSeconds() }
  }
}
