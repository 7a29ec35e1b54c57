import Foundation
import GSLNumerics
import ModelData
import TestSupport
import Testing

@testable import GibbsModels

@Suite struct CommonScaleGivenRestTests {
  private static let priors: [VariancePrior] = [
    .uniform, .halfT(degreesOfFreedom: 3, scales: .same(1.5)),
    .inverseWishart(degreesOfFreedom: 5, scale: .multipleOfIdentity(0.7)),
  ]

  /// (w, T) → (cw, cT) has the Jacobian c^J c^(q(q + 1)/2), and dc/c is the measure that scaling leaves alone.
  @Test("p(log c | rest) is the joint density along (cw, cT)", arguments: [1, 2, 3])
  func matchesJoint(q: Int) throws {
    let situation = try Situation(q: q)
    let power = Double(situation.data.groupCount) + Double(q * (q + 1)) / 2
    for prior in Self.priors {
      let model = try situation.model(prior, degreesOfFreedom: .fixed(5))
      let kernel = CommonScaleGivenRest(prior: model.covariancePrior)
      let state = situation.studentState(4)
      try expectMatchesJoint(
        -0.4, 0.7, conditional: { kernel.logDensity(ofLogScale: $0, given: state) },
        joint: { x in
          var moved = state
          moved.tau = exp(x) * state.tau
          moved.weights = state.weights?.map { exp(x) * $0 }
          return try model.logJoint(moved) + power * x
        })
    }
  }

  @Test("draws of c follow their density, T and weights in step", arguments: [1, 2])
  func draws(q: Int) throws {
    let situation = try Situation(q: q)
    for prior in Self.priors {
      let model = try situation.model(prior, degreesOfFreedom: .fixed(3))
      let kernel = CommonScaleGivenRest(prior: model.covariancePrior)
      let start = situation.studentState(4, degreesOfFreedom: 3)
      let expected = GriddedDensity(-6...6, points: 2001) {
        kernel.logDensity(ofLogScale: $0, given: start)
      }
      var state = start
      state.statistics = EffectStatistics(
        situation.data, gamma: state.gamma, effects: state.effects, weights: state.weights)
      var stream = RandomStream(seed: 13, chain: 0, purpose: .sampling)
      var draws: [Double] = []
      for _ in 0..<10_000 {
        try kernel.step(&state, using: &stream)
        draws.append(log(state.tau[0, 0] / start.tau[0, 0]))
      }
      expect(draws, follow: expected)
      let scale = state.tau[0, 0] / start.tau[0, 0]
      for (a, b) in zip(situation.weights(state), situation.weights(start)) {
        #expect(isClose(a, scale * b, to: 1e-9))
      }
      let squares = state.effects.sumOfSquares(weights: state.weights)
      for (a, b) in zip(state.squares.elements, squares.elements) {
        #expect(isClose(a, b, to: 1e-9))
      }
      #expect(state.effects == start.effects)
    }
  }
}
