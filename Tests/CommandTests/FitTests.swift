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

  @Test("its CSV begins with the coefficients in full precision")
  func csv() throws {
    let outcome = try Workplace()
      .lindley("fit", "models/teacher-expectancy-weeks.yaml", "--format", "csv")
    let rows = outcome.output.split(separator: "\n").map(Self.fields)
    #expect(
      rows.first?.joined(separator: ",")
        == "coefficient,estimate,se,df,t,p,95% lower,upper,robust se,"
        + "correlation,reliability,chi2,part")
    let gamma = try #require(try Self.json("teacher-expectancy-weeks")["gamma"].list)
    try #require(rows.count > gamma.count)
    let keys = ["estimate", "se", "df", "t", "p", "lower", "upper", "se_robust"]
    for (row, coefficient) in zip(rows.dropFirst(), gamma) {
      #expect(JSON.text(row[0]) == coefficient["label"])
      #expect(row[1...8].map { Double($0) } == keys.map { coefficient[$0].number })
      #expect(row[9...] == ["", "", "", "gamma"])
    }
  }

  @Test("its CSV goes on with T, σ², the fit and the tests asked for, as the JSON has them")
  func quantities() throws {
    let asked = ["--test", "sector, sector:ses", "--against", "models/hsb-table-4-4.yaml"]
    let workplace = try Workplace()
    func fit(_ format: String) throws -> String {
      try workplace.lindley(
        ["fit", "models/hsb-table-4-5.yaml", "--format", format] + asked
      ).output
    }
    let rows = try fit("csv").split(separator: "\n").map(Self.fields)
    #expect(rows.allSatisfy { $0.count == 13 })
    let json = try JSON(fit("json"))
    let school = json["T"]["school"]
    let (test, against) = (json["tests"][0], json["against"])
    let expected: [(name: String, part: String, values: [Int: JSON])] = [
      (
        "T[(Intercept), (Intercept)]", "T",
        [
          1: school["estimate"][0][0], 2: school["se"][0][0], 3: school["chi2_df"][0],
          5: school["chi2_p"][0], 10: school["reliability"][0], 11: school["chi2"][0],
        ]
      ),
      (
        "T[center(ses, school), (Intercept)]", "T",
        [1: school["estimate"][1][0], 2: school["se"][1][0], 9: school["correlation"][1][0]]
      ),
      ("sigma2", "sigma2", [1: json["sigma2"]["estimate"], 2: json["sigma2"]["se"]]),
      ("deviance", "fit", [1: json["deviance"]]),
      ("observations", "fit", [1: .number(7185)]),
      ("groups", "fit", [1: .number(160)]),
      ("converged", "fit", [1: .number(1)]),
      (
        "plausible_ranges[(Intercept)]", "fit",
        [6: json["plausible_ranges"][0][0], 7: json["plausible_ranges"][0][1]]
      ),
      (
        "sector = 0, sector:center(ses, school) = 0", "tests",
        [3: test["df"], 5: test["p"], 11: test["statistic"]]
      ),
      (
        "models/hsb-table-4-4.yaml", "against",
        [3: against["df"], 5: against["p"], 11: against["statistic"]]
      ),
      (
        "variance_explained[sigma2]", "against", [1: against["variance_explained"]["sigma2"]]
      ),
    ]
    for (name, part, values) in expected {
      let row = try #require(rows.first { $0[0] == name }, "\(name)")
      #expect(row[12] == part)
      for place in 1...11 {
        #expect(Double(row[place]) == values[place]?.number, "\(name), column \(place)")
        #expect(row[place].isEmpty == (values[place] == nil), "\(name), column \(place)")
      }
    }
  }

  @Test("its CSV has H and I² where variances are known, and NA for what does not exist")
  func boundaryQuantities() throws {
    let outcome = try Workplace().lindley("fit", "models/eight-schools.yaml", "--format", "csv")
    let rows = outcome.output.split(separator: "\n").map(Self.fields)
    let json = try Self.json("eight-schools")
    let tau = try #require(rows.first { $0[0] == "T[(Intercept), (Intercept)]" })
    #expect(tau[1...2] == ["0.0", "NA"])
    let h = try #require(rows.first { $0[0] == "H" })
    #expect(
      [11, 3, 5].map { Double(h[$0]) } == ["statistic", "df", "p"].map { json["H"][$0].number })
    let share = try #require(rows.first { $0[0] == "I2" })
    #expect(Double(share[1]) == json["I2"].number)
    #expect(!rows.contains { $0[0] == "sigma2" })
  }

  @Test("its Markdown has the variances in a table, and a blank line below it")
  func markdown() throws {
    let outcome = try Workplace()
      .lindley("fit", "models/hsb-table-4-5.yaml", "--format", "markdown")
    let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
    let head = try #require(lines.firstIndex { $0.hasPrefix("| variance |") })
    #expect(lines[head + 1] == "| :--- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    #expect(lines[head + 5].hasPrefix("| sigma2 | 36.721 | 0.626 |"))
    #expect(lines[head + 6].isEmpty)
    #expect(lines[head + 7].hasPrefix("Most groups' (Intercept) lies between"))
  }

  /// The fields of a line of CSV; those with commas stand in quotes.
  private static func fields(_ line: Substring) -> [String] {
    var fields = [""]
    var isQuoted = false
    for sign in line {
      if sign == "\"" {
        isQuoted.toggle()
      } else if sign == ",", !isQuoted {
        fields.append("")
      } else {
        fields[fields.count - 1].append(sign)
      }
    }
    return fields
  }

  private static func json(_ model: String, _ options: String...) throws -> JSON {
    let outcome = try Workplace()
      .lindley(["fit", "models/\(model).yaml", "--format", "json"] + options)
    #expect(outcome.code == 0)
    return try JSON(outcome.output)
  }
}
