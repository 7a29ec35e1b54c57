import TestSupport
import Testing

@Suite struct SummaryTests {
  @Test("has every key of the interface, in the order of gamma and T", arguments: CheckTests.models)
  func keys(model: String) throws {
    let summary = try Self.summary(of: model, "--draws", "100")
    let rows = try #require(summary.list)
    let number: Set<JSON.Kind> = [.number]
    for row in rows {
      expectKeys(
        [
          "variable": [.text], "label": [.text], "mean": number, "median": number,
          "sd": [.number, .null], "mad": number, "q2.5": number, "q5": number, "q95": number,
          "q97.5": number, "mcse_mean": [.number, .null], "rhat": number, "ess_bulk": number,
          "ess_tail": number,
        ], in: row)
      expectKeys(
        [
          "mean": number, "sd": [.number, .null], "quantiles": [.map],
          "probability_below_zero": number,
        ], in: row["exact"])
    }
    let labels = rows.map { [$0["variable"].text, $0["label"].text] }
    let slope = [["gamma.2", "gamma[weeks_r]"]]
    #expect(
      labels == [["gamma.1", "gamma[(Intercept)]"]] + (model.hasSuffix("weeks") ? slope : [])
        + [["T.1.1", "T[(Intercept), (Intercept)]"]])
  }

  @Test("a moment that does not exist is null, and the text says why it is NA")
  func missingMoments() throws {
    let workplace = try Workplace([
      "four.csv": "study,yi,vi\na,0.1,0.2\nb,0.3,0.1\nc,0.2,0.1\nd,0.5,0.2\n",
      "four.yaml":
        "data: [four.csv]\nformula: yi ~ 1 + (1 | study)\nknown-variance: vi\n",
    ])
    try workplace.lindley("sample", "four.yaml", "--output", "o", "--draws", "200")
    let rows = try JSON(workplace.lindley("summary", "o", "--format", "json").output)
    for row in [rows[1], rows[1]["exact"]] {
      expectKeys(["mean": [.null], "sd": [.null]], in: row)
    }
    #expect(rows[1]["mcse_mean"] == .null)
    #expect(
      try workplace.lindley("summary", "o").output.contains(
        "T has no posterior mean and no standard deviation under this prior with so few groups: "
          + "use its median and interval.\n"))
  }

  @Test("one draw has no diagnostics: null in JSON, and words in the text")
  func oneDraw() throws {
    let workplace = try Workplace()
    try workplace.lindley(
      "sample", "models/eight-schools-half-cauchy.yaml", "--output", "o", "--draws", "1",
      "--chains", "1")
    let rows = try JSON(workplace.lindley("summary", "o", "--format", "json").output)
    for row in rows.list ?? [] {
      expectKeys(["rhat": [.null], "ess_bulk": [.null], "ess_tail": [.null]], in: row)
    }
    let text = try workplace.lindley("summary", "o")
    #expect(text.code == 0)
    #expect(text.output.contains("1 chain of 1 draw, exact independent draws, seed 20260101\n"))
    #expect(
      text.output.contains(
        "T[(Intercept), (Intercept)]: the draws are constant, not finite or too few, "
          + "so that nothing can be said about convergence.\n"))
  }

  @Test("prints the same numbers as CSV in full precision")
  func csv() throws {
    let workplace = try Workplace()
    try workplace.lindley(
      "sample", "models/teacher-expectancy.yaml", "--output", "o", "--draws", "50")
    let lines = try workplace.lindley("summary", "o", "--format", "csv").output
      .split(separator: "\n").map(String.init)
    #expect(
      lines.first == "variable,from,mean,sd,median,mad,q2.5,q5,q95,q97.5,mcse_mean,rhat,"
        + "ess_bulk,ess_tail")
    #expect(lines.count == 5)
    let gamma = try JSON(workplace.lindley("summary", "o", "--format", "json").output)[0]
    let keys = [
      "mean", "sd", "median", "mad", "q2.5", "q5", "q95", "q97.5", "mcse_mean", "rhat", "ess_bulk",
      "ess_tail",
    ]
    #expect(
      lines[1].split(separator: ",").map { Double($0) } == [nil, nil]
        + keys.map { gamma[$0].number }
    )
    let markdown = try workplace.lindley("summary", "o", "--format", "markdown").output
    #expect(markdown.contains("| variable | from | mean | sd | median | mad |"))
    #expect(markdown.contains("| :--- | :--- | ---: | ---: | ---: | ---: |"))
  }

  @Test("effective sample sizes in table and sentences are those of the JSON, rounded down")
  func sampleSizes() throws {
    let workplace = try Workplace()
    try workplace.lindley(
      "sample", "models/teacher-expectancy-weeks.yaml", "--output", "o", "--draws", "50")
    let rows = try JSON(workplace.lindley("summary", "o", "--format", "json").output)
    for verb in ["summary", "diagnose"] {
      let lines = try workplace.lindley(verb, "o").output.split(separator: "\n")
      for row in try #require(rows.list) {
        let sizes = try ["ess_bulk", "ess_tail"].map {
          Int(try #require(row[$0].number).rounded(.down))
        }
        let label = try #require(row["label"].text)
        let line = try #require(lines.first { $0.hasPrefix(label) })
        let fields = line.dropFirst(label.count).split(separator: " ").compactMap { Int($0) }
        #expect(fields.prefix(2) == sizes[...], "\(line)")
        for (name, size) in zip(["bulk", "tail"], sizes) {
          let words =
            "\(label): the \(name) effective sample size is \(size), and must be at least 400."
          #expect(lines.contains { $0.hasSuffix(words) })
        }
      }
    }
  }

  /// The summary of a run of a shipped model.
  static func summary(of model: String, _ options: String...) throws -> JSON {
    let workplace = try Workplace()
    let run = try workplace.lindley(
      ["sample", "models/\(model).yaml", "--output", "o"] + options)
    #expect(run.code == 0, "\(run.errors)")
    return try JSON(workplace.lindley("summary", "o", "--format", "json").output)
  }
}
