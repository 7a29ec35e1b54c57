import GSLNumerics
import GibbsModels
import ModelData
import TestSupport
import Testing

/// The Gibbs sampler against the exact posterior, by different code all the way.
@Suite struct GibbsSamplerTests {
  @Test(
    "draws agree with quadrature: conjugate and other priors, τ well above 0 and τ near 0",
    arguments: [
      ("teacher_intercept", "uniform", true), ("teacher_intercept", "half-cauchy(0.5)", true),
      ("teacher_intercept", "jeffreys", true), ("teacher_intercept", "sqrt", true),
      ("teacher_weeks_r", "uniform", true), ("teacher_weeks_r_normal_gamma", "uniform", true),
      ("eight_schools", "uniform-sd", false), ("eight_schools", "inverse-gamma(0.5, 50)", false),
      ("eight_schools_normal_gamma", "half-cauchy(5)", false),
    ])
  func quadrature(name: String, prior: String, moments: Bool) throws {
    let reference = try ReferencePosterior(name, prior)
    let draws = try states(of: GibbsSampler(reference.model), draws: 40_000, warmup: 500)
    try expectAgreement(draws, reference, batches: 100, moments: moments)
  }

  @Test("chains from far apart come to the same posterior", arguments: [(1e-4, -10.0), (50, 10)])
  func starts(tau: Double, gamma: Double) throws {
    let reference = try ReferencePosterior("teacher_intercept", "half-cauchy(0.5)")
    let sampler = GibbsSamplerFrom(
      sampler: GibbsSampler(reference.model), tau: tau, gamma: gamma)
    let draws = try states(of: sampler, draws: 20_000, warmup: 500)
    try expectAgreement(draws, reference, batches: 100)
  }

  @Test("one seed and chain give one sequence of draws, another chain another")
  func reproducible() throws {
    let sampler = GibbsSampler(try ReferencePosterior("eight_schools", "uniform-sd").model)
    let first = try states(of: sampler, draws: 20)
    #expect(try states(of: sampler, draws: 20) == first)
    let other = try states(of: sampler, draws: 20, chain: 2)
    #expect(Set(other.map { $0.tau[0, 0] }).isDisjoint(with: first.map { $0.tau[0, 0] }))
  }

  @Test("the sweep draws T, given the effects or the data, then the block")
  func sweep() throws {
    for prior in ["uniform", "half-cauchy(0.5)"] {
      let model = try ReferencePosterior("teacher_intercept", prior).model
      #expect(
        GibbsSampler(model).sweep.names
          == ["T | rest; α | rest; σ² | rest; or T, σ² | y", "γ, u | rest"])
    }
  }
}
