import TestSupport
import Testing

@Suite struct FitTests {
  @Test(
    "prints coefficients, T, tests and the groups' effects",
    arguments: [
      ("fit-teacher-expectancy.txt", ["teacher-expectancy"]),
      ("fit-teacher-expectancy-knapp-hartung.txt", ["teacher-expectancy", "--knapp-hartung"]),
      (
        "fit-teacher-expectancy-ml-90.txt",
        ["teacher-expectancy", "--method", "ml", "--level", "0.9"]
      ),
      ("fit-teacher-expectancy-weeks.txt", ["teacher-expectancy-weeks", "--method", "reml"]),
      ("fit-eight-schools-ml.txt", ["eight-schools", "--method", "ml"]),
      ("fit-eight-schools.markdown", ["eight-schools", "--format", "markdown"]),
    ])
  func text(golden: String, arguments: [String]) throws {
    let outcome = try Workplace()
      .lindley(["fit", "models/\(arguments[0]).yaml"] + arguments.dropFirst())
    #expect(outcome.code == 0)
    #expect(outcome.errors == "")
    #expect(try differenceFromGolden(golden, outcome.output) == nil)
  }

  @Test("has every key of the interface", arguments: CheckTests.models, ["ml", "reml"])
  func keys(model: String, method: String) throws {
    let fit = try Self.json(model, "--method", method)
    expectKeys(
      [
        "title": [.text], "method": [.text], "observations": [.number], "groups": [.map],
        "gamma": [.list], "T": [.map], "log_likelihood": [.number], "deviance": [.number],
        "parameters": [.number], "converged": [.flag], "boundary": [.flag], "iterations": [.map],
        "H": [.map], "I2": [.number],
      ], in: fit)
    #expect(fit.map?["sigma2"] == nil, "the variances are known")
    #expect(fit["method"] == .text(method))
    for row in try #require(fit["gamma"].list) {
      let number: Set<JSON.Kind> = [.number]
      expectKeys(
        [
          "label": [.text], "estimate": number, "se": number, "df": number, "t": number,
          "p": number, "lower": number, "upper": number, "se_robust": number,
        ], in: row)
    }
    let factor = try #require(fit["groups"].map?.keys.first)
    expectKeys(
      [
        "labels": [.list], "estimate": [.list], "se": [.list, .null], "correlation": [.list],
        "reliability": [.list], "chi2": [.list], "chi2_df": [.list],
        "chi2_p": [.list],
      ], in: fit["T"][factor])
    expectKeys(["statistic": [.number], "df": [.number], "p": [.number]], in: fit["H"])
    expectKeys(["em": [.number], "scoring": [.number]], in: fit["iterations"])
  }

  @Test("counts parameters as the book does: ML counts gamma, REML does not")
  func parameters() throws {
    #expect(try Self.json("teacher-expectancy-weeks", "--method", "ml")["parameters"] == .number(3))
    #expect(try Self.json("teacher-expectancy-weeks")["parameters"] == .number(1))
  }

  @Test("on the boundary T is 0 and has no standard error")
  func boundary() throws {
    let fit = try Self.json("eight-schools")
    #expect(fit["boundary"] == .flag(true))
    #expect(fit["T"]["school"]["estimate"] == .list([.list([.number(0)])]))
    #expect(fit["T"]["school"]["se"] == .null)
    let inside = try Self.json("teacher-expectancy")
    #expect(inside["boundary"] == .flag(false))
    #expect(inside["T"]["study"]["se"][0][0].number ?? 0 > 0)
  }

  @Test("each variance's χ² has the p of R's pchisq")
  func varianceTests() throws {
    let school = try Self.json("hsb-table-4-5")["T"]["school"]
    // R 4.2.2: pchisq(c(604.996225643309, 162.228225483668), 157, lower.tail = FALSE), with the
    // statistics of Tests/ReferenceValues/lme4; 2026-11-21.
    for (place, expected) in [8.00507790535495e-54, 0.370940522110786].enumerated() {
      let p = try #require(school["chi2_p"][place].number)
      #expect(abs(p / expected - 1) < 1e-5)
    }
  }

  @Test("prints the coefficients as CSV in full precision")
  func csv() throws {
    let outcome = try Workplace()
      .lindley("fit", "models/teacher-expectancy-weeks.yaml", "--format", "csv")
    let rows = outcome.output.split(separator: "\n").map { $0.split(separator: ",") }
    #expect(
      rows.first?.joined(separator: ",")
        == "coefficient,estimate,se,df,t,p,95% lower,upper,robust se")
    let gamma = try #require(try Self.json("teacher-expectancy-weeks")["gamma"].list)
    try #require(rows.count == gamma.count + 1)
    let keys = ["estimate", "se", "df", "t", "p", "lower", "upper", "se_robust"]
    for (row, coefficient) in zip(rows.dropFirst(), gamma) {
      #expect(JSON.text(String(row[0])) == coefficient["label"])
      #expect(row.dropFirst().map { Double($0) } == keys.map { coefficient[$0].number })
    }
  }

  private static func json(_ model: String, _ options: String...) throws -> JSON {
    let outcome = try Workplace()
      .lindley(["fit", "models/\(model).yaml", "--format", "json"] + options)
    #expect(outcome.code == 0)
    return try JSON(outcome.output)
  }
}
