import Foundation
import GSLNumerics
import ModelData
import TestSupport
import Testing

@testable import GibbsModels

@Suite struct DeviationsGivenRestTests {
  @Test("p(log τ | u) is the joint density times the Jacobian τ², every prior")
  func matchesJoint() throws {
    let situation = try Situation(q: 1)
    let groups = situation.data.groupCount
    for prior in priorsOfEveryKind {
      let model = try situation.model(prior)
      let kernel = DeviationsGivenRest(priors: [try #require(model.deviationPrior)])
      try expectMatchesJoint(
        situation.state(1, tau: Matrix([[0.25]])), situation.state(1, tau: Matrix([[2.2]])),
        conditional: {
          kernel.logDensity(
            ofLogTau: 0.5 * log($0.tau[0, 0]), effect: 0,
            sumOfSquares: $0.effects.sumOfSquares[0, 0], groups: groups)
        },
        joint: { try model.logJoint($0) + log($0.tau[0, 0]) })
    }
  }

  @Test(
    "draws of τ follow their density",
    arguments: [
      VariancePrior.jeffreys, .dumouchel, .halfCauchy(scales: .same(0.2)),
      .halfNormal(scales: .same(0.3)),
    ], [1.0, 0.05])
  func draws(prior: VariancePrior, size: Double) throws {
    let situation = try Situation(q: 1)
    let model = try situation.model(prior)
    var state = situation.state(1, tau: Matrix([[0.4]]))
    state.effects.scale(by: [size])
    let start = state
    let sumOfSquares = state.effects.sumOfSquares[0, 0]
    let variances = situation.data.samplingVariances
    // Density of log τ, from the test's own formula of the prior.
    let density = GriddedDensity(-12...8) { x in
      logPriorOfTau(prior, exp(x), variances: variances)
        + x * Double(1 - variances.count) - 0.5 * sumOfSquares * exp(-2 * x)
    }
    let kernel = DeviationsGivenRest(priors: [try #require(model.deviationPrior)])
    var stream = RandomStream(seed: 37, chain: 0, purpose: .sampling)
    var draws: [Double] = []
    for _ in 0..<20_000 {
      try kernel.step(&state, using: &stream)
      draws.append(0.5 * log(state.tau[0, 0]))
    }
    expect(draws, follow: density)
    #expect(state.effects == start.effects)
    #expect(state.gamma == start.gamma)
  }
}

/// Expects the draws of a chain to have the first two moments and the probabilities of a density.
func expect(
  _ draws: [Double], follow density: GriddedDensity,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  for power in [1.0, 2] {
    let score = standardScore(
      of: draws.map { pow($0, power) }, expecting: density.expectation { pow($0, power) },
      batches: 100)
    #expect(abs(score) < 5, "power \(power)", sourceLocation: sourceLocation)
  }
  for p in [0.02, 0.5, 0.98] {
    let (place, probability) = density.threshold(p)
    let score = standardScore(
      of: draws.map { $0 < place ? 1 : 0 }, expecting: probability, batches: 100)
    #expect(abs(score) < 5, "probability \(p)", sourceLocation: sourceLocation)
  }
}
