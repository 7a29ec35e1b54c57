import GSLNumerics
import LikelihoodFits
import ModelData
import TestSupport
import Testing

/// Four effects and twelve coefficients against lme4; see `Tests/ReferenceValues/simulated`.
@Suite struct SimulatedEffectsTests {
  @Test(
    "T of full rank, of lower rank and diagonal: lme4's fits to 5 digits, deviances never worse",
    arguments: [
      "four_effects", "four_effects_uncorrelated", "singular", "singular_uncorrelated",
      "nearly_fixed",
    ], FitMethod.allCases)
  func fits(name: String, method: FitMethod) throws {
    let example = try Reference("simulated/lme4.json").cases[name]
    let reference = example[method.rawValue]
    let fit = try Lme4Case.fit(
      try #require(example.formula.text), files: ["four_effects"], method: method)
    let deviance = try #require(reference.deviance.number)
    #expect(fit.course.converged)
    #expect(isRelativelyClose(fit.deviance, deviance, to: 1e-8))
    #expect(fit.deviance <= deviance + 1e-8)
    #expect(fit.course.boundary == (reference.singular.number == 1))
    #expect(fit.boundaryConditions.isEmpty != fit.course.boundary)
    #expect((fit.tauStandardError(0, 0) == nil) == fit.course.boundary)
    #expect(isClose(fit.parameters.sigmaSquared, reference.sigma2.number, to: 1e-5))
    let size = try #require(fit.parameters.tau.diagonal.max())
    for i in 0..<4 {
      for k in 0..<4 {
        #expect(abs(fit.parameters.tau[i, k] - reference.T[i].numbers[k]) < 1e-5 * size)
      }
    }
    for (k, coefficient) in fit.coefficients().enumerated() {
      #expect(isClose(coefficient.estimate, reference.gamma.numbers[k], to: 1e-6))
      #expect(isClose(coefficient.standardError, reference.se.numbers[k], to: 1e-6))
    }
  }
}
