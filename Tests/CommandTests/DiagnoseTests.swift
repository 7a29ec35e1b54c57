import TestSupport
import Testing

@Suite struct DiagnoseTests {
  private static let model = "models/eight-schools-half-cauchy.yaml"

  @Test("draws that can be trusted pass with 0, in every form")
  func pass() throws {
    let workplace = try Workplace()
    try workplace.lindley(
      "sample", "models/teacher-expectancy.yaml", "--output", "o", "--draws", "1000")
    let text = try workplace.lindley("diagnose", "o")
    #expect(text.code == 0)
    #expect(text.output.contains("\nThe draws pass: R-hat below 1.01, "))
    #expect(!text.output.contains("Try"))
    let json = try JSON(workplace.lindley("diagnose", "o", "--format", "json").output)
    #expect(json["passed"] == .flag(true))
    #expect(json["findings"] == .list([]))
    #expect(json["variables"].list?.count == 2)
    expectKeys(
      [
        "variable": [.text], "label": [.text], "rhat": [.number], "ess_bulk": [.number],
        "ess_tail": [.number], "mcse_share": [.number], "longest_run": [.number],
      ], in: json["variables"][0])
    #expect(
      try workplace.lindley("diagnose", "o", "--format", "csv").output
        == "kind,check,variable,chain,value,limit,finding,try\n")
  }

  @Test("a chain in another place is named, with a command to try, and fails with 4")
  func oddChain() throws {
    let workplace = try sampled("--chains", "4", "--draws", "500")
    try edit(workplace, chain: 3, column: "gamma.1") { $1 + 20 }
    let outcome = try workplace.lindley("diagnose", "o")
    #expect(outcome.code == 4)
    #expect(outcome.errors == "")
    #expect(outcome.output.contains("\nThe draws fail.\n  gamma[(Intercept)]: R-hat is "))
    #expect(outcome.output.contains("  gamma[(Intercept)]: chain 3 differs from the others: "))
    #expect(
      outcome.output.contains(
        "  Try: Draw more: lindley resume o --draws "))
    let findings = try JSON(workplace.lindley("diagnose", "o", "--format", "json").output)
    let named = findings["findings"].list?.first { $0["check"].text == "chain_differs" }
    #expect(named?["chain"].number == 3)
    #expect(named?["kind"].text == "failure")
  }

  @Test("a chain that gets stuck, draws that are not finite, and a constant are told apart")
  func brokenDraws() throws {
    let workplace = try sampled("--chains", "2", "--draws", "400")
    let findings = { (change: (Int, Double) -> Double) throws -> [String] in
      try workplace.lindley(
        "sample", Self.model, "--output", "o", "--chains", "2", "--draws", "400", "--overwrite")
      for chain in 1...2 { try edit(workplace, chain: chain, column: "T.1.1", change) }
      let outcome = try workplace.lindley("diagnose", "o", "--format", "json")
      #expect(outcome.code == 4)
      return try JSON(outcome.output)["findings"].list?
        .filter { $0["kind"].text == "failure" }.compactMap { $0["finding"].text } ?? []
    }
    let label = "T[(Intercept), (Intercept)]"
    #expect(
      try findings { $0 == 17 ? .nan : $1 } == ["\(label): draw 17 of chain 1 is not a number."])
    #expect(try findings { _, _ in 2.5 } == ["\(label): all draws are 2.5."])
    #expect(
      try findings { (201...230).contains($0) ? 7 : $1 }
        .contains("\(label): chain 2 got stuck: draws 201 to 230 are the same."))
  }

  @Test("one chain is a note, and too few draws a failure")
  func fewDraws() throws {
    let workplace = try sampled("--chains", "1", "--draws", "2000")
    let alone = try workplace.lindley("diagnose", "o")
    #expect(alone.code == 0)
    #expect(
      alone.output.contains(
        "\nWorth knowing:\n  There is one chain: whether others would agree with it cannot be seen.\n"
          + "  Try: Draw several: lindley sample \(Self.model) --output o --overwrite --chains 4\n")
    )
    try workplace.lindley("sample", Self.model, "--output", "o", "--overwrite", "--draws", "3")
    let few = try workplace.lindley("diagnose", "o")
    #expect(few.code == 4)
    #expect(
      few.output.contains(
        "The draws fail.\n  3 draws a chain are too few for any diagnostic.\n  Try: Draw more: "))
  }

  @Test("a variance that hugs zero is a note: eight schools, not the 19 experiments")
  func hugsZero() throws {
    let workplace = try Workplace()
    try workplace.lindley("sample", "models/eight-schools.yaml", "--output", "o")
    let outcome = try workplace.lindley("diagnose", "o", "--format", "json")
    #expect(outcome.code == 0)
    let findings = try JSON(outcome.output)["findings"]
    #expect(findings.list?.map { $0["check"].text } == ["hugs_zero"])
    // P(τ² < median/10) by quadrature over the draws' own distribution is about 0.17.
    #expect(abs((findings[0]["value"].number ?? 0) - 0.17) < 0.02)
    #expect(findings[0]["try"].text?.contains("T: half-cauchy(scale)") == true)
  }

  @Test("moments that do not exist are named, and not judged")
  func noMoments() throws {
    let workplace = try Workplace([
      "four.csv": "study,yi,vi\na,0.1,0.2\nb,0.3,0.1\nc,0.2,0.1\nd,0.5,0.2\n",
      "four.yaml": "data: [four.csv]\nformula: yi ~ 1 + (1 | study)\nknown-variance: vi\n",
    ])
    try workplace.lindley("sample", "four.yaml", "--output", "o", "--draws", "1000")
    let outcome = try workplace.lindley("diagnose", "o", "--format", "json")
    #expect(outcome.code == 0)
    let report = try JSON(outcome.output)
    let checks = report["findings"].list?.map { [$0["check"].text, $0["label"].text] }
    #expect(checks?.contains(["no_mean", "T[(Intercept), (Intercept)]"]) == true)
    #expect(report["variables"][1]["mcse_share"] == .null)
  }

  @Test("effects that the model holds uncorrelated are no constants")
  func diagonal() throws {
    let workplace = try Workplace([
      "o.yaml": """
      data: [models/data/sleepstudy.csv]
      formula: reaction ~ days + (1 + days || subject)
      priors: {T: uniform-sd}
      """
    ])
    try workplace.lindley("sample", "o.yaml", "--output", "o", "--draws", "1000")
    let outcome = try workplace.lindley("diagnose", "o", "--format", "json")
    let variables = try JSON(outcome.output)["variables"].list?.map { $0["variable"].text }
    #expect(variables == ["gamma.1", "gamma.2", "T.1.1", "T.2.2", "sigma2"])
    #expect(!outcome.output.contains("constant"))
    #expect(try !workplace.lindley("summary", "o").output.contains("constant"))
  }

  private func sampled(_ options: String...) throws -> Workplace {
    let workplace = try Workplace()
    let run = try workplace.lindley(["sample", Self.model, "--output", "o"] + options)
    #expect(run.code == 0, "\(run.errors)")
    return workplace
  }

  /// Changes a column of a draws file by the number of the draw, from 1, and its value.
  private func edit(
    _ workplace: Workplace, chain: Int, column: String, _ change: (Int, Double) -> Double
  ) throws {
    let name = "o/draws_\(chain).csv"
    var lines = try workplace.lines(of: name)
    let header = try #require(lines.firstIndex { $0.hasPrefix("lp__") })
    let place = try #require(lines[header].split(separator: ",").firstIndex { $0 == column })
    var draw = 0
    for line in lines.indices.dropFirst(header + 1) where !lines[line].hasPrefix("#") {
      draw += 1
      var fields = lines[line].split(separator: ",").map(String.init)
      fields[place] = "\(change(draw, try #require(Double(fields[place]))))"
      lines[line] = fields.joined(separator: ",")
    }
    try workplace.write(lines.joined(separator: "\n") + "\n", to: name)
  }
}
