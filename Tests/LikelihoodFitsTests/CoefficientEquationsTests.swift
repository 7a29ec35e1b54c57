import LikelihoodFits
import ModelData
import TestSupport
import Testing

@Suite struct CoefficientEquationsTests {
  private func equations(
    _ formula: String, files: [String] = ["hsb_students", "hsb_schools"]
  ) throws -> CoefficientEquations {
    let model = try Lme4Case.model(files: files, formula: formula)
    return CoefficientEquations(ReducedData(model, term: model.randomTerms[0]))
  }

  @Test("intercepts and slopes as outcomes: three coefficients in each equation")
  func slopesAsOutcomes() throws {
    let found = try equations(
      "mathach ~ (meanses + sector) * center(ses, school) + (center(ses, school) | school)")
    // Columns: intercept, meanses, sector, slope, meanses × slope, sector × slope.
    #expect(found.effects == [0, 0, 0, 1, 1, 1])
    #expect(found.intercepts == [0, 3])
  }

  @Test("a slope without a random effect belongs to no equation, nor do its interactions")
  func nonRandomlyVarying() throws {
    let found = try equations("mathach ~ sector * center(ses, school) + minority + (1 | school)")
    #expect(found.effects == [0, 0, nil, nil, nil])
    #expect(found.intercepts == [0])
  }

  @Test("a random slope without a random intercept, and an effect without a coefficient")
  func withoutIntercepts() throws {
    let slope = try equations("reaction ~ days + (0 + days | subject)", files: ["sleepstudy"])
    #expect(slope.effects == [nil, 0])
    #expect(slope.intercepts == [1])
    let effect = try equations("reaction ~ 1 + (days | subject)", files: ["sleepstudy"])
    #expect(effect.effects == [0])
    #expect(effect.intercepts == [0, nil])
  }

  @Test("groups of one row tell nothing against an equation: radon")
  func smallGroups() throws {
    let found = try equations(
      "log_radon ~ floor + log_uranium + (floor | county)", files: ["radon_mn"])
    #expect(found.effects == [0, 1, 0])
    #expect(found.intercepts == [0, 1])
  }
}
