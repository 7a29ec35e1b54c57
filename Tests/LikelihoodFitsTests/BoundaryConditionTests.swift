import LikelihoodFits
import TestSupport
import Testing

@Suite struct BoundaryConditionTests {
  @Test("a single variance of 0 is named")
  func zeroVariance() throws {
    let fit = try Lme4Case.fit("yield ~ 1 + (1 | batch)", files: ["dyestuff2"])
    #expect(fit.boundaryConditions == [.zeroVariance(effect: 0)])
    #expect(fit.parameters.tau[0, 0] == 0)
    #expect(
      fit.boundaryConditions[0].words(labels: ["(Intercept)"])
        == "the variance of (Intercept) is estimated at 0")
  }

  @Test("variances of 0 among uncorrelated effects are named, and only those")
  func uncorrelated() throws {
    let fit = try Lme4Case.fit(
      "y_fixed ~ (w1 + w2) * (x1 + x2 + x3) + (x1 + x2 + x3 || g)", files: ["four_effects"])
    #expect(fit.boundaryConditions == [.zeroVariance(effect: 2), .zeroVariance(effect: 3)])
  }

  @Test("a correlation of −1 is named")
  func perfectCorrelation() throws {
    let fit = try Lme4Case("early_cognitive").fit(.reml)
    #expect(fit.boundaryConditions == [.perfectCorrelation(effect: 0, with: 1, sign: -1)])
    #expect(
      fit.boundaryConditions[0].words(labels: ["(Intercept)", "I(age - 1)"])
        == "the correlation of (Intercept) and I(age - 1) is estimated at −1")
    let correlation = try #require(fit.tauCorrelations[0][1])
    #expect(isClose(correlation, -1, to: 1e-12))
  }

  @Test("effects that move together in fewer directions are named")
  func dependent() throws {
    let fit = try Lme4Case.fit(
      "y_singular ~ (w1 + w2) * (x1 + x2 + x3) + (x1 + x2 + x3 | g)", files: ["four_effects"])
    let conditions = fit.boundaryConditions
    #expect(conditions.count == 1)
    let words = conditions[0].words(labels: ["(Intercept)", "x1", "x2", "x3"])
    #expect(words.hasPrefix("the 4 effects are estimated to move together in "))
    #expect(
      BoundaryCondition.dependentEffects(rank: 1).words(labels: ["a", "b", "c"])
        == "the 3 effects are estimated to move together in 1 direction only")
  }

  @Test("inside the parameter space there is none, and correlations are known")
  func interior() throws {
    let fit = try Lme4Case("sleepstudy").fit(.reml)
    #expect(fit.boundaryConditions.isEmpty)
    // lme4 prints Corr 0.07.
    #expect(isClose(fit.tauCorrelations[1][0], 0.0656, to: 1e-4))
    let none = try Lme4Case("dyestuff2").fit(.ml)
    #expect(none.tauCorrelations == [[nil]])
  }
}
