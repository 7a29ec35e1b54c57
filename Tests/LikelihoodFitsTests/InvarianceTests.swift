import GSLNumerics
import LikelihoodFits
import ModelData
import TestSupport
import Testing

/// What changes of units, origins and order may do to a fit, and what they may not.
@Suite struct InvarianceTests {
  private func sleepstudy() throws -> HierarchicalModel {
    try Lme4Case.model(files: ["sleepstudy"], formula: "reaction ~ days + (days | subject)")
  }

  private func fit(_ model: HierarchicalModel, _ method: FitMethod = .reml) throws -> LikelihoodFit
  {
    try LikelihoodFit(ReducedData(model, term: model.randomTerms[0]), method: method)
  }

  @Test("a predictor in units 1e6 times smaller", arguments: FitMethod.allCases)
  func scale(method: FitMethod) throws {
    let model = try sleepstudy()
    var scaled = model
    scaled.fixed.columns[1] = model.fixed.columns[1].map { 1e6 * $0 }
    scaled.randomTerms[0].design.columns[1] = scaled.fixed.columns[1]
    let (a, b) = (try fit(model, method), try fit(scaled, method))
    // REML integrates γ out in its own units: log|X'V⁻¹X| rises by 2 log 1e6.
    let shift = method == .reml ? 27.631021115928547 : 0
    #expect(isRelativelyClose(a.deviance + shift, b.deviance, to: 1e-12))
    #expect(isRelativelyClose(a.parameters.tau[1, 1], 1e12 * b.parameters.tau[1, 1], to: 1e-8))
    #expect(isRelativelyClose(a.parameters.tau[0, 0], b.parameters.tau[0, 0], to: 1e-8))
    #expect(
      isRelativelyClose(a.fixedEffects.estimate[1], 1e6 * b.fixedEffects.estimate[1], to: 1e-10))
  }

  @Test("on the boundary too, a predictor's unit and origin do not matter")
  func boundary() throws {
    let files = ["early_cognitive"]
    let a = try Lme4Case.fit("cog ~ I(age - 1) * trt + (I(age - 1) | id)", files: files)
    let b = try Lme4Case.fit("cog ~ I(age * 1000) * trt + (I(age * 1000) | id)", files: files)
    #expect(a.course.boundary && b.course.boundary)
    // Two columns of X are 1000 times larger.
    #expect(isRelativelyClose(a.deviance + 4 * 6.907755278982137, b.deviance, to: 1e-11))
    #expect(isRelativelyClose(a.parameters.tau[1, 1], 1e6 * b.parameters.tau[1, 1], to: 1e-7))
  }

  @Test("an outcome 1e9 away from zero")
  func shift() throws {
    let model = try sleepstudy()
    var shifted = model
    // Two binary digits are kept behind the point, so that the shift itself rounds nothing.
    shifted.outcome.values = model.outcome.values.map { ($0 * 4).rounded() / 4 + 1e9 }
    var near = model
    near.outcome.values = model.outcome.values.map { ($0 * 4).rounded() / 4 }
    let (a, b) = (try fit(near), try fit(shifted))
    #expect(isRelativelyClose(a.deviance, b.deviance, to: 1e-9))
    #expect(isRelativelyClose(a.parameters.tau[0, 0], b.parameters.tau[0, 0], to: 1e-5))
    #expect(isRelativelyClose(a.parameters.sigmaSquared, b.parameters.sigmaSquared, to: 1e-6))
    #expect(
      abs(a.fixedEffects.estimate[0] + 1e9 - b.fixedEffects.estimate[0]) < 1e-5)
    #expect(isRelativelyClose(a.fixedEffects.estimate[1], b.fixedEffects.estimate[1], to: 1e-6))
  }

  @Test("the order of rows and of groups")
  func order() throws {
    let model = try sleepstudy()
    var reversed = model
    reversed.outcome.values.reverse()
    for k in 0..<2 {
      reversed.fixed.columns[k].reverse()
      reversed.randomTerms[0].design.columns[k].reverse()
    }
    let count = model.randomTerms[0].factor.levels.count
    reversed.randomTerms[0].factor.indices = model.randomTerms[0].factor.indices.reversed()
      .map { count - 1 - $0 }
    reversed.randomTerms[0].factor.levels.reverse()
    let (a, b) = (try fit(model), try fit(reversed))
    #expect(isRelativelyClose(a.deviance, b.deviance, to: 1e-13))
    for (x, y) in zip(a.groupCoefficients, b.groupCoefficients.reversed()) {
      #expect(isClose(x.estimate?[1], y.estimate?[1], to: 1e-8))
      #expect(isClose(x.leastSquares[1], y.leastSquares[1], to: 1e-10))
    }
  }
}
