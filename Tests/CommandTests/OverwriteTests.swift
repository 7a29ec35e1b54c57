import TestSupport
import Testing

@Suite struct OverwriteTests {
  private static let model = "models/eight-schools.yaml"

  @Test("a run that is there is kept, unless --overwrite replaces the whole of it")
  func overwrite() throws {
    let workplace = try Workplace()
    let sample = ["sample", Self.model, "--output", "o", "--draws", "5"]
    try workplace.lindley(sample + ["--save-warmup"])
    let before = try workplace.bytes(of: "o/draws_1.csv")

    let refused = try workplace.lindley(sample + ["--seed", "2"])
    #expect(refused.code == 2)
    #expect(refused.output == "")
    #expect(
      refused.errors == """
        Error: o holds a run already.
        Give another folder, or --overwrite to replace that run.

        """)
    #expect(try workplace.bytes(of: "o/draws_1.csv") == before)

    let replaced = try workplace.lindley(
      sample + ["--seed", "2", "--chains", "2", "--overwrite"])
    #expect(replaced.code == 0)
    #expect(try workplace.bytes(of: "o/draws_1.csv") != before)
    #expect(
      workplace.names(in: "o") == [
        "checkpoint_1.json", "checkpoint_2.json", "draws_1.csv", "draws_2.csv", "effects.csv",
        "run.json",
      ])
  }

  @Test("what a broken-off run left behind goes away, what is not of a run stays")
  func leftovers() throws {
    let workplace = try Workplace()
    try workplace.makeFolder("o")
    for name in [".draws_9.csv.partial", "notes.csv", ".notes.partial"] {
      try workplace.write("x", to: "o/\(name)")
    }
    let outcome = try workplace.lindley(
      "sample", Self.model, "--output", "o", "--draws", "5", "--chains", "1")
    #expect(outcome.code == 0)
    #expect(
      workplace.names(in: "o") == [
        ".notes.partial", "checkpoint_1.json", "draws_1.csv", "effects.csv", "notes.csv",
        "run.json",
      ])
  }

  @Test("a run that fails leaves a run that is not finished, which summary refuses")
  func failure() throws {
    let workplace = try Workplace()
    let sample = ["sample", Self.model, "--output", "o", "--draws", "5", "--chains", "2"]
    try workplace.lindley(sample)
    // A folder stands where the effects would be written.
    try workplace.makeFolder("o/.effects.csv.partial")
    let outcome = try workplace.lindley("resume", "o", "--draws", "6")
    #expect(outcome.code == 1)
    #expect(
      outcome.errors.hasSuffix(
        """
        Error: o/effects.csv cannot be created: Is a directory.
        Give a folder that exists and that you may write to.

        """), "\(outcome.errors)")
    let summary = try workplace.lindley("summary", "o")
    #expect(summary.code == 3)
    #expect(
      summary.errors == """
        Error: o holds a run that is not finished: its effects and its record are missing.
        Continue it with 'lindley resume o'.

        """)
  }

  @Test("a run that is not finished is not replaced without --overwrite either")
  func unfinished() throws {
    let workplace = try Workplace()
    let sample = ["sample", Self.model, "--output", "o", "--draws", "5", "--chains", "1"]
    try workplace.lindley(sample)
    let record = try workplace.text(of: "o/run.json")
    try workplace.write(
      record.replacing("\"finished\" : true", with: "\"finished\" : false"), to: "o/run.json")
    let refused = try workplace.lindley(sample)
    #expect(refused.code == 2)
    #expect(
      refused.errors == """
        Error: o holds a run that is not finished.
        Continue it with 'lindley resume o', or give --overwrite to replace it.

        """)
    #expect(try workplace.lindley(sample + ["--overwrite"]).code == 0)
    #expect(try workplace.lindley("summary", "o").code == 0)
  }
}
