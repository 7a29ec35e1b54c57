import Foundation
import Testing

@testable import Draws

@Suite struct DrawsExportTests {
  private static let columns = [
    "lp__", "accept_stat__", "gamma.1", "gamma.2", "T.1.1", "T.2.1", "T.1.2", "T.2.2", "sigma2",
  ]

  @Test("draws-df: a row a draw, numbered, names with brackets, without the sampler's columns")
  func drawsFrame() throws {
    let run = try run(chains: [1, 3], draws: 2)
    try export(run).write(.drawsFrame, to: run.file("out.csv"), overwrites: false)
    #expect(
      try run.text(of: "out.csv") == """
        .chain,.iteration,.draw,"lp__","gamma[1]","gamma[2]","T[1,1]","T[2,1]","T[1,2]","T[2,2]",\
        "sigma2"
        1,1,1,100,102,103,104,105,106,107,108
        1,2,2,110,112,113,114,115,116,117,118
        3,1,3,300,302,303,304,305,306,307,308
        3,2,4,310,312,313,314,315,316,317,318

        """)
  }

  @Test("coda: an index of lines, and a file a chain with iteration and value")
  func coda() throws {
    let run = try run(chains: [1, 2], draws: 2)
    try export(run).write(.coda, to: run.file("out"), overwrites: false)
    #expect(
      try run.text(of: "out/CODAindex.txt") == """
        lp__ 1 2
        gamma[1] 3 4
        gamma[2] 5 6
        T[1,1] 7 8
        T[2,1] 9 10
        T[1,2] 11 12
        T[2,2] 13 14
        sigma2 15 16

        """)
    let lines = try run.text(of: "out/CODAchain2.txt").split(separator: "\n")
    #expect(lines.count == 16)
    #expect(lines[2...5] == ["3 202", "6 212", "3 203", "6 213"])
  }

  @Test("zarr: arrays in C order with labelled dimensions, and all metadata in one file")
  func zarr() throws {
    let run = try run(chains: [1, 2], draws: 3)
    try export(run).write(.zarr, to: run.file("out/"), overwrites: false)
    let metadata = try JSONDecoder().decode(
      Consolidated.self, from: Data(run.text(of: "out/.zmetadata").utf8)
    ).metadata
    let tau = try #require(metadata["posterior/T/.zarray"])
    #expect(tau.shape == [2, 3, 2, 2])
    #expect(tau.chunks == [1, 3, 2, 2])
    #expect(tau.dtype == "<f8")
    #expect(
      metadata["posterior/T/.zattrs"]?.dimensions == ["chain", "draw", "effect", "effect_2"])
    // Row before column: T[1,1], T[1,2], T[2,1], T[2,2] of each draw.
    #expect(
      try doubles(run, "out/posterior/T/1.0.0.0")
        == [204, 206, 205, 207, 214, 216, 215, 217, 224, 226, 225, 227])
    #expect(try doubles(run, "out/sample_stats/lp/0.0") == [100, 110, 120])
    #expect(metadata["sample_stats/acceptance_rate/.zarray"]?.shape == [2, 3])
    // sigma2 has no indices, gamma labels of one dimension.
    #expect(metadata["posterior/sigma2/.zattrs"]?.dimensions == ["chain", "draw"])
    #expect(metadata["posterior/gamma/.zattrs"]?.dimensions == ["chain", "draw", "coefficient"])
    #expect(metadata["posterior/coefficient/.zarray"]?.dtype == "<U11")
    let labels = try bytes(run, "out/posterior/coefficient/0")
    #expect(labels.count == 2 * 11 * 4)
    #expect(Array(labels[..<8]) == [0x28, 0, 0, 0, 0x49, 0, 0, 0])
    #expect(Array(labels[44..<52]) == [0xE4, 0, 0, 0, 0, 0, 0, 0])
    #expect(try bytes(run, "out/posterior/chain/0").count == 16)
    // Each document also stands in its own place.
    for key in metadata.keys { #expect(FileKind(of: run.file("out/\(key)")) == .file, "\(key)") }
  }

  @Test("zarr: more draws than a chunk holds, and a last chunk that is not full")
  func chunks() throws {
    let draws = 600_000
    let run = try run(chains: [1], draws: draws)
    try export(run).write(.zarr, to: run.file("out"), overwrites: false)
    let first = try doubles(run, "out/posterior/sigma2/0.0")
    let second = try doubles(run, "out/posterior/sigma2/0.1")
    #expect(first.count < draws)
    #expect(first.count == second.count)
    let all = (first + second)[..<draws]
    #expect(all.enumerated().allSatisfy { $1 == Double(108 + 10 * $0) })
    #expect((first + second)[draws...].allSatisfy { $0.isNaN })
    #expect(throws: (any Error).self) { try bytes(run, "out/posterior/sigma2/0.2") }
  }

  @Test("refuses what is there, replaces it with leave, and leaves nothing half-made")
  func overwriting() throws {
    let run = try run(chains: [1], draws: 2)
    let before = try run.names()
    for format in ExportFormat.allCases {
      let path = run.file("out-\(format)")
      try export(run).write(format, to: path, overwrites: false)
      #expect(throws: DrawsError.occupied(path: path)) {
        try export(run).write(format, to: path, overwrites: false)
      }
      try export(run).write(format, to: path, overwrites: true)
      // The folder of the run itself is not an export.
      #expect(throws: DrawsError.notAnExport(path: run.path)) {
        try export(run).write(format, to: run.path, overwrites: true)
      }
    }
    #expect(
      try run.names() == (before + ExportFormat.allCases.map { "out-\($0)" }).sorted())
  }

  @Test("chains of different lengths or columns leave no export", arguments: ExportFormat.allCases)
  func misfits(format: ExportFormat) throws {
    for (columns, draws) in [(Self.columns, 3), (["lp__", "accept_stat__", "mu"], 2)] {
      let run = try run(chains: [1], draws: 2)
      try write(chain: 2, columns: columns, draws: draws, in: run)
      let before = try run.names()
      #expect(throws: DrawsError.self) {
        try export(run).write(format, to: run.file("out"), overwrites: false)
      }
      #expect(try run.names() == before)
    }
  }

  // MARK: - Runs to export, and what was written

  private func run(chains: [Int], draws: Int) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for chain in chains {
      try write(chain: chain, columns: Self.columns, draws: draws, in: folder)
    }
    return folder
  }

  /// Draws whose value tells its chain, row and column: 100 c + 10 r + k.
  private func write(
    chain: Int, columns: [String], draws: Int, in folder: TemporaryFolder
  ) throws {
    var writer = try CmdStanWriter(
      path: folder.file("draws_\(chain).csv"), header: .example(chain: chain), columns: columns)
    for draw in 0..<draws {
      try writer.append(columns.indices.map { Double(100 * chain + 10 * draw + $0) })
    }
    try writer.finish(ElapsedTime(warmup: 0, sampling: 0))
  }

  private func export(_ folder: TemporaryFolder) throws -> DrawsExport {
    let effects = ["(Intercept)", "ses"]
    return DrawsExport(
      try DrawsFiles(folder: folder.path),
      labels: DrawsLabels(
        dimensions: [
          "gamma": [DrawsLabels.Dimension("coefficient", labels: ["(Intercept)", "ä"])],
          "T": [
            DrawsLabels.Dimension("effect", labels: effects),
            DrawsLabels.Dimension("effect_2", labels: effects),
          ],
        ], thin: 3, attributes: ["title": "A \"title\""]))
  }

  private func bytes(_ folder: TemporaryFolder, _ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: folder.file(name))))
  }

  private func doubles(_ folder: TemporaryFolder, _ name: String) throws -> [Double] {
    let bytes = try bytes(folder, name)
    return stride(from: 0, to: bytes.count, by: 8).map { start in
      Double(bitPattern: bytes[start..<start + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) })
    }
  }

  /// What `.zmetadata` holds of each document, as far as the tests ask.
  private struct Consolidated: Decodable {
    struct Document: Decodable {
      var shape: [Int]?
      var chunks: [Int]?
      var dtype: String?
      var dimensions: [String]?

      enum CodingKeys: String, CodingKey {
        case shape, chunks, dtype
        case dimensions = "_ARRAY_DIMENSIONS"
      }
    }

    var metadata: [String: Document]
  }
}
