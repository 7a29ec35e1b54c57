import Foundation
import GSLNumerics
import ModelData
import TestSupport
import Testing

@testable import GibbsModels

@Suite struct AlphasGivenRestTests {
  /// The state with u and τ multiplied by α.
  private func scaled(_ state: TwoLevelState, by alpha: Double) -> TwoLevelState {
    var result = state
    result.effects.scale(by: [alpha])
    result.tau = alpha * alpha * state.tau
    return result
  }

  private func regression(
    _ situation: Situation, _ state: TwoLevelState
  ) -> (precision: Double, linear: Double) {
    AlphasGivenRest.regression(
      EffectStatistics(situation.data, gamma: state.gamma, effects: state.effects), effect: 0,
      sigmaSquared: state.sigmaSquared)
  }

  // The measure dα/α is the group's own; u has J dimensions, and τ² counts twice: α^(J + 2) in log α.
  @Test("along the ray (αu, ατ) the density is the joint one times its Jacobian, every prior")
  func matchesJoint() throws {
    let situation = try Situation(q: 1)
    let state = situation.state(1, tau: Matrix([[0.7]]))
    let dimensions = Double(situation.data.groupCount + 2)
    for prior in priorsOfEveryKind {
      let model = try situation.model(prior)
      let kernel = AlphasGivenRest(
        data: situation.data, priors: [try #require(model.deviationPrior)])
      let regression = regression(situation, state)
      try expectMatchesJoint(
        log(0.4), log(1.8),
        conditional: {
          kernel.logDensity(
            ofLogScale: $0, effect: 0, tau: state.tau[0, 0].squareRoot(), regression: regression)
        },
        joint: { try model.logJoint(scaled(state, by: exp($0))) + dimensions * $0 })
    }
  }

  @Test("the regression of the residuals on the effects is that of the rows")
  func matchesRows() throws {
    let situation = try Situation(q: 1)
    let state = situation.state(4)
    let dense = situation.dense
    let effects = dense.random * situation.flatEffects(state)
    let residuals = zip(
      dense.outcome, dense.fixed * situation.data.coordinates.reported(state.gamma)
    ).map(-)
    let weighted = zip(effects, dense.variances).map { $0 / $1 }
    let regression = regression(situation, state)
    #expect(isClose(regression.precision, dot(weighted, effects), to: 1e-11))
    #expect(isClose(regression.linear, dot(weighted, residuals), to: 1e-11))
  }

  @Test(
    "repeated steps follow the density along the ray",
    arguments: [
      VariancePrior.uniform, .jeffreys, .halfCauchy(scales: .same(0.3)),
      .inverseGamma(shape: 1.5, scale: 0.3),
    ], [1.0, 0.02])
  func draws(prior: VariancePrior, size: Double) throws {
    let situation = try Situation(q: 1)
    let model = try situation.model(prior)
    let start = scaled(situation.state(1, tau: Matrix([[0.7]])), by: size)
    let kernel = AlphasGivenRest(
      data: situation.data, priors: [try #require(model.deviationPrior)])
    let dimensions = Double(situation.data.groupCount + 2)
    var failure: (any Error)?
    let density = GriddedDensity(-25...12, points: 4001) { x in
      do { return try model.logJoint(scaled(start, by: exp(x))) + dimensions * x } catch {
        failure = error
        return -.infinity
      }
    }
    #expect(failure == nil)
    var stream = RandomStream(seed: 41, chain: 0, purpose: .sampling)
    var state = start
    var draws: [Double] = []
    for _ in 0..<20_000 {
      try kernel.step(&state, using: &stream)
      draws.append(0.5 * log(state.tau[0, 0] / start.tau[0, 0]))
    }
    expect(draws, follow: density)
    #expect(state.gamma == start.gamma)
    // u/τ is held.
    let ratio = state.tau[0, 0].squareRoot() / start.tau[0, 0].squareRoot()
    for j in 0..<situation.data.groupCount {
      #expect(isRelativelyClose(state.effects[j][0], ratio * start.effects[j][0], to: 1e-10))
    }
  }
}
