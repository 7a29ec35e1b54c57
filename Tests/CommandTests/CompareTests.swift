import TestSupport
import Testing

@Suite struct CompareTests {
  @Test("sets ML, REML and the exact posterior side by side", arguments: CheckTests.models)
  func text(model: String) throws {
    let outcome = try Workplace().lindley("compare", "models/\(model).yaml")
    #expect(outcome.code == 0)
    #expect(outcome.errors == "")
    #expect(try differenceFromGolden("compare-\(model).txt", outcome.output) == nil)
  }

  @Test("prints Markdown, and intervals of another level")
  func markdown() throws {
    let outcome = try Workplace().lindley(
      "compare", "models/eight-schools.yaml", "--format", "markdown", "--level", "0.8")
    #expect(try differenceFromGolden("compare-eight-schools-80.markdown", outcome.output) == nil)
  }

  @Test("has every key of the interface", arguments: CheckTests.models)
  func keys(model: String) throws {
    let workplace = try Workplace()
    try workplace.lindley("sample", "models/\(model).yaml", "--output", "o", "--draws", "100")
    for folder in [[], ["o"]] {
      let outcome = try workplace.lindley(
        ["compare", "models/\(model).yaml"] + folder + ["--format", "json"])
      #expect(outcome.code == 0)
      let report = try JSON(outcome.output)
      let rows = try #require(report["rows"].list)
      for row in rows {
        expectKeys(
          ["variable": [.text], "label": [.text], "ml": [.map], "reml": [.map], "bayes": [.map]],
          in: row)
        for method in ["ml", "reml"] {
          expectKeys(
            [
              "estimate": [.number], "se": [.number, .null], "lower": [.number, .null],
              "upper": [.number, .null],
            ], in: row[method])
        }
        expectKeys(
          [
            "mean": [.number], "sd": [.number, .null], "median": [.number], "lower": [.number],
            "upper": [.number], "mcse_mean": [.number, .null],
          ], in: row["bayes"])
      }
      #expect(rows.last?["variable"] == .text("T.1.1"))
      let effects = try #require(report["effects"].list)
      #expect(effects.count == (model.hasPrefix("eight") ? 8 : 19))
      for effect in effects {
        expectKeys(
          [
            "group": [.text], "observed": [.number], "observed_se": [.number],
            "eb_ml": [.number], "eb_ml_sd": [.number], "eb_reml": [.number],
            "eb_reml_sd": [.number], "bayes": [.number], "bayes_sd": [.number],
          ], in: effect)
      }
    }
  }

  @Test("takes the posterior from the draws of a run, and keeps the exact one beside it")
  func draws() throws {
    let workplace = try Workplace()
    let model = "models/teacher-expectancy.yaml"
    try workplace.lindley("sample", model, "--output", "o", "--draws", "200")
    let summary = try JSON(workplace.lindley("summary", "o", "--format", "json").output)
    let compare = try JSON(workplace.lindley("compare", model, "o", "--format", "json").output)
    for (row, variable) in zip(compare["rows"].list ?? [], summary.list ?? []) {
      #expect(row["variable"] == variable["variable"])
      for key in ["mean", "sd", "median", "mcse_mean"] {
        #expect(row["bayes"][key] == variable[key], "\(key)")
      }
      #expect(row["bayes"]["lower"].number.isClose(to: variable["q2.5"].number, by: 1e-12))
      #expect(row["bayes"]["upper"].number.isClose(to: variable["q97.5"].number, by: 1e-12))
      #expect(row["exact"]["mean"].number.isClose(to: variable["exact"]["mean"].number, by: 1e-9))
    }
    #expect(summary.list?.count == 2)
  }

  @Test("draws for itself where no run is given and no integrals exist, and keeps nothing")
  func withoutRun() throws {
    let workplace = try Workplace()
    let model = "models/sleepstudy.yaml"
    let alone = try workplace.lindley("compare", model, "--format", "json")
    #expect(alone.code == 0)
    #expect(alone.errors.hasPrefix("No run was given. Gibbs sampler: "))
    #expect(workplace.names(in: ".") == ["models"])
    try workplace.lindley("sample", model, "--output", "o")
    #expect(
      try workplace.lindley("compare", model, "o", "--format", "json").output == alone.output)
  }

  @Test("refuses the draws of another model, and draws of data that have changed")
  func otherModel() throws {
    let workplace = try Workplace([
      "studies.csv": "study,yi,vi\na,0.1,0.2\nb,0.3,0.1\nc,0.2,0.1\nd,0.5,0.2\ne,-0.1,0.3\n",
      "model.yaml":
        "data: [studies.csv]\nformula: yi ~ 1 + (1 | study)\nknown-variance: vi\n",
    ])
    try workplace.lindley("sample", "model.yaml", "--output", "o", "--draws", "20")
    let other = try workplace.lindley("compare", "models/eight-schools.yaml", "o")
    #expect(other.code == 3)
    #expect(
      other.errors == """
        Error: o holds draws of another model: yi ~ 1 + (1 | study), not y ~ 1 + (1 | school).
        Give the run of this model, or sample again.

        """)
    try workplace.write(
      "study,yi,vi\na,0.1,0.2\nb,0.4,0.1\nc,0.2,0.1\nd,0.5,0.2\ne,-0.1,0.3\n", to: "studies.csv")
    let changed = try workplace.lindley("compare", "model.yaml", "o")
    #expect(changed.code == 3)
    #expect(
      changed.errors == """
        Error: o holds draws made when studies.csv was not what it is now: its SHA-256 differs.
        Sample again with the data as they are.

        """)
  }
}

extension Double? {
  /// Whether both are numbers, and differ by no more than this.
  func isClose(to other: Double?, by distance: Double) -> Bool {
    guard let self, let other else { return false }
    return abs(self - other) <= distance
  }
}
