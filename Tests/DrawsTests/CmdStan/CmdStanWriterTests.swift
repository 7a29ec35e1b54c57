import Draws
import Testing

@Suite struct CmdStanWriterTests {
  @Test("a whole file, word for word")
  func golden() throws {
    let folder = try TemporaryFolder()
    var writer = try CmdStanWriter(
      path: folder.file("draws_1.csv"), header: .example(),
      columns: ["lp__", "accept_stat__", "gamma.1"])
    try writer.append([-1234.5, 1, 12.6])
    try writer.append([.nan, 0, -.infinity])
    try writer.append([.infinity, -0.0, 1.5e-7])
    try writer.append([1e15, 1e16, 0.1 + 0.2])
    try writer.finish(ElapsedTime(warmup: 0.12, sampling: 0.34))
    #expect(
      try folder.text(of: "draws_1.csv") == CmdStanHeader.example().text + """
        lp__,accept_stat__,gamma.1
        -1234.5,1,12.6
        nan,0,-inf
        inf,-0,1.5e-07
        1000000000000000,1e+16,0.30000000000000004
        #\u{20}
        #  Elapsed Time: 0.120000 seconds (Warm-up)
        #                0.340000 seconds (Sampling)
        #                0.460000 seconds (Total)
        #\u{20}

        """)
    #expect(try folder.names() == ["draws_1.csv"])
  }

  @Test("a writer that is given up, or that goes away unfinished, leaves nothing")
  func abandoned() throws {
    let folder = try TemporaryFolder()
    var writer = try CmdStanWriter(
      path: folder.file("draws_1.csv"), header: .example(), columns: ["lp__"])
    try writer.append([1])
    #expect(try folder.names() == [".draws_1.csv.partial"])
    writer.abandon()
    #expect(try folder.names() == [])
    do {
      _ = try CmdStanWriter(
        path: folder.file("draws_2.csv"), header: .example(), columns: ["lp__"])
    }
    #expect(try folder.names() == [])
  }

  @Test("an output folder that isn't there is an error at once")
  func noFolder() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("none/draws_1.csv")
    #expect(throws: DrawsError.cannotCreate(path: path, reason: "No such file or directory")) {
      _ = try CmdStanWriter(path: path, header: .example(), columns: ["lp__"])
    }
  }

  /// Writes rows into a file that is to be continued, and leaves it; returns the bytes of the rows.
  private func begin(_ path: String, rows: [[Double]], header: CmdStanHeader) throws -> Int {
    var writer = try CmdStanWriter(
      continuing: path, header: header, columns: ["lp__", "x"], keeping: 0)
    for row in rows { try writer.append(row) }
    try writer.synchronize()
    return writer.rowBytes
  }

  private func finish(
    _ path: String, rows: [[Double]], header: CmdStanHeader, keeping bytes: Int, isFinished: Bool
  ) throws {
    var writer = try CmdStanWriter(
      continuing: path, header: header, columns: ["lp__", "x"], keeping: bytes,
      isFinished: isFinished)
    for row in rows { try writer.append(row) }
    try writer.finish(ElapsedTime(warmup: 0, sampling: 0))
  }

  @Test(
    "a file that was left and continued has the bytes of one that was not",
    arguments: [2000, 30_000])
  func continued(draws: Int) throws {
    let folder = try TemporaryFolder()
    var header = CmdStanHeader.example()
    let path = folder.file("draws_1.csv")
    let kept = try begin(path, rows: [[1, 2], [3, 4]], header: header)
    #expect(kept == 8)
    // What was written after the rows that count is not to be seen again.
    do {
      var writer = try CmdStanWriter(
        continuing: path, header: header, columns: ["lp__", "x"], keeping: kept)
      try writer.append([0, 0])
      try writer.synchronize()
      #expect(writer.rowBytes == 12)
    }
    // The header of 30,000 draws is longer.
    header.drawCount = draws
    try finish(path, rows: [[5, 6]], header: header, keeping: kept, isFinished: false)
    let continued = try folder.text(of: "draws_1.csv")
    try finish(
      path, rows: [[1, 2], [3, 4], [5, 6]], header: header, keeping: 0, isFinished: false)
    #expect(try folder.text(of: "draws_1.csv") == continued)
    #expect(continued.contains("num_samples = \(draws)\n"))
  }

  @Test("a finished file is continued from its rows, whatever partial file stands beside it")
  func extended() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("draws_1.csv")
    var header = CmdStanHeader.example()
    try finish(path, rows: [[1, 2]], header: header, keeping: 0, isFinished: false)
    _ = try begin(path, rows: [[9, 9], [9, 9]], header: header)
    header.drawCount = 7
    try finish(path, rows: [[3, 4]], header: header, keeping: 4, isFinished: true)
    let file = try CmdStanFile(contentsOf: path)
    #expect(file.draws.values == [1, 3, 2, 4])
    #expect(file.header["method.sample.num_samples"] == "7")
    #expect(file.isFinished)
    #expect(try folder.names() == ["draws_1.csv"])
  }

  @Test("a file that has lost rows is not continued")
  func shortened() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("draws_1.csv")
    _ = try begin(path, rows: [[1, 2]], header: .example())
    #expect(throws: DrawsError.shortened(path: path, bytes: 4, required: 5)) {
      _ = try CmdStanWriter(
        continuing: path, header: .example(), columns: ["lp__", "x"], keeping: 5)
    }
    #expect(throws: DrawsError.self) {
      _ = try CmdStanWriter(
        continuing: folder.file("draws_2.csv"), header: .example(), columns: ["x"], keeping: 5)
    }
  }
}
