import Distributions
import Foundation
import GSLNumerics
import TestSupport
import Testing

@testable import GibbsModels

@Suite struct WeightsGivenRestTests {
  @Test("by hand: ν = 3, u = (1, 2), T = diag(1, 4), so that u'T⁻¹u = 2")
  func byHand() throws {
    var effects = GroupEffects(groups: 1, effects: 2)
    effects[0] = [1, 2]
    var state = TwoLevelState(
      gamma: [], effects: effects, tau: Matrix(diagonal: [1, 4]), sigmaSquared: 1)
    state.degreesOfFreedom = 3
    let weight = try WeightsGivenRest().distribution(of: 0, given: state)
    #expect(weight.shape == 2.5)
    #expect(isClose(weight.rate, 2.5, to: 1e-15))
  }

  @Test("p(w | rest) is the joint density as far as a weight goes", arguments: [1, 2, 3])
  func matchesJoint(q: Int) throws {
    let situation = try Situation(q: q, knownVariances: q != 2)
    let model = try situation.model(.uniform, degreesOfFreedom: .fixed(5))
    for group in [0, 9] {
      let one = situation.studentState(1)
      var two = one
      two.weights?[group / 8][group % 8] = 2.7
      let kernel = WeightsGivenRest()
      for joint in [model.logJoint, { try situation.studentLogDensity($0) }] {
        try expectMatchesJoint(
          one, two,
          conditional: {
            try kernel.distribution(of: group, given: $0).logDensity($0.weight(of: group))
          },
          joint: joint)
      }
    }
  }

  @Test("draws of all weights follow their distributions", arguments: [1, 2, 3])
  func draws(q: Int) throws {
    let situation = try Situation(q: q)
    let kernel = WeightsGivenRest()
    var state = situation.studentState(3, degreesOfFreedom: 2.5)
    state.statistics = EffectStatistics(
      situation.data, gamma: state.gamma, effects: state.effects)
    state.weightMeans = WeightMeans(blocks: situation.data.blockCount)
    let start = state
    var stream = RandomStream(seed: 5, chain: 0, purpose: .sampling)
    var (weights, logarithms) = ([[Double]](), [[Double]]())
    for _ in 0..<10_000 {
      try kernel.step(&state, using: &stream)
      weights.append(situation.weights(state))
      logarithms.append(weights[weights.count - 1].map { log($0) })
    }
    for group in 0..<situation.data.groupCount {
      let expected = try kernel.distribution(of: group, given: start)
      let mean = standardScore(
        of: weights.map { $0[group] }, expecting: expected.shape / expected.rate)
      let logMean = standardScore(
        of: logarithms.map { $0[group] },
        expecting: GammaFunction.digamma(expected.shape) - log(expected.rate))
      #expect(abs(mean) < 5 && abs(logMean) < 5, "group \(group): \(mean), \(logMean)")
      let kept = WeightMeans.mean(of: group, over: [try #require(state.weightMeans)])
      #expect(isClose(kept, expected.shape / expected.rate, to: 1e-12))
    }
    #expect(state.effects == start.effects && state.tau == start.tau)
    // What T given the rest needs follows the weights.
    let squares = (0..<situation.data.groupCount).reduce(Matrix(rows: q, columns: q)) {
      let u = state.effects[$1]
      return $0 + state.weight(of: $1) * .outer(u, u)
    }
    for (a, b) in zip(state.squares.elements, squares.elements) {
      #expect(isClose(a, b, to: 1e-12))
    }
    // No effects, no information: w_j ~ gamma((ν + q)/2, ν/2), whatever T is, and be it 0.
    state.effects = GroupEffects(groups: situation.data.groupCount, effects: q)
    state.tau = Matrix(rows: q, columns: q)
    try kernel.step(&state, using: &stream)
    #expect(situation.weights(state).allSatisfy { $0 > 0 && $0.isFinite })
  }

  @Test("with infinitely many degrees of freedom all weights are 1")
  func normal() throws {
    let situation = try Situation(q: 2)
    var state = situation.studentState(3, degreesOfFreedom: .infinity)
    var stream = RandomStream(seed: 5, chain: 0, purpose: .sampling)
    try WeightsGivenRest().step(&state, using: &stream)
    #expect(situation.weights(state).allSatisfy { $0 == 1 })
  }
}
