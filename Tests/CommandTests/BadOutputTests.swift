import TestSupport
import Testing

/// Places where nothing can be written.
@Suite struct BadOutputTests {
  private static let model = "models/eight-schools.yaml"

  @Test("a folder that cannot be made, a file in place of a folder, and no name at all")
  func folders() throws {
    let workplace = try Workplace(["file": "x"])
    for (output, words, code) in [
      (
        "file/below",
        "file/below cannot be made: Not a directory.\nGive a folder where you may write.",
        Int32(1)
      ),
      ("file", "file is a file; the draws need a folder.\nGive the name of a folder.", 2),
      (
        "/dev/full", "/dev/full is a file; the draws need a folder.\nGive the name of a folder.", 2
      ),
      (
        "",
        "--output is empty; it must be the name of a folder.\n"
          + "See 'lindley sample --help' for more information.", 2
      ),
    ] {
      let outcome = try workplace.lindley("sample", Self.model, "--output", output)
      #expect(outcome.errors == "Error: \(words)\n")
      #expect(outcome.code == code, "\(output)")
      #expect(outcome.output == "")
    }
    #expect(try workplace.text(of: "file") == "x")
  }

  @Test("a full disk under standard output is an error", .enabled(if: isLinux))
  func standardOutput() throws {
    for verb in ["check", "fit", "compare"] {
      let outcome = try Workplace().lindley([verb, Self.model], output: "/dev/full")
      #expect(outcome.code == 1)
      #expect(
        outcome.errors == """
          Error: The result cannot be written to standard output: No space left on device.
          Write it to a file on a disk with free space.

          """)
    }
  }

  @Test("a folder without a run, with a broken record or with broken draws")
  func noRun() throws {
    let workplace = try Workplace()
    try workplace.lindley("sample", Self.model, "--output", "o", "--draws", "5")
    for (folder, words) in [
      (
        "nothing",
        "nothing holds no run: there is no run.json in it.\n"
          + "Give the folder that 'lindley sample --output' wrote."
      ),
      (
        "models",
        "models holds no run: there is no run.json in it.\n"
          + "Give the folder that 'lindley sample --output' wrote."
      ),
    ] {
      let outcome = try workplace.lindley("summary", folder)
      #expect(outcome == Outcome(output: "", errors: "Error: \(words)\n", code: 3))
    }
    try workplace.write("# model = x\n", to: "o/draws_2.csv")
    let draws = try workplace.lindley("summary", "o")
    #expect(draws.code == 3)
    #expect(
      draws.errors == """
        Error: o/draws_2.csv has no line with the names of the columns.
        A draws file has comments, that line, rows of numbers, and the timing.

        """)
    try workplace.write("{}", to: "o/run.json")
    let record = try workplace.lindley("summary", "o")
    #expect(record.code == 3)
    #expect(
      record.errors == """
        Error: o/run.json is not the record of a run as this version writes it.
        Sample again with this version.

        """)
  }
}

#if os(Linux)
  private let isLinux = true
#else
  private let isLinux = false
#endif
