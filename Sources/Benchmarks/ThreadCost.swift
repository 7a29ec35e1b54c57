import Dispatch
import Foundation
import GibbsEngine
import GibbsModels
import ModelData
import Synchronization

/// What a chain costs beside another one on a second thread, against what it costs alone.
enum ThreadCost {
  /// The time of one chain.
  private struct Cost {
    /// Of the clock on the wall.
    var wall: Double
    /// Of the thread's processor: other work on the machine counts little.
    var processor: Double
  }

  static func print() throws {
    Swift.print("groups    ms a sweep alone   beside another   ratio: wall   processor")
    for groups in [160, 10_000, 100_000] {
      let source = SweepCost.simulated(groups: groups)
      let data = ReducedData(source, term: source.randomTerms[0])
      let model = try TwoLevelModel(
        data, prior: .uniform,
        gammaPriors: Array(repeating: .flat, count: data.coefficientCount))
      let sweeps = max(20, 2_000_000 / groups)
      var (alone, beside) = ([Cost](), [Cost]())
      for _ in 0..<5 {
        alone += run(model, chains: 1, sweeps: sweeps)
        beside += run(model, chains: 2, sweeps: sweeps)
      }
      let one = least(alone)
      let two = least(beside)
      let scale = 1e3 / Double(sweeps + 100)
      Swift.print(
        String(format: "%-8d", groups)
          + String(format: "%18.4f%17.4f", one.processor * scale, two.processor * scale)
          + String(
            format: "%14.2f%12.2f", two.wall / one.wall, two.processor / one.processor))
    }
  }

  /// The least of each, over repetitions.
  private static func least(_ costs: [Cost]) -> Cost {
    Cost(
      wall: costs.map(\.wall).min() ?? .nan, processor: costs.map(\.processor).min() ?? .nan)
  }

  private static func run(_ model: TwoLevelModel, chains: Int, sweeps: Int) -> [Cost] {
    let costs = Mutex([Cost]())
    DispatchQueue.concurrentPerform(iterations: chains) { chain in
      var sink = EmptySink()
      let plan = ChainPlan(warmup: 100, draws: sweeps, seed: 1, chain: chain + 1)
      let begin = (ContinuousClock.now, threadSeconds())
      do { try runChain(of: GibbsSampler(model), plan: plan, into: &sink) } catch {
        Swift.print("\(error)")
      }
      let wall = (ContinuousClock.now - begin.0) / .seconds(1)
      let cost = Cost(wall: wall, processor: threadSeconds() - begin.1)
      costs.withLock { $0.append(cost) }
    }
    return costs.withLock { $0 }
  }

  /// The processor time of this thread.
  private static func threadSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }

  /// Takes the draws and keeps nothing.
  private struct EmptySink: DrawSink {
    mutating func take(_ state: TwoLevelState, phase: ChainPhase) {}
  }
}
