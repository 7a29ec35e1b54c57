import Diagnostics
import Foundation
import GSLNumerics
import GibbsEngine
import GibbsModels
import ModelData
import TestSupport
import Testing

/// The Gibbs sampler with t effects against quadrature and importance sampling, which draw no weights;
/// see `Tests/ReferenceValues/t-errors`.
@Suite struct StudentEffectsReferenceTests {
  private static func studies(_ name: String?) -> ReferenceStudies {
    ReferenceStudies(name == "schools" ? "eight_schools" : "teacher")
  }

  private static func model(_ reference: Reference) throws -> TwoLevelModel {
    let errors = try ErrorDistribution(parsing: #require(reference.errors.text))
    let words = reference.prior_df.text
    let prior = try DegreesOfFreedomPrior(
      parsing: words == nil || words == "grid" ? "gamma(2, 0.1)" : words ?? "")
    let studies = studies(reference.data.text)
    return try TwoLevelModel(
      studies.data, prior: VariancePrior(parsing: #require(reference.prior_T.text)),
      gammaPriors: [.flat], degreesOfFreedom: DegreesOfFreedom(errors, prior: prior))
  }

  @Test("known variances, ν fixed or estimated", arguments: 0..<12)
  func knownVariances(place: Int) throws {
    let reference = try Reference("t-errors/known_variances.json").cases[place]
    let model = try Self.model(reference)
    let what = "\(reference.data.text ?? ""), \(reference.errors.text ?? "")"
    let isLong = isOptimised && reference.errors.text == "t(4)"
    let draws = try states(
      of: GibbsSampler(model), draws: isLong ? 200_000 : isOptimised ? 20_000 : 2000, warmup: 1000)
    func expect(_ draws: [Double], _ expected: Double?, _ name: String) throws {
      let score = standardScore(of: draws, expecting: try #require(expected), batches: 100)
      #expect(abs(score) < 5, "\(what), \(name): \(score)")
    }
    let gamma = draws.map { model.gamma(of: $0)[0] }
    let tau = draws.map { $0.tau[0, 0] }
    if model.propriety.hasMoment(4) {
      try expect(tau, reference.tau2.mean.number, "mean of τ²")
      try expect(gamma, reference.gamma.mean.number, "mean of γ")
    }
    for (name, values, summary) in [("γ", gamma, reference.gamma), ("τ²", tau, reference.tau2)] {
      for (p, quantile) in zip(referenceProbabilities, summary.quantiles.numbers) {
        try expect(values.map { $0 < quantile ? 1 : 0 }, p, "\(name), quantile \(p)")
      }
    }
    try expect(gamma.map { $0 < 0 ? 1 : 0 }, reference.gamma.below_zero.number, "P(γ < 0)")
    for j in 0..<model.data.groupCount {
      let weights = draws.map { $0.weight(of: j) }
      if model.degreesOfFreedom != nil {
        try expect(weights, reference.weights.numbers[j], "weight \(j + 1)")
      }
      let effects = zip(gamma, draws).map { $0 + $1.effects[j][0] }
      try expect(effects, reference.effects.mean.numbers[j], "effect \(j + 1)")
    }
    guard model.degreesOfFreedom?.isEstimated == true else { return }
    let nu = draws.map(\.degreesOfFreedom)
    for (edge, share) in zip(reference.df.below[0].numbers, reference.df.below[1].numbers) {
      try expect(nu.map { $0 < edge ? 1 : 0 }, share, "P(ν < \(edge))")
    }
    for (value, share) in zip(reference.df.nodes.texts, reference.df.shares.numbers) {
      try expect(nu.map { $0 == Double(value) ? 1 : 0 }, share, "P(ν = \(value))")
    }
  }

  @Test(
    "two effects a group, t(4) and t(10)", .enabled(if: isOptimised),
    arguments: ["sleepstudy", "rats", "hsb_table_4_5"], [0, 1])
  func twoEffects(name: String, place: Int) throws {
    let reference = try Reference("t-errors/two_level.json").cases[name]
    let run = reference.runs[place]
    let errors = try ErrorDistribution(parsing: #require(run.errors.text))
    let model = try TwoLevelExample(name, formula: #require(reference.formula.text)).model(
      tau: #require(run.prior_T.text), degreesOfFreedom: DegreesOfFreedom(errors, prior: .standard))
    let chains = try TwoLevelChains.gibbs(model, draws: 2500)
    for k in reference.gamma_labels.texts.indices {
      try expectDraws(chains.gamma(k), agreeWith: run["gamma.\(k + 1)"], "γ\(k), \(errors)")
    }
    for (i, j) in [(0, 0), (1, 0), (1, 1)] {
      let element = "T.\(i + 1).\(j + 1)"
      try expectDraws(chains.tau(i, j), agreeWith: run[element], "\(element), \(errors)")
    }
    try expectDraws(chains.correlation, agreeWith: run.correlation, "correlation, \(errors)")
    try expectDraws(chains.sigmaSquared, agreeWith: run.sigma2, "σ², \(errors)")
    for group in 0..<3 {
      try expectDraws(
        chains.weight(of: group), agreeWith: run["weight.\(group + 1)"], "weight, \(errors)")
      for k in 0..<2 {
        let effect = "u.\(group + 1).\(k + 1)"
        try expectDraws(
          chains.effect(k, of: group), agreeWith: run[effect], "\(effect), \(errors)")
      }
    }
  }

  @Test("infinitely many degrees of freedom give the normal model's draws, bit for bit")
  func normal() throws {
    let studies = ReferenceStudies("teacher")
    let models = try ["normal", "t(inf)", "t([inf])"].map { errors in
      try TwoLevelModel(
        studies.data, prior: .uniform, gammaPriors: [.flat],
        degreesOfFreedom: DegreesOfFreedom(ErrorDistribution(parsing: errors), prior: .standard))
    }
    let draws = try models.map { try states(of: GibbsSampler($0), draws: 50, warmup: 20) }
    #expect(draws[1] == draws[0])
    #expect(draws[2] == draws[0])
  }

  @Test(
    "more than 100 effective draws in 1,000 for the worst of γ, T, σ² and ν",
    .enabled(if: isOptimised), arguments: ["hsb_table_4_5", "teacher"])
  func mixing(name: String) throws {
    let model: TwoLevelModel
    if name == "teacher" {
      model = try TwoLevelModel(
        ReferenceStudies("teacher").data, prior: .uniform, gammaPriors: [.flat],
        degreesOfFreedom: .gamma(shape: 2, rate: 0.1))
    } else {
      let formula = try Reference("t-errors/two_level.json").cases[name].formula.text
      model = try TwoLevelExample(name, formula: #require(formula)).model(
        tau: "uniform", degreesOfFreedom: .fixed(4))
    }
    let chains = try TwoLevelChains.gibbs(model, draws: 1000)
    let q = model.data.effectCount
    var quantities = ["σ²": chains.sigmaSquared, "ν": chains.degreesOfFreedom]
    for k in 0..<model.data.coefficientCount { quantities["γ\(k)"] = chains.gamma(k) }
    for i in 0..<q { for j in 0...i { quantities["T\(i)\(j)"] = chains.tau(i, j) } }
    // σ² or ν may be fixed.
    let sizes = quantities.compactMapValues { EffectiveSampleSize.bulk($0) }
    let worst = try #require(sizes.min { $0.value < $1.value })
    #expect(worst.value > 400, "of 4000: \(sizes)")
  }
}
