import GibbsModels
import LikelihoodFits
import ModelData
import TestSupport
import Testing

/// Rounds to so many decimals, as tables are printed.
private func rounded(_ x: Double?, _ decimals: Int) -> Double? {
  let unit = (0..<decimals).reduce(1.0) { unit, _ in unit * 10 }
  return x.map { ($0 * unit).rounded() / unit }
}

/// Whether a value is less than one unit in the third decimal from what the book prints.
///
/// The book computes from less rounded data than Table 7.1 has: its H is 35.85, not 35.83.
private func agrees(_ value: Double?, with printed: Double) -> Bool {
  value.map { abs($0 - printed) < 1e-3 } ?? false
}

/// Raudenbush & Bryk (2002): the analysis of teacher expectancy effects in chapter 7.
@Suite struct RaudenbushBrykChapter7Tests {
  private func fit(_ name: String, _ method: FitMethod) throws -> LikelihoodFit {
    try LikelihoodFit(ReferenceStudies(name).data, method: method)
  }

  @Test("Table 7.2: γ 0.083 (0.052), τ² 0.019, H (printed 35.85) on 18 degrees of freedom")
  func table7_2() throws {
    let fit = try fit("teacher_intercept", .reml)
    let gamma = fit.coefficients()[0]
    #expect(agrees(gamma.estimate, with: 0.083))
    #expect(agrees(gamma.standardError, with: 0.052))
    #expect(agrees(fit.parameters.tau[0, 0], with: 0.019))
    let heterogeneity = try Heterogeneity(fit).test
    #expect(rounded(heterogeneity.statistic, 2) == 35.83)
    #expect(heterogeneity.degreesOfFreedom == 18)
  }

  @Test("Table 7.3: 0.407 (0.087), −0.157 (0.036), τ² 0.000, H 16.57 on 17 degrees of freedom")
  func table7_3() throws {
    let fit = try fit("teacher_weeks_r", .reml)
    let gamma = fit.coefficients()
    #expect(gamma.map { rounded($0.estimate, 3) } == [0.407, -0.157])
    #expect(gamma.map { rounded($0.standardError, 3) } == [0.087, 0.036])
    #expect(rounded(fit.parameters.tau[0, 0], 3) == 0)
    let heterogeneity = try Heterogeneity(fit).test
    #expect(rounded(heterogeneity.statistic, 2) == 16.57)
    #expect(heterogeneity.degreesOfFreedom == 17)
  }
}

/// Raudenbush & Bryk (2002), Table 13.1: ML, REML and posterior of the teacher expectancy effects.
@Suite struct RaudenbushBrykTable13p1Tests {
  @Test("ML: γ 0.078 (0.048), τ² 0.013 (0.012)")
  func maximumLikelihood() throws {
    let fit = try LikelihoodFit(ReferenceStudies("teacher_intercept").data, method: .ml)
    #expect(agrees(fit.fixedEffects.estimate[0], with: 0.078))
    #expect(agrees(fit.coefficients()[0].standardError, with: 0.048))
    #expect(agrees(fit.parameters.tau[0, 0], with: 0.013))
    #expect(agrees(fit.tauStandardError(0, 0), with: 0.012))
  }

  // The book's γ 0.096 (0.0656) and E τ² 0.047 are those of a grid of τ² that ends before its
  // tail does; the tail has a part in the spread of γ and in both means.
  @Test("posterior under flat τ²: γ 0.096, mode of τ² 0.019; over the whole tail E τ² 0.0485")
  func posterior() throws {
    let model = try ReferenceStudies("teacher_intercept").model("uniform")
    let posterior = try ExactPosterior(ExactSampler(model))
    let gamma = try posterior.gammaSummary(0)
    #expect(agrees(gamma.mean, with: 0.096))
    #expect(rounded(gamma.mean, 5) == 0.09685)
    #expect(rounded(gamma.standardDeviation, 5) == 0.06838)
    let tauSquared = try posterior.tauSquared()
    #expect(agrees(tauSquared.mode, with: 0.019))
    #expect(rounded(tauSquared.mean, 6) == 0.048476)
    #expect(rounded(tauSquared.standardDeviation, 6) == 0.042753)
    #expect(rounded(tauSquared.quantiles[0], 5) == 0.00278)
    #expect(rounded(tauSquared.quantiles[2], 6) == 0.03738)
    #expect(rounded(tauSquared.quantiles[4], 4) == 0.1594)
  }
}

/// The medians of τ in the eight schools, under twelve priors.
@Suite struct EightSchoolsTests {
  @Test(
    "medians of τ to four decimals",
    arguments: [
      ("uniform-sd", 5.2385), ("uniform", 9.7682), ("jeffreys", 7.2169),
      ("berger-deely", 7.4530), ("conventional", 6.7153), ("dumouchel", 3.1774),
      ("uniform-shrinkage", 6.0634), ("i2", 6.0985), ("half-cauchy(5)", 2.7742),
      ("half-cauchy(25)", 4.7837), ("half-normal(5)", 2.8001),
      ("inverse-gamma(0.001, 0.001)", 0.5791),
    ])
  func medians(prior: String, median: Double) throws {
    let model = try ReferenceStudies("eight_schools").model(prior)
    let tau = try ExactPosterior(ExactSampler(model)).tau()
    #expect(rounded(tau.quantiles[2], 4) == median)
  }

  @Test("half-Cauchy(5) with gamma ~ normal(0, 5): τ 3.5977, μ 4.397 (3.318)")
  func normalGamma() throws {
    let model = try ReferenceStudies("eight_schools").model(
      "half-cauchy(5)", gammaPrior: "normal(0, 5)")
    let posterior = try ExactPosterior(ExactSampler(model))
    #expect(rounded(try posterior.tau().mean, 4) == 3.5977)
    let gamma = try posterior.gammaSummary(0)
    #expect(rounded(gamma.mean, 3) == 4.397)
    #expect(rounded(gamma.standardDeviation, 3) == 3.318)
  }
}
