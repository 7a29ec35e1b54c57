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
      workplace.names(in: "o") == ["draws_1.csv", "draws_2.csv", "effects.csv", "run.json"])
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
        ".notes.partial", "draws_1.csv", "effects.csv", "notes.csv", "run.json",
      ])
  }

  @Test("a run that fails leaves no draws, and no record of an older run beside new draws")
  func failure() throws {
    let workplace = try Workplace()
    let sample = ["sample", Self.model, "--output", "o", "--draws", "5", "--chains", "2"]
    try workplace.lindley(sample)
    // A folder stands where the second chain would write.
    try workplace.makeFolder("o/.draws_2.csv.partial")
    let outcome = try workplace.lindley(sample + ["--overwrite"])
    #expect(outcome.code == 1)
    #expect(
      outcome.errors.hasSuffix(
        """
        Error: o/draws_2.csv cannot be created: Is a directory.
        Give a folder that exists and that you may write to.

        """), "\(outcome.errors)")
    let names = try #require(workplace.names(in: "o"))
    #expect(!names.contains("run.json"))
    #expect(!names.contains(".draws_1.csv.partial"))
    #expect(try workplace.lindley("summary", "o").code == 3)
  }
}
