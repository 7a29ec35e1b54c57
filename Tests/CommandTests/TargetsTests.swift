import TestSupport
import Testing

/// Runs that go on until their targets hold.
@Suite struct TargetsTests {
  private static let sample = ["sample", "models/rats.yaml", "--chains", "2", "--warmup", "100"]

  @Test("the run ends when the targets hold, with the bytes of a run planned so")
  func reached() throws {
    let workplace = try Workplace()
    let outcome = try workplace.lindley(
      Self.sample + ["--draws", "50", "--until-ess", "300", "--until-rhat", "1.05"]
        + ["--max-draws", "100000", "--output", "o"])
    #expect(outcome.code == 0, "\(outcome.errors)")
    let lines = outcome.errors.split(separator: "\n")
    #expect(lines.contains { $0.hasPrefix("After 50 draws a chain: worst ESS ") })
    let sampling = try JSON(workplace.text(of: "o/run.json"))["sampling"]
    let draws = Int(try #require(sampling["draws"].number))
    #expect(draws > 50)
    #expect(
      lines.contains { $0.hasPrefix("The targets hold with \(draws) draws a chain: worst ESS ") })
    #expect(sampling["until"]["ess"] == .number(300))

    let list = try JSON(workplace.lindley("summary", "o", "--format", "json").output).list
    for row in try #require(list) {
      #expect(row["ess_bulk"].number ?? 0 >= 300 && row["ess_tail"].number ?? 0 >= 300)
      #expect(row["rhat"].number ?? 2 <= 1.05)
    }
    try workplace.lindley(Self.sample + ["--draws", "\(draws)", "--output", "p"])
    for name in ["draws_1.csv", "draws_2.csv", "effects.csv"] {
      #expect(try workplace.bytes(of: "o/\(name)") == workplace.bytes(of: "p/\(name)"))
    }
  }

  @Test("where the most draws do not suffice the run is complete, and the exit code 4")
  func unreached() throws {
    let workplace = try Workplace()
    let outcome = try workplace.lindley(
      Self.sample + ["--draws", "20", "--until-ess", "1e6", "--max-draws", "30", "--output", "o"])
    #expect(outcome.code == 4)
    let words = outcome.errors.split(separator: "\n").suffix(2)
    #expect(
      words.first?.hasPrefix("Error: ESS 1000000 not reached with 30 draws a chain: worst ESS ")
        ?? false, "\(outcome.errors)")
    #expect(
      words.last
        == "The run is complete; 'lindley resume o --draws N' gives each chain N draws in all.")
    #expect(try workplace.lindley("summary", "o").code == 0)
  }

  @Test("a run that was killed on its way to the targets is resumed to them")
  func killed() throws {
    let workplace = try Workplace()
    let sample =
      Self.sample + ["--draws", "50", "--until-ess", "3000", "--max-draws", "100000"]
      + ["--checkpoint-seconds", "0.01", "--output"]
    try workplace.lindley(sample + ["whole"])
    let program = try workplace.start(sample + ["o"])
    // A second round has begun when the first has left its checkpoints.
    try program.wait { workplace.names(in: "o")?.contains("draws_2.csv") ?? false }
    program.signal(9)
    _ = try program.end()
    let outcome = try workplace.lindley("resume", "o")
    #expect(outcome.code == 0, "\(outcome.errors)")
    for name in ["draws_1.csv", "draws_2.csv", "effects.csv"] {
      #expect(try workplace.bytes(of: "o/\(name)") == workplace.bytes(of: "whole/\(name)"))
    }
  }

  @Test(
    "targets that make no sense are refused",
    arguments: [
      (["--until-ess", "0"], "--until-ess is 0.0; it must be a number above 0, such as 400."),
      (["--until-rhat", "1"], "--until-rhat is 1.0; it must be a number above 1, such as 1.01."),
      (["--max-draws", "9"], "--max-draws needs --until-ess or --until-rhat beside it."),
      (["--until-ess", "9"], "--until-ess and --until-rhat need --max-draws beside them."),
      (
        ["--until-ess", "9", "--max-draws", "9", "--draws", "10"],
        "--max-draws is 9; it must be at least the 10 draws to begin with."
      ),
    ])
  func refused(options: [String], words: String) throws {
    let outcome = try Workplace().lindley(Self.sample + ["--output", "o"] + options)
    #expect(outcome.code == 2)
    #expect(outcome.errors.hasPrefix("Error: \(words)\n"), "\(outcome.errors)")
  }
}
