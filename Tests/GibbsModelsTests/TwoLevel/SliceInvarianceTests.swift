import Foundation
import GSLNumerics
import GibbsEngine
import LikelihoodFits
import TestSupport
import Testing

@testable import GibbsModels

/// Steps by slices for several effects: draws of the normal part or of the proposal, weighted, are draws of the
/// posterior, and a step leaves them so.
@Suite struct SliceInvarianceTests {
  private static let draws = isOptimised ? 8000 : 500

  /// Expects the weighted mean change of each quantity to be 0 within 5 standard errors.
  private func expectUnchanged(
    _ pairs: [(logWeight: Double, before: [Double], after: [Double])], _ what: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let largest = pairs.map(\.logWeight).max() ?? 0
    for k in pairs[0].before.indices {
      let changes = pairs.map { exp($0.logWeight - largest) * ($0.after[k] - $0.before[k]) }
      let score = standardScore(of: changes, expecting: 0)
      #expect(abs(score) < 5, "\(what), quantity \(k): \(score)", sourceLocation: sourceLocation)
    }
  }

  private func quantities(_ state: TwoLevelState) -> [Double] {
    let tau = state.tau
    let logs = tau.diagonal.map { atan(log($0)) }
    let correlation = tau[1, 0] / (tau[0, 0] * tau[1, 1]).squareRoot()
    let sigma = atan(log(state.sigmaSquared))
    return logs + [correlation, logs[0] * correlation, sigma, sigma * logs[1]]
      + tau.diagonal.map { $0 < 0.1 ? 1 : 0 }
  }

  @Test(
    "α given the rest", arguments: [2, 3], ["uniform", "half-t(4, 1)", "inverse-wishart(4, 1)"])
  func alpha(q: Int, prior: String) throws {
    let dense = TwoLevelDenseDensity(effects: q)
    let kernel = AlphaGivenRest(data: dense.data, prior: try dense.model(prior).covariancePrior)
    let start = dense.state(1)
    let regression = try kernel.regression(given: start)
    var stream = RandomStream(seed: 31, chain: 0, purpose: .sampling)
    var moved = 0
    let pairs = try (0..<Self.draws).map { _ in
      let alpha = Matrix(rows: q, columns: q, columnMajor: regression.draw(using: &stream))
      var state = start
      state.effects.transform(by: alpha)
      state.tau = alpha * start.tau * alpha.transposed
      let before = quantities(state)
      let tau = state.tau
      try kernel.step(&state, using: &stream)
      moved += state.tau == tau ? 0 : 1
      return (kernel.logWeight(of: alpha, tau: start.tau), before, quantities(state))
    }
    // A Metropolis step refuses some.
    #expect(moved == Self.draws)
    expectUnchanged(pairs, "\(q) effects, \(prior)")
  }

  @Test(
    "T and σ² given the data", arguments: [2, 3], ["uniform", "half-t(4, 1)", "uniform-sd"])
  func collapsed(q: Int, prior: String) throws {
    let model = try TwoLevelDenseDensity(effects: q).model(prior)
    let density = model.collapsedDensity
    let kernel = VariancesGivenData(density: density)
    var stream = RandomStream(seed: 37, chain: 0, purpose: .sampling)
    var state = try learned(model, using: &stream)
    let proposal = try #require(state.proposal)
    var moved = 0
    let pairs = try (0..<Self.draws / 4).map { _ in
      let theta = proposal.draw(using: &stream)
      let parameters = density.coordinates.parameters(theta)
      (state.tau, state.sigmaSquared) = (parameters.tau, parameters.sigmaSquared)
      let weight =
        density.logDensity(theta, evaluation: try density.evaluation(of: state))
        - proposal.logDensity(theta)
      let before = quantities(state)
      try kernel.step(&state, using: &stream)
      moved += state.tau == parameters.tau ? 0 : 1
      return (weight, before, quantities(state))
    }
    #expect(moved == Self.draws / 4)
    expectUnchanged(pairs, "\(q) effects, \(prior)")
  }

  @Test(
    "a point that was weighed in the last step is weighed alike in the next", arguments: [1, 2, 3])
  func weighedPoint(q: Int) throws {
    let model = try TwoLevelDenseDensity(effects: q).model("uniform-sd")
    let kernel = VariancesGivenData(density: model.collapsedDensity)
    var stream = RandomStream(seed: 41, chain: 0, purpose: .sampling)
    var state = try learned(model, using: &stream)
    try kernel.step(&state, using: &stream)
    for step in UInt64(0)..<50 {
      var other = state
      #expect(state.evaluation?.point != nil)
      other.proposal = state.proposal
      #expect(other.evaluation?.point == nil)
      var first = RandomStream(seed: step, chain: 0, purpose: .sampling)
      var second = RandomStream(seed: step, chain: 0, purpose: .sampling)
      try kernel.step(&state, using: &first)
      try kernel.step(&other, using: &second)
      for (a, b) in zip(state.tau.elements, other.tau.elements) {
        #expect(isRelativelyClose(a, b, to: 1e-10))
      }
      #expect(isRelativelyClose(state.sigmaSquared, other.sigmaSquared, to: 1e-10))
    }
  }

  /// A state after a warm-up.
  private func learned(
    _ model: TwoLevelModel, using stream: inout RandomStream
  ) throws -> TwoLevelState {
    let sampler = GibbsSampler(model)
    let sweep = sampler.sweep
    var state = try sampler.initialState(using: &stream)
    for iteration in 1...500 {
      try sweep.run(&state, using: &stream)
      sampler.learn(from: &state, iteration: iteration, of: 500)
    }
    return state
  }
}
