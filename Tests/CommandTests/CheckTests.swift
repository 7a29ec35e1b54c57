import TestSupport
import Testing

@Suite struct CheckTests {
  static let models = [
    "teacher-expectancy", "teacher-expectancy-weeks", "eight-schools", "eight-schools-half-cauchy",
  ]

  @Test("prints a model in its three forms, its data and whether it is proper", arguments: models)
  func text(model: String) throws {
    let outcome = try Workplace().lindley("check", "models/\(model).yaml")
    #expect(outcome.code == 0)
    #expect(outcome.errors == "")
    #expect(try differenceFromGolden("check-\(model).txt", outcome.output) == nil)
  }

  @Test("prints the parts as a table", arguments: ["csv", "markdown"])
  func tables(format: String) throws {
    let outcome = try Workplace()
      .lindley("check", "models/eight-schools.yaml", "--format", format)
    #expect(outcome.code == 0)
    #expect(try differenceFromGolden("check-eight-schools.\(format)", outcome.output) == nil)
  }

  @Test("accounts for rows that are dropped, groups that vanish and groups without rows")
  func rows() throws {
    let workplace = try Workplace([
      "rows.csv": """
      study,yi,vi
      a,0.1,0.2
      a,NA,0.1
      b,.,0.1
      c,0.2,
      c,0.3,0.1
      d,0.4,0.2

      """,
      "studies.csv": "study,year\na,1990\nb,1995\nc,2000\nd,2003\ny,2001\nz,1999\n",
      "model.yaml": """
      data: [rows.csv, studies.csv]
      formula: yi ~ year + (1 | study)
      known-variance: vi
      priors: {T: half-cauchy(0.5)}
      """,
    ])
    let outcome = try workplace.lindley("check", "model.yaml")
    #expect(outcome.code == 0)
    #expect(
      outcome.output.contains(
        """
        Data
          6 rows read, 3 used
          1 row without a value of 'vi'
          2 rows without a value of 'yi'
          groups left without rows: study b
          3 groups of 'study', 1 row each
          2 groups of studies.csv without rows, not used: y, z
        """), "\(outcome.output)")
  }

  @Test("gives the same in JSON")
  func json() throws {
    let outcome = try Workplace()
      .lindley("check", "models/teacher-expectancy-weeks.yaml", "--format", "json")
    let report = try JSON(outcome.output)
    #expect(report["formula"] == .text("yi ~ weeks_r + (1 | study)"))
    #expect(report["combined"] == .text("yi = g00 + g01*weeks_r + u0 + e"))
    #expect(report["observations"] == .number(19))
    #expect(report["groups"]["study"]["count"] == .number(19))
    #expect(report["rows"]["read"] == .number(19))
    #expect(report["rows"]["missing"] == .map([:]))
    #expect(report["propriety"]["proper"] == .flag(true))
  }

  @Test("exits with 4 for an improper posterior, and says what makes it proper")
  func improper() throws {
    let workplace = try Workplace([
      "two.csv": "study,yi,vi\na,0.1,0.2\nb,0.2,0.3\n",
      "two.yaml": """
      data: [two.csv]
      formula: yi ~ 1 + (1 | study)
      known-variance: vi
      priors: {T: uniform}
      """,
    ])
    let outcome = try workplace.lindley("check", "two.yaml")
    #expect(outcome.code == 4)
    #expect(
      outcome.output.hasSuffix(
        """
        The posterior is improper: with the prior T: uniform, 2 groups of 'study' and 1 \
        coefficient between groups, the density of τ has no finite integral.
        A proper prior such as T: half-cauchy(scale), with its scale in the outcome's units, \
        makes it proper.

        """), "\(outcome.output)")
  }
}
