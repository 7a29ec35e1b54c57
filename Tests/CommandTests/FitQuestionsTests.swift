import TestSupport
import Testing

/// `fit --test` and `fit --against`.
@Suite struct FitQuestionsTests {
  private static func lindley(_ arguments: String...) throws -> Outcome {
    try Workplace().lindley(["fit"] + arguments)
  }

  @Test("prints the tests and the comparison that were asked for")
  func text() throws {
    let outcome = try Self.lindley(
      "models/hsb-table-4-5.yaml", "--test", "sector, sector:ses", "--test", "meanses = 5",
      "--against", "models/hsb-table-4-4.yaml")
    #expect(outcome.code == 0)
    #expect(
      try differenceFromGolden(
        "fit-hsb-table-4-5-questions.txt",
        outcome.output.split(separator: "\n", omittingEmptySubsequences: false).prefix(28)
          .joined(separator: "\n") + "\n") == nil)
  }

  @Test("a factor's name is tested as the list of its coefficients")
  func factor() throws {
    let rows = (0..<24).map { "\($0 % 6),\(["low", "mid", "top"][$0 % 3]),\(($0 * $0) % 11)\n" }
    let workplace = try Workplace([
      "rows.csv": "g,kind,y\n" + rows.joined(),
      "model.yaml": "data: [rows.csv]\nformula: y ~ kind + (1 | g)\n",
    ])
    let tests = ["kind", "kindmid, kindtop"].map { ["fit", "model.yaml", "--test", $0] }
    let outcomes = try tests.map { try workplace.lindley($0) }
    #expect(outcomes[0].output == outcomes[1].output)
    #expect(outcomes[0].output.contains("Wald test of kindmid = 0, kindtop = 0: χ² = "))
    #expect(outcomes[0].output.contains(" on 2 df, p = "))
    let unknown = try workplace.lindley("fit", "model.yaml", "--test", "kin")
    #expect(
      unknown.errors
        == "Error: --test: The model has no coefficient 'kin'.\nDid you mean 'kind'?\n")
    #expect(unknown.code == 2)
  }

  @Test("the book's 69% of Table 4.3, from whichever of the two models one starts")
  func explained() throws {
    for pair in [["4-3", "4-2"], ["4-2", "4-3"]] {
      let outcome = try Self.lindley(
        "models/hsb-table-\(pair[0]).yaml", "--against", "models/hsb-table-\(pair[1]).yaml",
        "--format", "json")
      let against = try JSON(outcome.output)["against"]
      let share = try #require(against["variance_explained"]["T"][0]["share"].number)
      #expect(abs(share - 0.69) < 0.005)
      #expect(against["model"] == .text("models/hsb-table-\(pair[1]).yaml"))
      #expect(against["method"] == .text("ml"), "REML deviances of two fixed parts do not compare")
      #expect(against["df"] == .number(1))
      // lme4's ML deviances of the two models.
      let statistic = try #require(against["statistic"].number)
      #expect(abs(statistic - (47115.8102245177 - 46959.1085309398)) < 1e-4)
      #expect(against["p_boundary"] == .null)
    }
  }

  @Test("with a random slope more, the shares come with a caution")
  func caution() throws {
    let workplace = try Workplace([
      "intercepts.yaml": """
      data: [models/data/hsb_students.csv]
      formula: mathach ~ ses + (1 | school)
      """,
      "slopes.yaml": """
      data: [models/data/hsb_students.csv]
      formula: mathach ~ ses + (ses | school)
      """,
    ])
    let text = try workplace.lindley("fit", "slopes.yaml", "--against", "intercepts.yaml").output
    #expect(
      text.contains(
        """
        (a share below 0 means that the larger model has the larger variance; where it has other random \
        slopes, an effect's
        variance holds at other values of their predictors, and its share means little)
        """))
  }

  @Test("a variance at the edge of its range: REML deviances compare, and half of p")
  func boundary() throws {
    let outcome = try Self.lindley(
      "models/hsb-table-4-4.yaml", "--against", "fixed-slope.yaml", "--format", "json")
    #expect(outcome.code == 3)
    let workplace = try Workplace([
      "fixed-slope.yaml": """
      data: [models/data/hsb_students.csv]
      formula: mathach ~ center(ses, school) + (1 | school)
      """
    ])
    let against = try JSON(
      workplace.lindley(
        "fit", "models/hsb-table-4-4.yaml", "--against", "fixed-slope.yaml", "--format", "json"
      ).output)["against"]
    #expect(against["method"] == .text("reml"))
    #expect(against["df"] == .number(2))
    let p = try #require(against["p"].number)
    let boundary = try #require(against["p_boundary"].number)
    #expect(boundary < p && boundary > p / 2)
  }

  @Test(
    "what cannot be tested is said, with exit code 2 for the command line, 3 for a model file",
    arguments: [
      (
        ["--test", "sectr"],
        "--test: The model has no coefficient 'sectr'.\nDid you mean 'sector'?",
        2
      ),
      (
        ["--against", "models/radon.yaml"],
        "The two models were not fitted to the same outcome in the same rows.\n"
          + "Give both the same data; rows with missing values may differ between models.", 3
      ),
      (
        ["--against", "nothing.yaml"],
        "nothing.yaml: there is no such file.\n"
          + "Check the path; it is taken from the folder in which the command runs.", 3
      ),
    ])
  func refusals(options: [String], words: String, code: Int32) throws {
    let outcome = try Workplace().lindley(["fit", "models/hsb-table-4-5.yaml"] + options)
    #expect(outcome.errors == "Error: \(words)\n")
    #expect(outcome.code == code)
    #expect(outcome.output == "")
  }
}
