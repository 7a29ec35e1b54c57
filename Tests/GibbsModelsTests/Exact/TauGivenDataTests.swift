import Foundation
import GSLNumerics
import ModelData
import TestSupport
import Testing

@testable import GibbsModels

@Suite struct TauGivenDataTests {
  @Test("p(log τ, y) is the marginal density of dense matrices, every prior")
  func marginalDensity() throws {
    let situation = try Situation(q: 1)
    for prior in priorsOfEveryKind {
      let model = try situation.model(prior)
      for logTau in [-4.0, -0.3, 1.1] {
        let tau = exp(logTau)
        let least = try DenseLeastSquares(
          fixed: situation.dense.fixed, outcome: situation.dense.outcome,
          covariance: situation.dense.covariance(tau: Matrix([[tau * tau]])))
        let expected =
          logPriorOfTau(prior, tau, variances: situation.data.samplingVariances) + logTau
          - 0.5 * least.deviance(restricted: true)
        #expect(
          isClose(try TauGivenData.logDensity(ofLogTau: logTau, of: model), expected, to: 1e-10))
      }
    }
  }

  // p(τ | y) = p(τ, γ, u | y) / (p(γ | τ, y) p(u | γ, τ, y)), whatever γ and u.
  @Test("p(log τ | y) is the joint density divided by that of γ and u")
  func matchesJoint() throws {
    let situation = try Situation(q: 1)
    let model = try situation.model(.jeffreys)
    let block = GammaAndEffectsGivenRest(likelihood: model.likelihood, prior: nil)
    try expectMatchesJoint(
      situation.state(1, tau: Matrix([[0.3]])), situation.state(2, tau: Matrix([[1.4]])),
      conditional: { try TauGivenData.logDensity(ofLogTau: 0.5 * log($0.tau[0, 0]), of: model) },
      joint: { state in
        let given = try (0..<situation.data.groupCount).reduce(
          block.gammaDistribution(given: state).logDensity(state.gamma)
        ) { try $0 + block.effectsDistribution(of: $1, given: state).logDensity(state.effects[$1]) }
        return try model.logJoint(state) - given + log(state.tau[0, 0])
      })
  }

  @Test("the density is nil where τ² is no double any more")
  func farOut() throws {
    let model = try Situation(q: 1).model(.uniform)
    #expect(try TauGivenData.logDensity(ofLogTau: 400, of: model) == -.infinity)
  }

  @Test(
    "the heaviest tails that are proper are tabulated",
    arguments: [
      ("uniform", 4), ("uniform-sd", 3), ("sqrt", 2), ("jeffreys", 2), ("berger-deely", 2),
      ("dumouchel", 2), ("half-cauchy(1)", 2),
    ])
  func heavyTails(prior: String, groups: Int) throws {
    let effects = Array([1.0, 4, 2, 8].prefix(groups))
    let variances = Array([0.5, 0.9, 0.7, 1.3].prefix(groups))
    let source = metaAnalysis(effects: effects, variances: variances)
    let prior = try VariancePrior(parsing: prior)
    let model = try TwoLevelModel(
      ReducedData(source, term: source.randomTerms[0]), prior: prior, gammaPriors: [.flat])
    let logTau = try TauGivenData(model).logTau
    let density = GriddedDensity(-80...120, points: 100_001) { x in
      let w = variances.map { 1 / ($0 + exp(2 * x)) }
      let sum = w.reduce(0, +)
      let mean = dot(w, effects) / sum
      let form = zip(w, effects).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) }
      return logPriorOfTau(prior, exp(x), variances: variances) + x
        + 0.5 * (w.map { log($0) }.reduce(0, +) - log(sum) - form)
    }
    for p in [1e-6, 0.025, 0.5, 0.975, 0.9999] {
      let (place, probability) = density.threshold(p)
      // The sum over a part of the line is as good as its spacing.
      #expect(abs(logTau.cdf(place) - probability) < 1e-6)
    }
  }

  // x₂ = x₁ + z with z between groups: as τ grows, X'V⁻¹X loses its rank.
  @Test("predictors that differ only between groups do not stop the tabulation")
  func betweenDifference() throws {
    var source = randomTwoLevelModel(
      groups: 12, effects: 1, coefficients: 3, knownVariances: true)
    source.fixed.columns[2] = zip(source.fixed.columns[1], source.fixed.columns[2]).map(+)
    let situation = try Situation(source)
    let plain = try Situation(
      randomTwoLevelModel(groups: 12, effects: 1, coefficients: 3, knownVariances: true))
    for prior in [VariancePrior.uniform, .halfCauchy(scales: .same(1))] {
      let median = try TauGivenData(situation.model(prior)).logTau.quantile(0.5)
      // The same space of predictors: the same posterior of τ.
      let expected = try TauGivenData(plain.model(prior)).logTau.quantile(0.5)
      #expect(isClose(median, expected, to: 1e-8))
    }
  }

  @Test("in other units the posterior is the same", arguments: [1e-6, 1e6])
  func units(unit: Double) throws {
    let source = metaAnalysis(
      effects: EightSchools.effects.map { unit * $0 },
      variances: EightSchools.variances.map { unit * unit * $0 })
    let model = try TwoLevelModel(
      ReducedData(source, term: source.randomTerms[0]), prior: .uniformStandardDeviation,
      gammaPriors: [.flat])
    let reference = try ReferencePosterior("eight_schools", "uniform-sd").values.tau
    let logTau = try TauGivenData(model).logTau
    for (i, p) in referenceProbabilities.enumerated() {
      let expected = try #require(reference.quantiles[i].number)
      #expect(isRelativelyClose(exp(logTau.quantile(p)) / unit, expected, to: 1e-10))
    }
  }
}
