import Foundation
import GSLNumerics
import GibbsEngine
import GibbsModels
import ModelData
import TestSupport
import Testing

/// A state that went through a file must be the same to the last bit, with all it has gathered.
@Suite struct TwoLevelStateTests {
  /// A model with two correlated effects and σ² unknown, so that every part of a state is in use.
  private func sampler(q: Int, _ prior: VariancePrior) throws -> GibbsSampler {
    let source = randomTwoLevelModel(groups: 11, effects: q, coefficients: 3, seed: 5)
    return GibbsSampler(
      try TwoLevelModel(
        ReducedData(source, term: source.randomTerms[0]), prior: prior,
        gammaPriors: Array(repeating: .flat, count: 3)))
  }

  /// Keeps each position, and each as read back from JSON.
  private struct Recorder: DrawSink {
    var positions: [ChainPosition<TwoLevelState>] = []
    var read: [ChainPosition<TwoLevelState>] = []
    let usesBulk: Bool

    mutating func take(_ state: TwoLevelState, phase: ChainPhase) throws {}
    mutating func pause(after iteration: Int) -> ChainPause { .keep }

    mutating func keep(_ position: ChainPosition<TwoLevelState>) throws {
      positions.append(position)
      let encoder = JSONEncoder()
      let decoder = JSONDecoder()
      // Degrees of freedom may be infinite.
      encoder.nonConformingFloatEncodingStrategy = .convertToString(
        positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
      decoder.nonConformingFloatDecodingStrategy = .convertFromString(
        positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
      let key = try #require(BulkValues.key)
      let bulk = BulkValues()
      if usesBulk { encoder.userInfo[key] = bulk }
      let json = try encoder.encode(position)
      if usesBulk {
        #expect(bulk.values.count == 2 * 2)
        decoder.userInfo[key] = BulkValues(bulk.values)
      }
      read.append(try decoder.decode(ChainPosition<TwoLevelState>.self, from: json))
    }
  }

  @Test("every position reads back as it was, and the chain goes on from it with the same bits")
  func positions() throws {
    for usesBulk in [false, true] {
      for prior in [VariancePrior.uniform, .halfT(degreesOfFreedom: 3, scales: .same(2))] {
        let sampler = try sampler(q: 2, prior)
        let plan = ChainPlan(warmup: 100, draws: 6, seed: 3, chain: 1)
        var recorder = Recorder(usesBulk: usesBulk)
        try runChain(of: sampler, plan: plan, into: &recorder)
        #expect(recorder.read == recorder.positions)
        let last = try #require(recorder.positions.last)
        #expect(last.iteration == 106)
        // While the proposal is being learned, with it, and in both kinds of iteration after it.
        for place in [0, 15, 39, 40, 60, 99, 100, 101, 102] {
          var rest = Recorder(usesBulk: usesBulk)
          try runChain(of: sampler, plan: plan, from: recorder.read[place], into: &rest)
          #expect(rest.positions.last == last, "from iteration \(place + 1)")
        }
      }
    }
  }

  @Test("effects that do not fit their number are refused")
  func damaged() throws {
    let effects = GroupEffects(groups: 9, effects: 2)
    let json = String(decoding: try JSONEncoder().encode(effects), as: UTF8.self)
    let damaged = json.replacing("\"groupCount\":9", with: "\"groupCount\":90")
    #expect(damaged != json)
    #expect(throws: DecodingError.self) {
      _ = try JSONDecoder().decode(GroupEffects.self, from: Data(damaged.utf8))
    }
  }
}
