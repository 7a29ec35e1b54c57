import Diagnostics
import GSLNumerics
import GibbsModels
import ModelData
import TestSupport
import Testing

/// The Gibbs sampler against importance sampling, quadrature and JAGS; see `Tests/ReferenceValues/jags`.
@Suite struct GibbsReferenceTests {
  private static let draws = isOptimised ? 2500 : 250
  /// The cases that an unoptimised build has time for.
  private static let quick = ["sleepstudy"] + (isOptimised ? ["orthodont", "rats"] : [])

  @Test(
    "two effects a group: flat, uniform-sd, inverse Wishart and half-t priors of T",
    arguments: isOptimised ? quick + ["radon_floor", "hsb_table_4_5"] : quick)
  func twoEffects(name: String) throws {
    let reference = try Reference("jags/importance.json").cases[name]
    let example = try TwoLevelExample(name, formula: try #require(reference.formula.text))
    for place in isOptimised ? [0, 1, 2, 3] : [1, 2] {
      let priors = reference.priors[place]
      let prior = try #require(priors.prior_T.text)
      let model = try example.model(tau: prior)
      let chains = try TwoLevelChains.gibbs(model, draws: Self.draws)
      for k in reference.gamma_labels.texts.indices {
        try expectDraws(chains.gamma(k), agreeWith: priors["gamma.\(k + 1)"], "γ\(k), \(prior)")
      }
      for (i, j) in [(0, 0), (1, 0), (1, 1)] {
        let name = "T.\(i + 1).\(j + 1)"
        let moments = (1...4).last { model.propriety.hasMoment(2 * Double($0)) } ?? 0
        try expectDraws(
          chains.tau(i, j), agreeWith: priors[name], moments: moments, "\(name), \(prior)")
      }
      try expectDraws(chains.correlation, agreeWith: priors.correlation, "correlation, \(prior)")
      try expectDraws(chains.sigmaSquared, agreeWith: priors.sigma2, "σ², \(prior)")
      for group in 0..<3 {
        for k in 0..<2 {
          let name = "u.\(group + 1).\(k + 1)"
          try expectDraws(
            chains.effect(k, of: group), agreeWith: priors[name], "\(name), \(prior)")
        }
      }
    }
  }

  @Test(
    "one effect a group, conjugate priors and half-t",
    arguments: ExactNormalPosteriorTests.cases)
  func oneEffect(name: String) throws {
    let reference = try Reference("jags/quadrature.json").cases[name]
    let example = try TwoLevelExample(name, formula: try #require(reference.formula.text))
    for place in isOptimised ? Array(0..<8) : [1, 7] {
      let priors = reference.priors[place]
      let model = try ExactNormalPosteriorTests.model(example, priors)
      let chains = try TwoLevelChains.gibbs(model, draws: Self.draws)
      try expectOneEffect(
        chains, agreesWith: priors,
        "T \(priors.prior_T.text ?? ""), σ² \(priors.prior_sigma2.text ?? "")")
    }
  }

  @Test(
    "long chains of JAGS",
    arguments: isOptimised ? quick + ["radon", "hsb_table_4_5"] : quick)
  func jags(name: String) throws {
    let reference = try Reference("jags/jags.json").cases[name]
    let example = try TwoLevelExample(name, formula: try #require(reference.formula.text))
    let model = try example.model(tau: try #require(reference.prior_T.text))
    let chains = try TwoLevelChains.gibbs(model, draws: Self.draws)
    let q = model.data.effectCount
    for k in reference.gamma_labels.texts.indices {
      try expectDraws(chains.gamma(k), agreeWith: reference.gamma[k], "γ\(k)")
    }
    for i in 0..<q {
      for j in 0...i {
        let name = "T.\(i + 1).\(j + 1)"
        try expectDraws(chains.tau(i, j), agreeWith: reference.T[name], name)
      }
    }
    try expectDraws(chains.sigmaSquared, agreeWith: reference.sigma2, "σ²")
    for group in 0..<2 {
      for k in 0..<q {
        let name = q == 1 ? "u[\(group + 1)]" : "u[\(group + 1),\(k + 1)]"
        try expectDraws(chains.effect(k, of: group), agreeWith: reference.u[name], name)
      }
    }
  }

  /// The tails of τ² near 0 must be visited too, not only its bulk.
  @Test("a REML variance of 0 does not hold the chain", arguments: ["uniform", "uniform-sd"])
  func boundary(prior: String) throws {
    let example = try TwoLevelExample("dyestuff2", formula: "yield ~ 1 + (1 | batch)")
    let model = try example.model(tau: prior)
    #expect(model.start.parameters.tau[0, 0] == 0)
    let chains = try TwoLevelChains.gibbs(model, draws: 1000)
    let tau = chains.tau(0, 0)
    let bulk = try #require(EffectiveSampleSize.bulk(tau))
    let tail = try #require(EffectiveSampleSize.tail(tau))
    let low = try #require(EffectiveSampleSize.quantile(tau, at: 0.05))
    #expect(min(bulk, tail, low) > 400, "of 4000: \(bulk), \(tail), \(low)")
    let rHat = try #require(RHat.rankNormalized(tau))
    #expect(rHat < 1.05)
  }

  @Test(
    "flat T or deviations: more than 200 effective draws in 1,000 for the worst of γ, T and σ²",
    .enabled(if: isOptimised), arguments: quick + ["hsb_table_4_5"], ["uniform", "uniform-sd"])
  func mixing(name: String, prior: String) throws {
    let reference = try Reference("jags/importance.json").cases[name]
    let example = try TwoLevelExample(name, formula: try #require(reference.formula.text))
    let chains = try TwoLevelChains.gibbs(example.model(tau: prior), draws: 1000)
    var quantities = ["σ²": chains.sigmaSquared]
    for k in reference.gamma_labels.texts.indices { quantities["γ\(k)"] = chains.gamma(k) }
    for (i, j) in [(0, 0), (1, 0), (1, 1)] { quantities["T\(i)\(j)"] = chains.tau(i, j) }
    let sizes = quantities.mapValues { EffectiveSampleSize.bulk($0) ?? 0 }
    let worst = try #require(sizes.min { $0.value < $1.value })
    #expect(worst.value > 800, "of 4000: \(worst)")
  }
}
