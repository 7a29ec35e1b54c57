import TestSupport
import Testing

/// `lindley sensitivity`, as a whole.
@Suite struct SensitivityTests {
  private func rows(_ arguments: String...) throws -> JSON {
    let outcome = try Workplace().lindley(["sensitivity"] + arguments + ["--format", "json"])
    #expect(outcome.code == 0, "\(outcome.errors)")
    return try JSON(outcome.output)
  }

  private func row(_ report: JSON, _ variable: String, _ assumption: String) -> JSON {
    report["rows"].list?.first {
      $0["variable"].text == variable && $0["assumption"].text == assumption
    } ?? .null
  }

  /// The medians of τ are those of `ReferenceValues/exact-meta-analysis`.
  @Test("eight schools: exact medians of τ under every prior, and t errors")
  func eightSchools() throws {
    let report = try rows("models/eight-schools.yaml", "--effects", "1", "--draws", "500")
    let medians = [
      "uniform-sd": 5.238515, "uniform": 9.7682, "jeffreys": 7.2169, "berger-deely": 7.4530,
      "conventional": 6.7153, "dumouchel": 3.1774, "uniform-shrinkage": 6.0634, "i2": 6.0985,
      "inverse-gamma(0.001, 0.001)": 0.5791,
    ]
    for (prior, median) in medians {
      let row = row(report, "tau.1", "T: \(prior)")
      #expect(row["median"].number.isClose(to: median, by: 1e-4 * median), "\(prior): \(row)")
      #expect(row["mcse_mean"].number == 0 && row["p_above_zero"] == .null)
      #expect(row["own"] == .flag(prior == "uniform-sd"))
    }
    let normal = row(report, "gamma.1", "normal")
    let own = row(report, "gamma.1", "T: uniform-sd")
    for key in ["mean", "sd", "median", "lower", "upper", "p_above_zero"] {
      #expect(normal[key] == own[key])
    }
    #expect(normal["kind"].text == "errors" && own["kind"].text == "prior")
    let heavy = row(report, "effect.1.1", "t(2)")
    #expect(heavy["label"].text == "school 1")
    #expect(heavy["mean"].number.isClose(to: 12, by: 4))
    #expect(heavy["mcse_mean"].number ?? 0 > 0)
  }

  @Test("two effects a group: priors that do not suit are named with the reason")
  func twoEffects() throws {
    let report = try rows("models/sleepstudy.yaml", "--draws", "200", "--effects", "308,372")
    let omitted = try #require(report["omitted"].list)
    #expect(
      omitted.contains {
        $0["assumption"].text == "T: i2"
          && $0["reason"].text == "defined by the known variances of one effect a group"
      })
    #expect(
      omitted.contains {
        $0["assumption"].text == "T: inverse-gamma(0.001, 0.001)"
          && $0["reason"].text == "a prior of one variance"
      })
    #expect(row(report, "tau.2", "t(8)")["median"].number ?? 0 > 0)
    // Standard errors of lm in a subject: σ̂ 25.59 times √(1/10 + 4.5²/82.5) and 1/√82.5.
    #expect(row(report, "tau.2", "T: half-t(4, [15, 2.8])")["median"].number ?? 0 > 0)
    #expect(row(report, "effect.10.2", "T: uniform")["label"].text == nil)
    #expect(row(report, "effect.1.2", "T: uniform")["label"].text == "subject 308, days")
  }

  @Test("an improper posterior is left out, with the reason")
  func improper() throws {
    let workplace = try Workplace([
      "data.csv": "id,y,v\na,1,1\nb,2,1\nc,4,1\n",
      "model.yaml": """
      data: [data.csv]
      formula: y ~ 1 + (1 | id)
      known-variance: v
      priors: {T: half-cauchy(1)}
      """,
    ])
    let outcome = try workplace.lindley(
      "sensitivity", "model.yaml", "--draws", "100", "--format", "markdown")
    #expect(outcome.code == 0)
    #expect(outcome.output.contains(": The posterior is improper: "))
    #expect(outcome.output.contains("Left out: T: uniform"))
    #expect(outcome.output.contains("| gamma[(Intercept)] | T: half-cauchy(1) * |"))
  }

  @Test("a group that is not there")
  func unknownGroup() throws {
    let outcome = try Workplace().lindley(
      "sensitivity", "models/teacher-expectancy.yaml", "--effects", "4,44")
    #expect(outcome.code == 3)
    #expect(
      outcome.errors
        == "Error: --effects: there is no study '44' in the rows used.\nDid you mean '4'?\n")
  }
}
