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
}
