import Draws
import Testing

@Suite struct CmdStanFileTests {
  let footer = """
    #\u{20}
    #  Elapsed Time: 0.5 seconds (Warm-up)
    #                1.25 seconds (Sampling)
    #                1.75 seconds (Total)
    #\u{20}

    """

  func read(_ text: String) throws -> CmdStanFile {
    let folder = try TemporaryFolder()
    return try CmdStanFile(contentsOf: folder.write(text, as: "draws_1.csv"))
  }

  /// The error that reading a text gives, with the file's bare name for its path.
  func errorWords(_ text: String) throws -> String {
    let folder = try TemporaryFolder()
    let path = try folder.write(text, as: "draws_1.csv")
    do {
      _ = try CmdStanFile(contentsOf: path)
      return "none"
    } catch {
      return error.description.replacing(folder.path + "/", with: "")
    }
  }

  @Test("what is written is read, bit by bit, across many blocks")
  func roundTrip() throws {
    var generator = SystemRandomNumberGenerator()
    let columns = ["lp__", "accept_stat__", "gamma.1", "T.1.1"]
    var values = (0..<40_000).map { _ in
      Double(bitPattern: .random(in: 0...(.max), using: &generator))
    }
    values = values.map { $0.isNaN ? .nan : $0 }
    values[7] = -0.0
    values[8] = .infinity
    let draws = ChainDraws(chain: 3, columns: columns, iterationCount: 10_000, values: values)

    let folder = try TemporaryFolder()
    let path = folder.file("draws_3.csv")
    var writer = try CmdStanWriter(path: path, header: .example(chain: 3), columns: columns)
    try writer.append(draws)
    try writer.finish(ElapsedTime(warmup: 1, sampling: 2.5))

    let file = try CmdStanFile(contentsOf: path)
    #expect(file.isFinished)
    #expect(file.elapsed == ElapsedTime(warmup: 1, sampling: 2.5))
    #expect(file.draws.chain == 3)
    #expect(file.draws.columns == columns)
    #expect(file.draws.values.map(\.bitPattern) == values.map(\.bitPattern))
  }

  @Test("a file of CmdStan's, with adaptation and carriage returns")
  func cmdStan() throws {
    let text = """
      # id = 1
      lp__,a
      # Adaptation terminated
      # Step size = 0.9
      # Diagonal elements of inverse mass matrix:
      # 1.1
      -1,2
      -3e-1,+4.50
      \(footer)
      """
    for file in [try read(text), try read(text.replacing("\n", with: "\r\n"))] {
      #expect(file.draws.values == [-1, -0.3, 2, 4.5])
      #expect(file.elapsed == ElapsedTime(warmup: 0.5, sampling: 1.25))
    }
  }

  @Test("an unfinished file gives its whole rows and says that it is unfinished")
  func unfinished() throws {
    for torn in ["", "3", "3,", "3,4", "#", "# \n#  Elapsed Time: 0.5 seconds (Warm-up)\n"] {
      let file = try read("# id = 1\nlp__,a\n1,2\n" + torn)
      #expect(!file.isFinished)
      #expect(file.draws.values == [1, 2])
    }
  }

  @Test("a row with too few or too many fields is named")
  func wrongFieldCount() throws {
    let start = "# id = 1\nlp__,a\n1,2\n"
    #expect(
      try errorWords(start + "3\n" + footer).hasPrefix(
        "draws_1.csv, line 4: 1 field where 2 are required"))
    #expect(
      try errorWords(start + "3,4,5\n" + footer).hasPrefix(
        "draws_1.csv, line 4: 3 fields where 2 are required"))
  }

  @Test(
    "a field that is no number is named", arguments: ["x", "", "1.2.3", "1e", "--1", " 1", "1e+"])
  func notANumber(field: String) throws {
    #expect(
      try errorWords("# id = 1\nlp__,a\n1,\(field)\n").hasPrefix(
        "draws_1.csv, line 3, column 'a': '\(field)' is not a number."))
  }

  @Test("a file without columns, without an id, and none at all")
  func noDraws() throws {
    #expect(try errorWords("").hasPrefix("draws_1.csv has no line with the names"))
    #expect(try errorWords("# id = 1\n").hasPrefix("draws_1.csv has no line with the names"))
    #expect(try errorWords("lp__\n1\n").hasPrefix("draws_1.csv: the header has no 'id'."))
    #expect(try errorWords("# id = 0\nlp__\n").hasPrefix("draws_1.csv: 'id = 0' in the header"))
    #expect(throws: DrawsError.cannotRead(path: "/none/x", reason: "No such file or directory")) {
      _ = try CmdStanFile(contentsOf: "/none/x")
    }
    #expect(throws: DrawsError.cannotRead(path: "/", reason: "Is a directory")) {
      _ = try CmdStanFile(contentsOf: "/")
    }
  }
}
