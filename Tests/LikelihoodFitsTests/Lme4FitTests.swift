import GSLNumerics
import LikelihoodFits
import ModelData
import TestSupport
import Testing

/// Fits of two-level models against lme4, finished with dense matrices; see the script and the
/// versions in `Tests/ReferenceValues/lme4`.
@Suite struct Lme4FitTests {
  @Test(
    "estimates, standard errors and deviance agree to 6 digits, and no deviance is worse",
    arguments: Lme4Case.names, FitMethod.allCases)
  func estimates(name: String, method: FitMethod) throws {
    let example = try Lme4Case(name)
    let reference = example.reference[method.rawValue]
    let fit = try example.fit(method)
    let isSingular = reference.singular.number == 1
    #expect(fit.course.converged)
    #expect(fit.course.boundary == isSingular)
    #expect(example.model.rows.used == Int(try #require(example.reference.observations.number)))
    #expect(fit.data.groupCount == Int(try #require(example.reference.groups.number)))
    #expect(fit.parameterCount == Int(try #require(reference.parameters.number)))
    let deviance = try #require(reference.deviance.number)
    #expect(isRelativelyClose(fit.deviance, deviance, to: 1e-11))
    #expect(fit.deviance <= (try #require(reference.lme4.deviance.number)) + 1e-7)
    let coefficients = fit.coefficients()
    for (k, coefficient) in coefficients.enumerated() {
      let error = reference.se.numbers[k]
      #expect(abs(coefficient.estimate - reference.gamma.numbers[k]) < 1e-6 * error)
      #expect(isRelativelyClose(coefficient.standardError, error, to: 1e-7))
      #expect(
        isRelativelyClose(
          try #require(coefficient.robustStandardError), reference.se_robust.numbers[k], to: 1e-7))
    }
    expectVariances(fit, reference, isSingular: isSingular)
  }

  private func expectVariances(_ fit: LikelihoodFit, _ reference: Reference, isSingular: Bool) {
    let q = fit.data.effectCount
    #expect(isClose(fit.parameters.sigmaSquared, reference.sigma2.number, to: 1e-7))
    #expect(isClose(fit.sigmaSquaredStandardError, reference.se_sigma2.number, to: 1e-6))
    #expect((fit.tauStandardError(0, 0) == nil) == isSingular)
    for i in 0..<q {
      for k in 0..<q {
        let scale = (fit.parameters.tau[i, i] * fit.parameters.tau[k, k]).squareRoot()
        let expected = reference.T[i].numbers[k]
        #expect(abs(fit.parameters.tau[i, k] - expected) <= 1e-7 * scale)
        guard let own = fit.tauStandardError(i, k), let error = reference.se_T[i][k].number else {
          continue
        }
        #expect(isRelativelyClose(own, error, to: 1e-6))
      }
    }
  }

  @Test(
    "empirical Bayes effects and their covariances, γ known and γ estimated",
    arguments: Lme4Case.names, FitMethod.allCases)
  func effects(name: String, method: FitMethod) throws {
    let example = try Lme4Case(name)
    let reference = example.reference[method.rawValue].effects
    let effects = try example.fit(method).groupCoefficients
    for id in example.reference.group_order.texts {
      let group = try #require(example.term.factor.levels.firstIndex(of: id))
      let covariance = reference[id][method == .ml ? "covariance" : "covariance_with_gamma"]
      for k in 0..<example.data.effectCount {
        #expect(isClose(effects[group].effects[k], reference[id].u.numbers[k], to: 1e-6))
        for i in 0...k {
          #expect(
            isClose(effects[group].effectsCovariance[k, i], covariance[k].numbers[i], to: 1e-6))
        }
      }
    }
  }

  @Test(
    "tests of residual variances and reliabilities", arguments: Lme4Case.names, FitMethod.allCases)
  func residualVariances(name: String, method: FitMethod) throws {
    let example = try Lme4Case(name)
    let reference = example.reference[method.rawValue].tests
    let tests = ResidualVarianceTests(try example.fit(method))
    let count = Int(try #require(reference.groups.number))
    #expect(tests.groupCounts.allSatisfy { $0 == count })
    for k in 0..<example.data.effectCount {
      #expect(isClose(tests.tests[k]?.statistic, reference.chi2.numbers[k], to: 1e-6))
      #expect(isClose(tests.reliabilities[k], reference.reliability.numbers[k], to: 1e-7))
    }
  }
}
