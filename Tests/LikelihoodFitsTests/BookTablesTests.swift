import GSLNumerics
import LikelihoodFits
import ModelData
import TestSupport
import Testing

/// Raudenbush & Bryk (2002), High School & Beyond: 7185 students in 160 schools, by REML.
///
/// Each number is compared with the digits that the book prints.
@Suite struct BookTablesTests {
  /// Whether a number rounds to what is printed, within one unit of its last digit.
  private func agrees(_ value: Double?, _ printed: Double, digits: Int) -> Bool {
    guard let value else { return false }
    let unit = (0..<digits).reduce(1.0) { result, _ in result / 10 }
    return abs(value - printed) <= 1.01 * unit
  }

  @Test("Table 4.2: the one-way analysis of variance")
  func table4_2() throws {
    let fit = try Lme4Case.fit("mathach ~ 1 + (1 | school)")
    let grandMean = fit.coefficients()[0]
    #expect(agrees(grandMean.estimate, 12.64, digits: 2))
    #expect(agrees(grandMean.standardError, 0.24, digits: 2))
    #expect(agrees(fit.parameters.tau[0, 0], 8.61, digits: 2))
    #expect(agrees(fit.parameters.sigmaSquared, 39.15, digits: 2))
    let tests = ResidualVarianceTests(fit)
    #expect(tests.tests[0]?.degreesOfFreedom == 159)
    #expect(agrees(tests.tests[0]?.statistic, 1660.2, digits: 1))
    #expect(agrees(tests.reliabilities[0], 0.901, digits: 3))
    #expect(agrees(fit.deviance, 47116.79, digits: 2))
    // Text to the table: ρ̂ = 0.18 and 95% of the school means in (6.89, 18.39).
    #expect(agrees(fit.intraclassCorrelation, 0.18, digits: 2))
    let range = try #require(fit.plausibleRanges()[0])
    #expect(agrees(range.lowerBound, 6.89, digits: 2))
    #expect(agrees(range.upperBound, 18.39, digits: 2))
  }

  @Test("Table 4.3: means as outcomes")
  func table4_3() throws {
    let fit = try Lme4Case.fit("mathach ~ meanses + (1 | school)")
    let coefficients = fit.coefficients()
    #expect(agrees(coefficients[0].estimate, 12.65, digits: 2))
    #expect(agrees(coefficients[0].standardError, 0.15, digits: 2))
    #expect(agrees(coefficients[1].estimate, 5.86, digits: 2))
    #expect(agrees(coefficients[1].standardError, 0.36, digits: 2))
    #expect(coefficients[1].degreesOfFreedom == 158)
    #expect(agrees(fit.parameters.tau[0, 0], 2.64, digits: 2))
    #expect(agrees(fit.parameters.sigmaSquared, 39.16, digits: 2))
    let test = ResidualVarianceTests(fit).tests[0]
    #expect(test?.degreesOfFreedom == 158)
    #expect(agrees(test?.statistic, 633.52, digits: 2))
    // Text to the table: MEANSES explains 69% of the variance between schools.
    let reference = try Lme4Case.fit("mathach ~ 1 + (1 | school)")
    let explained = VarianceExplained(fit, against: reference, matching: [0])
    #expect(agrees(explained.levelTwo[0], 0.69, digits: 2))
    #expect(agrees(explained.levelOne, 0, digits: 2))
  }

  @Test("Table 4.4: random coefficients (the slope's reliability is 0.264; printed 0.23)")
  func table4_4() throws {
    let fit = try Lme4Case.fit(
      "mathach ~ center(ses, school) + (center(ses, school) | school)")
    let coefficients = fit.coefficients()
    #expect(agrees(coefficients[0].estimate, 12.64, digits: 2))
    #expect(agrees(coefficients[0].standardError, 0.24, digits: 2))
    #expect(agrees(coefficients[1].estimate, 2.19, digits: 2))
    #expect(agrees(coefficients[1].standardError, 0.13, digits: 2))
    #expect(coefficients.map(\.degreesOfFreedom) == [159, 159])
    #expect(agrees(fit.parameters.tau[0, 0], 8.68, digits: 2))
    #expect(agrees(fit.parameters.tau[1, 1], 0.69, digits: 2))
    #expect(agrees(fit.parameters.tau[1, 0], 0.05, digits: 2))
    #expect(agrees(fit.parameters.sigmaSquared, 36.70, digits: 2))
    let tests = ResidualVarianceTests(fit)
    #expect(agrees(tests.tests[0]?.statistic, 1770.9, digits: 0))
    #expect(agrees(tests.tests[1]?.statistic, 213.4, digits: 0))
    #expect(tests.tests.map(\.?.degreesOfFreedom) == [159, 159])
    #expect(agrees(tests.reliabilities[0], 0.91, digits: 2))
    #expect(agrees(tests.reliabilities[1], 0.264, digits: 3))
    #expect(fit.intraclassCorrelation == nil)
  }

  private static let slopes =
    "mathach ~ (meanses + sector) * center(ses, school) + (center(ses, school) | school)"
  @Test("Table 4.5: intercepts and slopes as outcomes (the slope variance is 0.101; printed 0.15)")
  func table4_5() throws {
    let fit = try Lme4Case.fit(Self.slopes)
    let coefficients = fit.coefficients()
    let printed = [12.10, 5.33, 1.23, 2.94, 1.03, -1.64]
    let errors = [0.20, 0.37, 0.31, 0.16, 0.30, 0.24]
    for (k, coefficient) in coefficients.enumerated() {
      #expect(agrees(coefficient.estimate, printed[k], digits: 2))
      #expect(agrees(coefficient.standardError, errors[k], digits: 2))
      #expect(coefficient.degreesOfFreedom == 157)
    }
    #expect(agrees(fit.parameters.tau[0, 0], 2.38, digits: 2))
    #expect(agrees(fit.parameters.tau[1, 0], 0.19, digits: 2))
    #expect(agrees(fit.parameters.tau[1, 1], 0.101, digits: 3))
    #expect(agrees(fit.parameters.sigmaSquared, 36.7, digits: 1))
    let tests = ResidualVarianceTests(fit).tests
    #expect(agrees(tests[0]?.statistic, 605.30, digits: 0))
    #expect(agrees(tests[1]?.statistic, 162.31, digits: 0))
    #expect(tests.map(\.?.degreesOfFreedom) == [157, 157])
  }

  @Test("Tables 5.10 and 5.11: group- and grand-mean centring are one model")
  func tables5_10_and_5_11() throws {
    let group = try Lme4Case.fit("mathach ~ mean(ses, school) + center(ses, school) + (1 | school)")
    let grand = try Lme4Case.fit("mathach ~ mean(ses, school) + center(ses) + (1 | school)")
    #expect(agrees(group.deviance, 46568.58, digits: 2))
    #expect(isRelativelyClose(group.deviance, grand.deviance, to: 1e-13))
    let (a, b) = (group.fixedEffects.estimate, grand.fixedEffects.estimate)
    // The within slope is the same, and the contextual effect is between less within.
    #expect(isRelativelyClose(a[2], b[2], to: 1e-8))
    #expect(isRelativelyClose(a[1] - a[2], b[1], to: 1e-8))
    // A level-1 predictor without a random effect has N − f degrees of freedom.
    #expect(group.coefficients().map(\.degreesOfFreedom) == [158, 158, 7182])
  }

  @Test("Table 9.5: robust standard errors (the slope's is 0.1475; printed .148)")
  func table9_5() throws {
    let fit = try Lme4Case.fit(Self.slopes)
    let printed = [0.174, 0.335, 0.308, 0.148, 0.333, 0.237]
    for (k, coefficient) in fit.coefficients().enumerated() {
      #expect(agrees(coefficient.robustStandardError, printed[k], digits: 3))
    }
  }
}
