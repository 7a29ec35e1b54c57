import Foundation
import GSLNumerics
import LikelihoodFits
import TestSupport
import Testing

@Suite struct HypothesisTestsTests {
  private static let labels = [
    "(Intercept)", "meanses", "sector", "center(ses, school)", "meanses:center(ses, school)",
    "sector:center(ses, school)",
  ]

  @Test("Wald: two coefficients, from the reference's estimates and covariances by hand")
  func wald() throws {
    let example = try Lme4Case("hsb_table_4_5")
    let reference = example.reference.reml
    let (a, b) = (reference.gamma.numbers[2], reference.gamma.numbers[5])
    let (aa, ab, bb) = (
      reference.covariance[2].numbers[2], reference.covariance[2].numbers[5],
      reference.covariance[5].numbers[5]
    )
    let expected = (bb * a * a - 2 * ab * a * b + aa * b * b) / (aa * bb - ab * ab)
    let fit = try example.fit(.reml)
    // Blanks and the order of an interaction do not count.
    let wald = try WaldTest(
      fit, LinearHypothesis("sector, center(ses,school):sector", labels: Self.labels))
    #expect(isRelativelyClose(wald.test.statistic, expected, to: 1e-6))
    #expect(wald.test.degreesOfFreedom == 2)
    // The upper tail of χ² with 2 degrees of freedom is exp(−x/2).
    #expect(isRelativelyClose(wald.test.p, exp(-wald.test.statistic / 2), to: 1e-10))
    let same = try WaldTest(fit, LinearHypothesis(zero: [2, 5], labels: Self.labels))
    #expect(same == wald)
  }

  @Test("Wald: one coefficient is z², robust too; a combination by hand")
  func waldOfOne() throws {
    let fit = try Lme4Case("hsb_table_4_5").fit(.reml)
    let meanses = LinearHypothesis(zero: [1], labels: Self.labels)
    let coefficient = fit.coefficients()[1]
    let wald = try WaldTest(fit, meanses)
    #expect(isRelativelyClose(wald.test.statistic, coefficient.t * coefficient.t, to: 1e-12))
    let robust = try #require(coefficient.robustStandardError)
    let z = coefficient.estimate / robust
    #expect(
      isRelativelyClose(
        try WaldTest(fit, meanses, robust: true).test.statistic, z * z, to: 1e-12))
    // A value other than 0, and a difference of two coefficients.
    let five = try WaldTest(fit, LinearHypothesis("meanses = 5", labels: Self.labels)).test
    let distance = (coefficient.estimate - 5) / coefficient.standardError
    #expect(isRelativelyClose(five.statistic, distance * distance, to: 1e-10))
    let equal = try WaldTest(fit, LinearHypothesis("meanses = sector", labels: Self.labels)).test
    let covariance = fit.fixedEffects.covariance
    let difference = fit.fixedEffects.estimate[1] - fit.fixedEffects.estimate[2]
    let variance = covariance[1, 1] + covariance[2, 2] - 2 * covariance[2, 1]
    #expect(isRelativelyClose(equal.statistic, difference * difference / variance, to: 1e-10))
  }

  @Test("likelihood ratio: the difference of lme4's deviances, with the boundary's mixture")
  func likelihoodRatio() throws {
    // By REML the two have one fixed part; the slope's variance and its covariance are tested.
    let full = try Lme4Case("hsb_table_4_4").fit(.reml)
    let restricted = try Lme4Case.fit("mathach ~ center(ses, school) + (1 | school)")
    let test = try LikelihoodRatioTest(restricted, against: full)
    #expect(test.test.degreesOfFreedom == 2)
    #expect(isClose(test.test.statistic, restricted.deviance - 46714.2340496588, to: 1e-6))
    let boundaryP = try #require(test.boundaryP)
    #expect(boundaryP < test.test.p)
    #expect(boundaryP > 0.5 * test.test.p)
    // By ML fixed effects can be tested: Tables 4.2 and 4.3.
    let mean = try LikelihoodRatioTest(
      Lme4Case("hsb_table_4_2").fit(.ml), against: Lme4Case("hsb_table_4_3").fit(.ml))
    #expect(isClose(mean.test.statistic, 47115.8102245177 - 46959.1085309398, to: 1e-6))
    #expect(mean.test.degreesOfFreedom == 1)
    #expect(mean.boundaryP == nil)
  }

  @Test("likelihood ratios that mean nothing are refused, in words")
  func refusals() throws {
    let anova = try Lme4Case("hsb_table_4_2").fit(.reml)
    let means = try Lme4Case("hsb_table_4_3").fit(.reml)
    let sleep = try Lme4Case("sleepstudy").fit(.reml)
    let group = try Lme4Case("hsb_context_group_mean").fit(.ml)
    let grand = try Lme4Case("hsb_context_grand_mean").fit(.ml)
    #expect(throws: ComparisonError.differentFixedParts) {
      try LikelihoodRatioTest(anova, against: means)
    }
    #expect(throws: ComparisonError.differentData) {
      try LikelihoodRatioTest(anova, against: sleep)
    }
    #expect(throws: ComparisonError.differentMethods) {
      try LikelihoodRatioTest(anova, against: group)
    }
    #expect(throws: ComparisonError.notNested(5, 5)) {
      try LikelihoodRatioTest(group, against: grand)
    }
    // More parameters, but without the predictor that matters.
    let size = try Lme4Case.fit(
      "mathach ~ sector + I(sector * meanses^2) + (1 | school)", method: .ml)
    #expect {
      try LikelihoodRatioTest(Lme4Case("hsb_table_4_3").fit(.ml), against: size)
    } throws: { error in
      guard case .notSpecialCase(let gain) = error as? ComparisonError else { return false }
      return gain < 0
    }
    let words: [(ComparisonError, String)] = [
      (
        .differentMethods,
        "The deviances of an ML and a REML fit cannot be compared.\nFit both by the same method."
      ),
      (
        .differentData,
        "The two models were not fitted to the same outcome in the same rows.\n"
          + "Give both the same data; rows with missing values may differ between models."
      ),
      (
        .differentFixedParts,
        "REML deviances of models with different fixed parts cannot be compared.\n"
          + "Fit both with --method ml."
      ),
      (
        .notNested(5, 4),
        "The model has 4 parameters and the one it is compared with 5: it must have more.\n"
          + "Exchange the two models, or choose one that is a special case of the other."
      ),
      (
        .notSpecialCase(-2.5),
        "The model with fewer parameters fits better, its deviance is less by 2.5: "
          + "it is no special case of the other.\nChoose a model that the other contains."
      ),
    ]
    for (error, text) in words { #expect(error.description == text) }
  }
}
