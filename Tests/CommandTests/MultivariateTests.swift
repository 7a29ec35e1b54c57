import TestSupport
import Testing

/// Several effects a study with known covariances, from the command line.
@Suite struct MultivariateTests {
  @Test("fit: H for all outcomes and for each, T on the edge in plain words")
  func fit() throws {
    let workplace = try Workplace()
    let json = try JSON(
      workplace.lindley("fit", "models/sat-coaching-hours.yaml", "--format", "json").output)
    #expect(json["sigma2"] == .null)
    #expect(json["boundary"] == .flag(true))
    #expect(json["groups"]["study"].number == 46)
    #expect(json["H_by_outcome"]["verbal"]["df"].number == 35)
    #expect(json["H"]["df"].number == 61)
    let text = try workplace.lindley("fit", "models/sat-coaching-hours.yaml").output
    #expect(text.contains("\nH of math = "))
    #expect(text.contains("At the edge of the parameter space"))
  }

  @Test("sample: columns of both effects, and the effects of studies that miss one")
  func sample() throws {
    let workplace = try Workplace()
    let outcome = try workplace.lindley(
      "sample", "models/sat-coaching.yaml", "--output", "o", "--draws", "200", "--chains", "2")
    #expect(outcome.code == 0, "\(outcome.errors)")
    let lines = try workplace.lines(of: "o/draws_1.csv")
    #expect(lines.contains("lp__,accept_stat__,gamma.1,gamma.2,T.1.1,T.2.1,T.1.2,T.2.2"))
    let effects = try workplace.lines(of: "o/effects.csv")
    #expect(effects.count == 95)
    let check = try workplace.lindley("check", "models/sat-coaching.yaml")
    #expect(check.code == 0)
    #expect(check.output.contains("  e ~ N(0, V), known\n"))
    let compare = try workplace.lindley("compare", "models/sat-coaching.yaml", "o")
    #expect(compare.code == 0)
  }
}
