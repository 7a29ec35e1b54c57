import LikelihoodFits
import ModelData
import TestSupport
import Testing

/// Fits of the teacher expectancy studies against metafor and dense formulas; see the script and
/// versions in `Tests/ReferenceValues/metafor`.
@Suite struct MetaforFitTests {
  static func data(_ name: String) -> ReducedData {
    let model = metaAnalysis(
      effects: TeacherExpectancy.effects, variances: TeacherExpectancy.variances,
      predictors: name == "teacher_weeks_r" ? [TeacherExpectancy.weeks] : [])
    return ReducedData(model, term: model.randomTerms[0])
  }

  @Test(
    "estimates, standard errors, deviance, H and I² agree with metafor to 6 digits",
    arguments: ["teacher_intercept", "teacher_weeks_r"], FitMethod.allCases)
  func fit(name: String, method: FitMethod) throws {
    let reference = try Reference("metafor/metafor.json").cases[name][method.rawValue]
    let fit = try LikelihoodFit(Self.data(name), method: method)
    #expect(fit.course.converged)
    #expect(isClose(fit.parameters.tau[0, 0], reference.tau2.number, to: 1e-9))
    #expect(isRelativelyClose(fit.deviance, try #require(reference.deviance.number), to: 1e-9))
    let coefficients = fit.coefficients()
    for (k, coefficient) in coefficients.enumerated() {
      #expect(isRelativelyClose(coefficient.estimate, reference.gamma.numbers[k], to: 1e-7))
      #expect(isRelativelyClose(coefficient.standardError, reference.se.numbers[k], to: 1e-7))
    }
    let knappHartung = fit.coefficients(standardErrors: .knappHartung)
    for (k, coefficient) in knappHartung.enumerated() {
      #expect(isRelativelyClose(coefficient.standardError, reference.knha.se.numbers[k], to: 1e-7))
      #expect(isClose(coefficient.p, reference.knha.p.numbers[k], to: 1e-7))
    }
    let heterogeneity = try Heterogeneity(fit)
    #expect(isClose(heterogeneity.test.statistic, reference.H.statistic.number, to: 1e-9))
    #expect(isClose(heterogeneity.test.p, reference.H.p.number, to: 1e-9))
    #expect(isClose(heterogeneity.iSquared, reference.I2.number, to: 1e-6))
    if fit.course.boundary {
      #expect(fit.tauStandardError(0, 0) == nil)
      #expect(fit.parameters.tau[0, 0] == 0)
    } else {
      #expect(isClose(fit.tauStandardError(0, 0), reference.se_tau2.number, to: 1e-7))
    }
    #expect(fit.course.boundary == (try #require(reference.boundary.number) == 1))
  }

  @Test("empirical Bayes estimates: γ known under ML, estimated under REML")
  func empiricalBayes() throws {
    for method in FitMethod.allCases {
      let reference = try Reference("metafor/metafor.json").cases.teacher_intercept[method.rawValue]
      let effects = try LikelihoodFit(Self.data("teacher_intercept"), method: method).empiricalBayes
      let deviations =
        method == .ml ? reference.effect_sd.numbers : reference.effect_sd_with_gamma.numbers
      #expect(effects.count == 19)
      for (j, effect) in effects.enumerated() {
        #expect(isClose(effect.mean, reference.effect.numbers[j], to: 1e-8))
        #expect(isClose(effect.standardDeviation, deviations[j], to: 1e-8))
      }
    }
  }
}
