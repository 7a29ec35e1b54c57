import Draws
import Testing

@Suite struct PosteriorDrawsTests {
  func chain(_ number: Int, columns: [String] = ["lp__", "a"], iterations: Int = 2) -> ChainDraws {
    ChainDraws(
      chain: number, columns: columns, iterationCount: iterations,
      values: (0..<columns.count * iterations).map { Double(10 * number + $0) })
  }

  @Test("a variable's draws come chain by chain")
  func values() throws {
    let draws = try PosteriorDraws(chains: [chain(1), chain(2)])
    #expect(draws.values(of: "a") == [[12, 13], [22, 23]])
    #expect(draws.values(of: "b") == nil)
    #expect(draws.columns == ["lp__", "a"])
    #expect(draws.chainCount == 2)
    #expect(draws.iterationCount == 2)
    #expect(draws.drawCount == 4)
  }

  @Test("chains that do not fit together are refused")
  func misfits() {
    #expect(throws: DrawsError.noChains) { try PosteriorDraws(chains: []) }
    #expect(throws: DrawsError.differentColumns(chain: 2, from: 1)) {
      try PosteriorDraws(chains: [chain(1), chain(2, columns: ["a", "lp__"])])
    }
    #expect(
      throws: DrawsError.differentLengths(chain: 2, iterations: 3, from: 1, otherIterations: 2)
    ) {
      try PosteriorDraws(chains: [chain(1), chain(2, iterations: 3)])
    }
  }

  @Test("a folder's chains are read in the order of their numbers")
  func folder() throws {
    let folder = try TemporaryFolder()
    for number in [2, 10, 1] { try write(chain(number), in: folder) }
    _ = try folder.write("no draws", as: "draws_all.csv")
    let draws = try PosteriorDraws(readingFolder: folder.path)
    #expect(draws.chains == [chain(1), chain(2), chain(10)])
  }

  @Test("a folder without draws, and one that isn't there, are refused")
  func noDraws() throws {
    let folder = try TemporaryFolder()
    #expect(throws: DrawsError.noDrawsFiles(folder: folder.path)) {
      try PosteriorDraws(readingFolder: folder.path)
    }
    let missing = folder.file("none")
    #expect(throws: DrawsError.cannotRead(path: missing, reason: "No such file or directory")) {
      try PosteriorDraws(readingFolder: missing)
    }
  }

  @Test("an unfinished chain is refused")
  func unfinished() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("# id = 1\nlp__,a\n1,2\n", as: "draws_1.csv")
    #expect(throws: DrawsError.unfinished(path: path, iterations: 1)) {
      try PosteriorDraws(readingFolder: folder.path)
    }
  }

  private func write(_ chain: ChainDraws, in folder: TemporaryFolder) throws {
    var writer = try CmdStanWriter(
      path: folder.file("draws_\(chain.chain).csv"), header: .example(chain: chain.chain),
      columns: chain.columns)
    try writer.append(chain)
    try writer.finish(ElapsedTime(warmup: 0, sampling: 0))
  }
}
