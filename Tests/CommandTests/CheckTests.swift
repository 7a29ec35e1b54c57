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

  @Test(
    "names the coefficients without a moment, and leaves those that the rows within groups inform")
  func absentMoments() throws {
    let rows = ["a", "b", "c", "d"].enumerated().flatMap { j, group in
      [(1, 2), (2, 5), (4, 3), (6, 7)].map { "\(group),\($0.0),\($0.1 + j * (4 - $0.0))" }
    }
    let workplace = try Workplace([
      "four.csv": (["g,x,y"] + rows).joined(separator: "\n") + "\n",
      "four.yaml": "data: four.csv\nformula: y ~ x + (1 | g)\n",
    ])
    let check = try workplace.lindley("check", "four.yaml")
    #expect(
      check.output.hasSuffix(
        """
        The posterior is proper, but with so few groups this prior leaves no value for the mean of \
        gamma[(Intercept)]; the standard deviation of gamma[(Intercept)]; the mean of T; the standard \
        deviation of T.

        """), "\(check.output)")
    try workplace.lindley(
      "sample", "four.yaml", "--output", "o", "--draws", "200", "--save", "effects")
    #expect(
      try workplace.lindley("summary", "o").output.contains(
        "gamma[(Intercept)] has no posterior mean and no standard deviation under this prior with so "
          + "few groups: use its median and interval.\n"))
    let list = try JSON(workplace.lindley("summary", "o", "--format", "json").output).list ?? []
    #expect(list.map { $0["mean"] == .null } == [true, false, true, false])
    // γ + u of a group is bounded by its rows.
    let effects = try workplace.text(of: "o/effects.csv")
    #expect(!effects.contains("NA"), "\(effects)")
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
