import Testing

@testable import Draws

@Suite struct CmdStanReaderTests {
  @Test("gives every row once, whole and in order, across many blocks")
  func blocks() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("draws_1.csv")
    let columns = ["lp__", "accept_stat__"] + (1...10).map { "gamma.\($0)" }
    var writer = try CmdStanWriter(path: path, header: .example(chain: 1), columns: columns)
    // Long decimals, so that the file is of several megabytes.
    let rows = (0..<20_000).map { row in columns.indices.map { Double(row) / Double(3 + $0) } }
    for row in rows { try writer.append(row) }
    try writer.finish(ElapsedTime(warmup: 0, sampling: 0))

    var reader = try CmdStanReader(path: path)
    #expect(reader.columns == columns)
    var values: [Double] = []
    var blockCount = 0
    while let block = try reader.next() {
      values += block
      blockCount += 1
      #expect(reader.rowCount == values.count / columns.count)
    }
    #expect(values == rows.flatMap { $0 })
    #expect(blockCount > 1)
  }

  @Test("a file without its end gives its rows, then says that it is unfinished")
  func unfinished() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("# id = 1\nlp__,a\n1,2\n3,4\n5", as: "draws_1.csv")
    var reader = try CmdStanReader(path: path)
    #expect(try reader.next() == [1, 2, 3, 4])
    do {
      _ = try reader.next()
      Issue.record("it passed for finished")
    } catch {
      #expect(error == .unfinished(path: path, iterations: 2))
    }
  }

  @Test("a file without columns, or that is not there, is refused")
  func refusals() throws {
    let folder = try TemporaryFolder()
    let empty = try folder.write("# id = 1\n", as: "draws_1.csv")
    for (path, expected) in [
      (empty, DrawsError.noColumns(path: empty)),
      ("/none/x", .cannotRead(path: "/none/x", reason: "No such file or directory")),
    ] {
      do {
        _ = try CmdStanReader(path: path)
        Issue.record("\(path) was read")
      } catch { #expect(error == expected) }
    }
  }
}
