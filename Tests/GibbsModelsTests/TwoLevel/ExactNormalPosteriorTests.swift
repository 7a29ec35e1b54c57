import Diagnostics
import GSLNumerics
import GibbsModels
import ModelData
import TestSupport
import Testing

/// One effect a group and an estimated σ², against quadrature in another parametrisation; see
/// `Tests/ReferenceValues/jags/quadrature.py`.
@Suite struct ExactNormalPosteriorTests {
  static let cases =
    ["dyestuff", "dyestuff2", "orthodont_intercept"]
    + (isOptimised ? ["radon_intercept", "hsb_table_4_2", "hsb_table_4_3"] : [])

  @Test("means, standard deviations and quantiles of γ, τ², τ and σ² to 1e-8", arguments: cases)
  func summaries(name: String) throws {
    let reference = try Reference("jags/quadrature.json").cases[name]
    let example = try TwoLevelExample(name, formula: try #require(reference.formula.text))
    for place in 0..<6 {
      let priors = reference.priors[place]
      let model = try Self.model(example, priors)
      #expect(model.isExact)
      let posterior = try ExactPosterior(ExactSampler(model))
      let what = "T \(priors.prior_T.text ?? ""), σ² \(priors.prior_sigma2.text ?? "")"
      for k in reference.gamma_labels.texts.indices {
        expect(try posterior.gammaSummary(k), priors.gamma[k], "γ\(k), \(what)")
        #expect(
          isClose(
            try posterior.gammaSummary(k).probabilityBelowZero,
            priors.gamma[k].below_zero.number, to: 1e-9))
      }
      expect(try posterior.tauSquared(), priors.T["T.1.1"], "τ², \(what)")
      expect(try #require(try posterior.sigmaSquared()), priors.sigma2, "σ², \(what)")
      #expect(isClose(try posterior.tau().mean, priors.tau_mean.number, to: 1e-8), "τ, \(what)")
      #expect(try posterior.tauSquared().mode == nil)
    }
  }

  @Test("the densities of τ² and σ² have 95% of their integrals between the quantiles, to 1e-6")
  func densities() throws {
    let reference = try Reference("jags/quadrature.json").cases["dyestuff"]
    let example = try TwoLevelExample(
      "dyestuff", formula: try #require(reference.formula.text))
    let posterior = try ExactPosterior(
      ExactSampler(Self.model(example, reference.priors[0])))
    let tau = try posterior.tauSquaredQuantiles([0.025, 0.975])
    let sigma = try posterior.sigmaSquaredQuantiles([0.025, 0.975])
    let shares = [
      try simpson(from: tau[0], to: tau[1]) { try posterior.tauSquaredDensity(at: $0) },
      try simpson(from: sigma[0], to: sigma[1]) { try posterior.sigmaSquaredDensity(at: $0) },
    ]
    for share in shares { #expect(isClose(share, 0.95, to: 1e-6), "\(share)") }
  }

  /// E(γ₀ + u) where γ₀ is the only coefficient: the effect's mean is the sum of two reference means.
  @Test("the mean of a group's effect", arguments: ["dyestuff", "dyestuff2"])
  func effects(name: String) throws {
    let reference = try Reference("jags/quadrature.json").cases[name]
    let example = try TwoLevelExample(name, formula: try #require(reference.formula.text))
    for place in 0..<6 {
      let priors = reference.priors[place]
      let posterior = try ExactPosterior(ExactSampler(Self.model(example, priors)))
      let centre = try #require(priors.gamma[0].mean.number)
      for group in 0..<3 {
        let mean = centre + (try #require(priors.u[group].mean.number))
        #expect(isRelativelyClose(posterior.effect(of: group).mean, mean, to: 1e-9))
      }
    }
  }

  @Test("draws are independent and agree within 5 Monte Carlo errors", arguments: cases)
  func draws(name: String) throws {
    let reference = try Reference("jags/quadrature.json").cases[name]
    let example = try TwoLevelExample(name, formula: try #require(reference.formula.text))
    for place in isOptimised ? Array(0..<6) : [0] {
      let priors = reference.priors[place]
      let model = try Self.model(example, priors)
      let chains = try TwoLevelChains(
        of: ExactSampler(model), model: model, warmup: 1, draws: isOptimised ? 1500 : 300)
      try expectOneEffect(chains, agreesWith: priors, "T \(priors.prior_T.text ?? "")")
      let ess = try #require(EffectiveSampleSize.bulk(chains.sigmaSquared))
      #expect(ess > 0.7 * Double(chains.sigmaSquared.count * chains.sigmaSquared[0].count))
    }
  }

  @Test("priors with which σ² has no closed form are not exact")
  func others() throws {
    let example = try TwoLevelExample("dyestuff", formula: "yield ~ 1 + (1 | batch)")
    #expect(try !example.model(tau: "half-cauchy(10)").isExact)
    #expect(try !example.model(tau: "uniform", sigmaSquared: "half-cauchy(10)").isExact)
    let proper = try TwoLevelModel(
      example.data, prior: .uniform, gammaPriors: [.normal(mean: 0, standardDeviation: 1)])
    #expect(!proper.isExact)
    #expect(throws: NumericalError.self) { try ExactSampler(proper) }
  }

  static func model(_ example: TwoLevelExample, _ priors: Reference) throws -> TwoLevelModel {
    try example.model(
      tau: try #require(priors.prior_T.text), sigmaSquared: try #require(priors.prior_sigma2.text))
  }

  private func expect(
    _ summary: ExactPosterior.Summary, _ reference: Reference, _ what: String
  ) {
    #expect(
      (summary.mean == nil) == (reference.mean.number == nil)
        && (summary.standardDeviation == nil) == (reference.sd.number == nil),
      "which moments exist: \(what)")
    var pairs = Array(zip(summary.quantiles, reference.quantiles.numbers))
    if let mean = summary.mean, let expected = reference.mean.number {
      pairs.append((mean, expected))
    }
    if let sd = summary.standardDeviation, let expected = reference.sd.number {
      pairs.append((sd, expected))
    }
    #expect(pairs.count >= 5)
    for (seen, expected) in pairs {
      #expect(isRelativelyClose(seen, expected, to: 1e-8), "\(what): \(seen), not \(expected)")
    }
  }
}

/// Expects chains of a model with one effect a group to agree with quadrature.
func expectOneEffect(
  _ chains: TwoLevelChains, agreesWith reference: Reference, _ what: String,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let propriety = chains.model.propriety
  /// How many moments a quantity with the tail of τ^power has.
  func moments(_ power: Double) -> Int {
    (1...4).last { propriety.hasMoment(power * Double($0)) } ?? 0
  }
  for k in 0..<chains.model.data.coefficientCount {
    try expectDraws(
      chains.gamma(k), agreeWith: reference.gamma[k], moments: moments(1), "γ\(k), \(what)",
      sourceLocation: sourceLocation)
  }
  try expectDraws(
    chains.tau(0, 0), agreeWith: reference.T["T.1.1"], moments: moments(2), "τ², \(what)",
    sourceLocation: sourceLocation)
  try expectDraws(
    chains.sigmaSquared, agreeWith: reference.sigma2, "σ², \(what)",
    sourceLocation: sourceLocation)
  for group in 0..<3 {
    try expectDraws(
      chains.effect(0, of: group), agreeWith: reference.u[group], moments: moments(1),
      "u\(group), \(what)", sourceLocation: sourceLocation)
  }
}
