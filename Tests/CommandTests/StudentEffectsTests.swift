import TestSupport
import Testing

/// Models with t effects, from the command line.
@Suite struct StudentEffectsTests {
  private func sampled(_ model: String, _ options: String...) throws -> Workplace {
    let workplace = try Workplace()
    let outcome = try workplace.lindley(
      ["sample", "models/\(model).yaml", "--output", "o", "--warmup", "100"]
        + (options.contains("--draws") ? [] : ["--draws", "200"]) + options)
    #expect(outcome.code == 0)
    #expect(outcome.errors.hasPrefix("Gibbs sampler: "))
    return workplace
  }

  @Test("estimated degrees of freedom: the column df after T, and the groups' weights")
  func files() throws {
    let workplace = try sampled("teacher-expectancy-t", "--chains", "1", "--draws", "2000")
    let lines = try workplace.lines(of: "o/draws_1.csv")
    #expect(lines.contains("# lindley_errors = t(estimate)"))
    #expect(lines.contains("lp__,accept_stat__,gamma.1,T.1.1,df"))
    let effects = try workplace.lines(of: "o/effects.csv")
    #expect(effects[0].hasSuffix(",q97.5,weight"))
    let weights = effects.dropFirst().compactMap { Double($0.split(separator: ",")[12]) }
    #expect(weights.count == 19)
    // Studies 4 and 10 found most.
    let lowest = weights.indices.sorted { weights[$0] < weights[$1] }.prefix(2)
    #expect(Set(lowest) == [3, 9], "\(weights)")
    let record = try JSON(workplace.text(of: "o/run.json"))
    #expect(record["errors"]["study"].text == "t(estimate)")
    #expect(record["priors"]["df"].text == "gamma(2, 0.1)")
    #expect(record["variables"]["df"]["variable"].text == "df")
    let summary = try JSON(workplace.lindley("summary", "o", "--format", "json").output)
    #expect(
      summary.list?.compactMap { $0["variable"].text }
        == ["gamma.1", "T.1.1", "df", "covariance.1.1"])
    #expect(summary[2]["mean"].number ?? 0 > 1)
    // 1/(ν − 2) has no mean about ν = 2.
    #expect(summary[3]["mean"] == .null && summary[3]["mcse_mean"] == .null)
    #expect(summary[3]["median"].number ?? 0 > summary[1]["median"].number ?? 1)
  }

  @Test("fixed degrees of freedom: the covariance is T times ν/(ν − 2), and outliers are named")
  func summary() throws {
    let workplace = try sampled("hsb-table-4-5-t", "--chains", "2")
    let draws = try workplace.lines(of: "o/draws_1.csv")
    #expect(draws.contains { $0.hasSuffix(",T.1.2,T.2.2,sigma2") })
    let rows = try JSON(workplace.lindley("summary", "o", "--format", "json").output)
    #expect(rows.list?.count == 13)
    #expect(rows[10]["variable"].text == "covariance.1.1")
    #expect(rows[10]["label"].text == "covariance[(Intercept), (Intercept)]")
    for k in 0..<3 {
      let (scale, covariance) = (rows[6 + k]["mean"].number, rows[10 + k]["mean"].number)
      #expect(covariance.isClose(to: 2 * (scale ?? 0), by: 1e-9))
    }
    let text = try workplace.lindley("summary", "o").output
    #expect(
      text.contains(
        "T is the scale matrix of the effects of 'school', t with 4 degrees of freedom; "
          + "covariance is T times 2.\nOutlying groups, with mean weights below 0.5: "))
    // One of the two that lie farthest out.
    #expect(text.contains(" 8367 (0.2"))
  }

  @Test("a grid that ends in the normal distribution: shares, no mean")
  func grid() throws {
    let workplace = try sampled("rats-t", "--chains", "2")
    let rows = try JSON(workplace.lindley("summary", "o", "--format", "json").output)
    let df = try #require(rows.list?.first { $0["variable"].text == "df" })
    #expect(df["mean"] == .null && df["sd"] == .null)
    #expect([2, 4, 8, 16].contains(df["q2.5"].number ?? 0))
    #expect(df["rhat"].number ?? 9 < 1.2)
    // Nothing is failed because of a grid.
    #expect(!(try workplace.lindley("diagnose", "o").output.contains("  df")))
  }

  @Test("exact draws are refused in words")
  func exact() throws {
    let outcome = try Workplace().lindley(
      "sample", "models/teacher-expectancy-t.yaml", "--output", "o", "--sampler", "exact")
    #expect(outcome.code == 3)
    #expect(
      outcome.errors == """
        Error: models/teacher-expectancy-t.yaml: this version of Lindley cannot compute a model with \
        exact independent draws.
        Write --sampler gibbs, or leave the choice to auto.

        """)
  }

  @Test("fits and comparisons say that ML and REML take errors as normal")
  func normalTheory() throws {
    let workplace = try sampled("teacher-expectancy-t")
    let note =
      "ML and REML take errors as normal; errors: {study: t(estimate)} holds for the posterior alone.\n"
    let fit = try workplace.lindley("fit", "models/teacher-expectancy-t.yaml").output
    #expect(fit.hasSuffix("Fisher scoring.\n" + note))
    let normal = try workplace.lindley("fit", "models/teacher-expectancy.yaml").output
    #expect(
      fit.replacing(note, with: "").replacing("t effects", with: "random effects") == normal)
    let comparison = try workplace.lindley("compare", "models/teacher-expectancy-t.yaml", "o")
    #expect(comparison.output.contains("\n" + note))
  }

  @Test("check names T the scale matrix, and the prior of df")
  func check() throws {
    let output = try Workplace().lindley("check", "models/teacher-expectancy-t.yaml").output
    #expect(
      output.contains(
        "  u0 ~ t(df, 0, T), scale matrix T, covariance df/(df - 2)*T where df > 2\n"))
    #expect(
      output.contains(
        "  df: gamma(2, 0.1), gamma with shape 2 and rate 0.1, above 1\n"))
  }

  @Test("t errors of level 1: --save weights, and what sigma2 is")
  func rowWeights() throws {
    let workplace = try sampled("sleepstudy-t-rows", "--chains", "1", "--save", "weights")
    let lines = try workplace.lines(of: "o/row_weights.csv")
    #expect(lines.count == 181)
    #expect(lines[0] == "row,group,outcome,weight")
    #expect(lines[1].hasPrefix("1,308,249.56,"))
    // Subject 332 on day 6, 90 ms slower than on the day before.
    let weights = lines.dropFirst().compactMap { Double($0.split(separator: ",")[3]) }
    #expect(weights.indices.sorted { weights[$0] < weights[$1] }.prefix(5).contains(56))
    let draws = try workplace.lines(of: "o/draws_1.csv")
    #expect(draws.contains("# lindley_errors_level_1 = t(estimate)"))
    #expect(draws.contains { $0.hasSuffix(",T.2.2,sigma2,df") })
    let record = try JSON(workplace.text(of: "o/run.json"))
    #expect(record["variables"]["df_level1"]["label"].text == "df[level-1]")
    let summary = try workplace.lindley("summary", "o").output
    #expect(
      summary.contains(
        "sigma2 is the squared scale of the rows' errors, t with estimated degrees of freedom; "
          + "their variance is df/(df - 2) times that, where df is above 2.\n"
          + "Outlying rows, with mean weights below 0.5: "))
    #expect(summary.contains("row 57 of 332 (0.0"))
    let check = try workplace.lindley("check", "models/sleepstudy-t-rows.yaml").output
    #expect(
      check.contains(
        "  r ~ t(df, 0, sigma2), squared scale sigma2, variance df/(df - 2)*sigma2 where df > 2\n"))
  }

  @Test("--save weights where errors are normal")
  func noRowWeights() throws {
    let outcome = try Workplace().lindley(
      "sample", "models/sleepstudy.yaml", "--output", "o", "--save", "weights")
    #expect(outcome.code == 3)
    #expect(
      outcome.errors == """
        Error: models/sleepstudy.yaml: this version of Lindley cannot compute a model with weights of \
        rows, whose errors are normal.
        Write errors: {level-1: t(4)}, or leave weights out of --save.

        """)
  }
}
