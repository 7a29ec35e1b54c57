import Foundation
import GSLNumerics
import GibbsModels
import ModelData
import TestSupport
import Testing

/// A normal prior of one coefficient beside a flat one: as τ grows, the data say less and less of
/// the one and the prior as much as ever of the other.
@Suite struct MixedCoefficientPriorsTests {
  /// γ_k ~ N(m, s²) widens V by s²x_kx_k', and the other coefficient is left.
  private struct Widened {
    let studies = ReferenceStudies("teacher_weeks_r")
    let place: Int
    let deviation: Double
    let mean = 0.2

    func leastSquares(tau: Double) throws -> DenseLeastSquares {
      let columns = [studies.effects.map { _ in 1.0 }, studies.predictors[0]]
      let informed = columns[place]
      let wide =
        Matrix(diagonal: studies.variances.map { $0 + tau * tau })
        + deviation * deviation * Matrix.outer(informed, informed)
      return try DenseLeastSquares(
        fixed: Matrix(rows: 19, columns: 1, columnMajor: columns[1 - place]),
        outcome: zip(studies.effects, informed).map { $0 - mean * $1 }, covariance: wide)
    }

    func model(_ prior: VariancePrior) throws -> TwoLevelModel {
      var priors = [FixedEffectPrior.flat, .flat]
      priors[place] = .normal(mean: mean, standardDeviation: deviation)
      return try TwoLevelModel(studies.data, prior: prior, gammaPriors: priors)
    }
  }

  @Test(
    "τ and the flat coefficient agree with quadrature by dense matrices",
    arguments: [0, 1], [0.01, 1, 1000])
  func quadrature(place: Int, deviation: Double) throws {
    let widened = Widened(place: place, deviation: deviation)
    for prior in [VariancePrior.uniform, .dumouchel] {
      let model = try widened.model(prior)
      let posterior = try ExactPosterior(ExactSampler(model))
      var fits: [(x: Double, height: Double, mean: Double, variance: Double)] = []
      for x in stride(from: -16.0, through: 6, by: 0.02) {
        let fit = try widened.leastSquares(tau: exp(x))
        let height =
          logPriorOfTau(prior, exp(x), variances: widened.studies.variances) + x
          - 0.5 * fit.deviance(restricted: true)
        fits.append((x, height, fit.estimate[0], fit.precision.inverse[0, 0]))
      }
      let highest = fits.map(\.height).max() ?? 0
      let total = fits.reduce(0) { $0 + exp($1.height - highest) }
      func expectation(_ value: (Double, Double, Double) -> Double) -> Double {
        fits.reduce(0) {
          $0 + exp($1.height - highest) / total * value($1.x, $1.mean, $1.variance)
        }
      }
      let tau = expectation { x, _, _ in exp(x) }
      let mean = expectation { _, mean, _ in mean }
      let variance = expectation { _, estimate, spread in
        spread + (estimate - mean) * (estimate - mean)
      }
      let summary = try posterior.gammaSummary(1 - place)
      #expect(isClose(try posterior.tau().mean, tau, to: 1e-6))
      #expect(isClose(summary.mean, mean, to: 1e-6))
      #expect(isClose(summary.standardDeviation, variance.squareRoot(), to: 1e-6))
    }
  }

  @Test("a vague prior gives the posterior of a flat one", arguments: [0, 1])
  func vague(place: Int) throws {
    let posterior = try ExactPosterior(
      ExactSampler(Widened(place: place, deviation: 1e6).model(.uniformStandardDeviation)))
    let reference = try ReferencePosterior("teacher_weeks_r", "uniform-sd").values
    let tau = try posterior.tau()
    try expectAgreement(tau.mean, reference.tau.mean, to: 1e-9, "mean of τ")
    for k in 0..<2 {
      let gamma = try posterior.gammaSummary(k)
      try expectAgreement(gamma.mean, reference.gamma[k].mean, to: 1e-9, "mean of γ\(k)")
      try expectAgreement(gamma.standardDeviation, reference.gamma[k].sd, to: 1e-9, "sd of γ\(k)")
    }
  }

  @Test("draws of the Gibbs sampler agree with quadrature")
  func gibbs() throws {
    let model = try Widened(place: 0, deviation: 0.1).model(.uniform)
    let posterior = try ExactPosterior(ExactSampler(model))
    let draws = try states(of: GibbsSampler(model), draws: 20_000, warmup: 200)
    let gammas = draws.map(model.gamma(of:))
    for k in 0..<2 {
      let expected = try #require(try posterior.gammaSummary(k).mean)
      let score = standardScore(of: gammas.map { $0[k] }, expecting: expected, batches: 100)
      #expect(abs(score) < 5)
    }
    let tau = try #require(try posterior.tau().mean)
    let deviations = draws.map { $0.tau[0, 0].squareRoot() }
    #expect(abs(standardScore(of: deviations, expecting: tau, batches: 100)) < 5)
  }
}
