import Foundation
import GSLNumerics
import GibbsModels
import ModelData
import TestSupport
import Testing

/// Exact posteriors against quadrature in Python, under every prior; see the script and versions in
/// `Tests/ReferenceValues/exact-meta-analysis`.
@Suite struct ExactPosteriorTests {
  private static let tolerance = 1e-11

  @Test(
    "moments, quantiles, tail probabilities and normaliser",
    arguments: [
      ("teacher_intercept", 16), ("teacher_weeks_r", 16), ("teacher_weeks_r_normal_gamma", 2),
      ("teacher_first_five", 3), ("eight_schools", 15), ("eight_schools_normal_gamma", 2),
    ])
  func quadrature(name: String, count: Int) throws {
    let priors = try Reference("exact-meta-analysis/exact-meta-analysis.json").cases[name].priors
    #expect(priors.keys.count == count)
    for prior in priors.keys {
      let reference = try ReferencePosterior(name, prior)
      let posterior = try ExactPosterior(ExactSampler(reference.model))
      let place = "\(name), \(prior)"
      try expectSummary(posterior.tau(), reference.values.tau, "\(place), τ")
      try expectSummary(posterior.tauSquared(), reference.values.tau2, "\(place), τ²")
      try expectMode(posterior, reference, "\(place), mode of τ²")
      for k in 0...reference.studies.predictors.count {
        let gamma = try posterior.gammaSummary(k)
        let expected = reference.values.gamma[k]
        try expectSummary(gamma, expected, "\(place), γ\(k)")
        try expectAgreement(
          gamma.probabilityBelowZero, expected.below_zero, to: Self.tolerance,
          "\(place), P(γ\(k) < 0)")
      }
      try expectEffects(posterior, reference, place)
      // The reference has p(τ) = 2τ under uniform, the code τ.
      let constant: Double = prior == "uniform" ? log(2) : 0
      let normalizer = try #require(reference.values.log_normalizer.number)
      guard case .knownVariances(let tauGivenData) = posterior.variances else {
        Issue.record("\(place): the variances are known")
        continue
      }
      #expect(
        isClose(
          tauGivenData.logTau.logNormalizer, normalizer - constant, to: Self.tolerance),
        "\(place), normaliser")
    }
  }

  @Test("the density of τ² has 95% of its integral between the quantiles, to 1e-6")
  func density() throws {
    for (name, prior) in [("teacher_intercept", "uniform"), ("eight_schools", "uniform-sd")] {
      let posterior = try ExactPosterior(ExactSampler(ReferencePosterior(name, prior).model))
      let ends = try posterior.tauSquaredQuantiles([0.025, 0.975])
      let share = try simpson(from: ends[0], to: ends[1]) {
        try posterior.tauSquaredDensity(at: $0)
      }
      #expect(isClose(share, 0.95, to: 1e-6), "\(name), \(prior): \(share)")
    }
  }

  private func expectSummary(
    _ summary: ExactPosterior.Summary, _ reference: Reference, _ what: String
  ) throws {
    try expectAgreement(summary.mean, reference.mean, to: Self.tolerance, "\(what), mean")
    try expectAgreement(summary.standardDeviation, reference.sd, to: Self.tolerance, "\(what), sd")
    #expect(summary.quantiles.count == referenceProbabilities.count)
    for (i, quantile) in summary.quantiles.enumerated() {
      try expectAgreement(
        quantile, reference.quantiles[i], to: Self.tolerance, "\(what), quantile \(i)")
    }
  }

  /// A maximum is known to the root of the precision of its function.
  private func expectMode(
    _ posterior: ExactPosterior, _ reference: ReferencePosterior, _ what: String
  ) throws {
    let mode = try #require(try posterior.tauSquared().mode)
    let expected = try #require(reference.values.tau2.mode.number)
    #expect(isRelativelyClose(mode, expected, to: 1e-6), "\(what): \(mode), \(expected)")
  }

  private func expectEffects(
    _ posterior: ExactPosterior, _ reference: ReferencePosterior, _ place: String
  ) throws {
    for j in reference.studies.effects.indices {
      let effect = try posterior.effectSummary(of: j)
      let expected = reference.values.effects
      let what = "\(place), effect \(j + 1)"
      try expectAgreement(effect.mean, expected.mean[j], to: Self.tolerance, "\(what), mean")
      try expectAgreement(
        effect.standardDeviation, expected.sd[j], to: Self.tolerance, "\(what), sd")
      for (i, quantile) in effect.quantiles.enumerated() {
        // Quantiles near 0 are good to so many parts of the effect's own spread.
        let value = try #require(expected.quantiles[j][i].number)
        let spread = try #require(expected.sd[j].number)
        #expect(abs(quantile - value) <= Self.tolerance * max(abs(value), spread), "\(what)")
      }
    }
  }
}
