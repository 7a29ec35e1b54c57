import Foundation
import GSLNumerics
import GibbsEngine
import LikelihoodFits
import ModelData
import TestSupport
import Testing

@testable import GibbsModels

/// A kernel applied to independent draws of the posterior gives draws of the posterior.
@Suite struct KernelInvarianceTests {
  private static let draws = isOptimised ? 20_000 : 1000

  /// Expects the mean change of each quantity under a kernel to be 0 within 5 standard errors.
  private func expectUnchanged(
    _ model: TwoLevelModel, _ kernel: any Kernel<TwoLevelState>, _ what: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    var stream = RandomStream(seed: 11, chain: 0, purpose: .sampling)
    let sampler = try ExactSampler(model)
    var state = try sampler.initialState(using: &stream)
    var (sums, squares) = ([Double](repeating: 0, count: 7), [Double](repeating: 0, count: 7))
    for _ in 0..<Self.draws {
      try sampler.sweep.run(&state, using: &stream)
      let before = quantities(of: state)
      var after = state
      try kernel.step(&after, using: &stream)
      for (k, (new, old)) in zip(quantities(of: after), before).enumerated() {
        sums[k] += new - old
        squares[k] += (new - old) * (new - old)
      }
    }
    #expect(squares.contains { $0 > 0 }, "\(what) moves nothing", sourceLocation: sourceLocation)
    for k in sums.indices where squares[k] > 0 {
      let score = sums[k] / squares[k].squareRoot()
      #expect(abs(score) < 5, "\(what), quantity \(k): \(score)", sourceLocation: sourceLocation)
    }
  }

  private func quantities(of state: TwoLevelState) -> [Double] {
    let (tau, sigma) = (log(state.tau[0, 0]), log(state.sigmaSquared))
    let u = state.effects[1][0]
    return [
      tau, sigma, tau * sigma, tau < 0 ? 1 : 0, atan(state.gamma[0]), atan(u),
      log(1 + u * u) * tau,
    ]
  }

  @Test(
    "T, α and σ² given the rest, and T and σ² given the data",
    arguments: ["uniform-sd"] + (isOptimised ? ["uniform", "inverse-gamma(1, 2)"] : []))
  func kernels(prior: String) throws {
    let example = try TwoLevelExample("dyestuff2", formula: "yield ~ 1 + (1 | batch)")
    let model = try example.model(tau: prior)
    let deviation = try #require(model.deviationPrior)
    let sigma = SigmaSquaredGivenRest(
      data: model.data, prior: try #require(model.levelOnePrior))
    try expectUnchanged(model, model.tauKernel, "T | rest, \(prior)")
    try expectUnchanged(model, DeviationsGivenRest(priors: [deviation]), "slices, \(prior)")
    try expectUnchanged(model, model.scaleKernel(movesEffects: true), "α | rest, \(prior)")
    try expectUnchanged(
      model, AlphaGivenRest(data: model.data, prior: model.covariancePrior), "α, \(prior)")
    try expectUnchanged(model, sigma, "σ² | rest, \(prior)")
    try expectUnchanged(model, model.blockKernel, "γ, u | rest, \(prior)")
    try expectUnchanged(
      model, CollapsedStep(model: model, proposal: proposal(for: model)), "T, σ² | y, \(prior)")
  }

  /// A proposal from exact draws other than those it is tried on.
  private func proposal(for model: TwoLevelModel) throws -> VarianceProposal {
    var stream = RandomStream(seed: 5, chain: 1, purpose: .sampling)
    let coordinates = model.collapsedDensity.coordinates
    let sampler = try ExactSampler(model)
    var state = try sampler.initialState(using: &stream)
    var draws = VarianceDraws()
    for _ in 0..<500 {
      try sampler.sweep.run(&state, using: &stream)
      model.collapsedDensity.add(state, to: &draws)
    }
    return try #require(VarianceProposal.learned(from: draws, of: coordinates))
  }

  /// Uncorrelated effects have no exact posterior: chains with and without a kernel must agree.
  @Test(
    "uncorrelated effects: chains with and without interweaving agree",
    .enabled(if: isOptimised), arguments: ["uniform-sd", "half-t(3, 1)"])
  func uncorrelated(prior: String) throws {
    let model = try TwoLevelDenseDensity(effects: 2).model(prior, covariance: .diagonal)
    let sigma = SigmaSquaredGivenRest(
      data: model.data, prior: try #require(model.levelOnePrior))
    let plain = Sweep<TwoLevelState>(model.tauKernel, sigma, model.blockKernel)
    let woven = Sweep<TwoLevelState>(
      model.tauKernel, model.scaleKernel(movesEffects: true), sigma, model.blockKernel)
    let chains = try [plain, woven].map {
      try TwoLevelChains(
        of: SamplerOfSweep(model: model, sweep: $0), model: model, warmup: 1000, draws: 10_000)
    }
    for k in 0..<2 {
      try expectSameQuantiles(
        chains[0].tau(k, k), chains[1].tau(k, k), "T\(k)\(k), \(prior)")
    }
    try expectSameQuantiles(chains[0].sigmaSquared, chains[1].sigmaSquared, "σ², \(prior)")
  }
}

/// The collapsed step with a proposal of its own, and γ, u drawn after it as it asks.
private struct CollapsedStep: Kernel {
  static let name = "T, σ² | y; γ, u | rest"
  let model: TwoLevelModel
  let proposal: VarianceProposal

  func step(
    _ state: inout TwoLevelState, using stream: inout RandomStream
  ) throws(NumericalError) {
    state.proposal = proposal
    try VariancesGivenData(density: model.collapsedDensity).step(&state, using: &stream)
    try model.blockKernel.step(&state, using: &stream)
  }
}

/// A sampler with a sweep of one's own.
private struct SamplerOfSweep: GibbsModel {
  let model: TwoLevelModel
  let sweep: Sweep<TwoLevelState>

  func initialState(using stream: inout RandomStream) throws(NumericalError) -> TwoLevelState {
    var state = model.dispersedState(using: &stream)
    try model.blockKernel.step(&state, using: &stream)
    return state
  }

  func logJoint(_ state: TwoLevelState) throws(NumericalError) -> Double {
    try model.logJoint(state)
  }
}
