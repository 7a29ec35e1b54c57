import Diagnostics
import GSLNumerics
import GibbsEngine
import GibbsModels
import LikelihoodFits
import ModelData
import TestSupport
import Testing

@testable import Runs

/// Draws of the true effects, summed up and stored: the two must say the same.
struct StoredEffects: DrawSink {
  let frame: EffectFrame
  var summed: EffectDraws
  /// Draw after draw, γ and u of all groups.
  private(set) var states: [TwoLevelState] = []

  init(_ frame: EffectFrame) {
    self.frame = frame
    summed = EffectDraws(frame)
  }

  mutating func take(_ state: TwoLevelState, phase: ChainPhase) throws {
    guard phase == .sampling else { return }
    summed.add(state, in: frame)
    states.append(state)
  }

  /// The draws of an effect, from its equation as the estimates have it; nil where they have none.
  func values(of group: Int, effect: Int) -> [Double]? {
    let model = frame.model
    guard !model.start.isMetaAnalysis else {
      let own = GroupEffect(of: group, in: model.data)
      return states.map { own.predicted(gamma: $0.gamma) + $0.effects[group][0] }
    }
    guard let predictors = model.start.effectEstimates[group][effect].predictors else { return nil }
    return states.map { dot(predictors, model.gamma(of: $0)) + $0.effects[group][effect] }
  }
}

/// The models on which the draws are tried.
enum EffectCase: CaseIterable, Sendable {
  case intercept, slopes, studies, atBoundary

  func model() throws -> TwoLevelModel {
    let source =
      switch self {
      case .intercept: randomTwoLevelModel(groups: 11, effects: 1, coefficients: 3)
      case .slopes: randomTwoLevelModel(groups: 19, effects: 2, coefficients: 3)
      case .studies:
        metaAnalysis(
          effects: TeacherExpectancy.effects, variances: TeacherExpectancy.variances,
          predictors: [TeacherExpectancy.weeks])
      case .atBoundary:
        // Less spread than the sampling variances make: the REML variance is 0.
        metaAnalysis(
          effects: (0..<16).map { 0.01 * Double($0 % 4) }, variances: (0..<16).map { _ in 0.3 })
      }
    return try TwoLevelModel(
      ReducedData(source, term: source.randomTerms[0]), prior: .uniform,
      gammaPriors: source.fixed.labels.map { _ in .flat })
  }
}

@Suite struct EffectDrawsTests {
  private func draws(
    _ model: TwoLevelModel, chain: Int = 1, count: Int = 3000
  ) throws -> StoredEffects {
    var sink = StoredEffects(EffectFrame(model))
    try runChain(
      of: GibbsSampler(model),
      plan: ChainPlan(warmup: 200, draws: count, seed: 8, chain: chain), into: &sink)
    return sink
  }

  @Test(
    "means, deviations and quantiles are those of the stored draws", arguments: EffectCase.allCases)
  func stored(situation: EffectCase) throws {
    let model = try situation.model()
    let sink = try draws(model)
    let part = EffectPart(sink.summed, in: sink.frame)
    var compared = 0
    for group in 0..<model.data.groupCount {
      for effect in 0..<model.data.effectCount {
        guard let values = sink.values(of: group, effect: effect)?.sorted() else { continue }
        let (place, lane) = sink.frame.place(of: group, effect: effect)
        let deviation = standardDeviation(values)
        #expect(abs(part.mean(of: place, lane: lane) - mean(values)) < 1e-11 * deviation)
        #expect(
          isClose(part.standardDeviation(of: place, lane: lane), deviation, to: 1e-11))
        let histogram = part.histogram(of: place, lane: lane, sink.frame.bins)
        for probability in [0, 0.025, 0.3, 0.5, 0.975] {
          let (value, width) = histogram.quantile(probability)
          let expected = quantile(ofSorted: values, at: probability)
          #expect(abs(value - expected) <= width, "\(group), \(effect), \(probability)")
          guard probability > 0 else { continue }
          // The promise of the documentation, for as few groups as these.
          #expect(width < 0.05 * deviation, "\(group), \(effect), \(probability)")
        }
        compared += 1
      }
    }
    #expect(compared >= 11)
  }

  @Test("one chain is the sum of its halves", arguments: EffectCase.allCases)
  func mergeable(situation: EffectCase) throws {
    let model = try situation.model()
    let sink = try draws(model, count: 400)
    let frame = sink.frame
    var halves = [EffectDraws(frame), EffectDraws(frame)]
    for (number, state) in sink.states.enumerated() { halves[number / 250].add(state, in: frame) }
    let whole = EffectPart(sink.summed, in: frame)
    var sum = EffectPart(halves[0], in: frame)
    sum.add(halves[1])
    #expect(sum.counts == whole.counts)
    for place in 0..<frame.laneCount {
      for lane in 0..<8 {
        #expect(
          isClose(sum.mean(of: place, lane: lane), whole.mean(of: place, lane: lane), to: 1e-11))
        #expect(
          isClose(
            sum.standardDeviation(of: place, lane: lane),
            whole.standardDeviation(of: place, lane: lane), to: 1e-11))
      }
    }
  }

  @Test("counts grow wide when two bytes no longer hold the draws, and lose none")
  func wide() throws {
    let model = try EffectCase.atBoundary.model()
    let frame = EffectFrame(model)
    let state = try draws(model, count: 1).states[0]
    var draws = EffectDraws(
      drawCount: 65_534, means: EffectDraws(frame).means, squares: EffectDraws(frame).squares,
      counts: .narrow(Array(repeating: 65_534, count: frame.laneCount * 8 * frame.bins.count)))
    let before = draws.counts.total
    draws.add(state, in: frame)
    #expect(draws.counts.width == 2)
    draws.add(state, in: frame)
    #expect(draws.counts.width == 4)
    #expect(draws.counts.total == before + 2 * frame.laneCount * 8)
    #expect(draws.drawCount == 65_536)
  }
}

extension EffectDraws.Counts {
  /// The sum of all counts.
  fileprivate var total: Int {
    var sums = Array(repeating: 0, count: count)
    add(to: &sums)
    return sums.reduce(0, +)
  }
}
