import Testing

@testable import ModelData

@Suite struct DataFilesTests {
  /// The same texts by Unicode, with one code point and with two.
  private static let rows = "g,x,kind\nJos\u{E9},1,NA\nAna,NA,NA\nJose\u{301},3,new\nAna,4,old\n"

  @Test("blocks of any size make the same table", arguments: [1, 2, 3, 100])
  func blocks(blockRows: Int) throws {
    let files = try TemporaryFiles([
      "rows.csv": Self.rows, "groups.csv": "g,size,sort\nAna,5,p\nJos\u{E9},6,q\nEva,7,r\n",
    ])
    let table = try Table(
      DataFiles(
        [files["rows.csv"], files["groups.csv"]], columns: ["x", "kind", "size", "sort"],
        textColumns: ["g"], blockRows: blockRows))
    #expect(table.rowCount == 4)
    #expect(table.levels("g") == ["Jos\u{E9}", "Ana"])
    #expect(table.texts("kind") == [nil, nil, "new", "old"])
    #expect(table.numbers("size") == [6, 5, 6, 5])
    #expect(table.texts("sort") == ["q", "p", "q", "p"])
    #expect(table.levels("sort") == ["q", "p"])
    #expect(table.line(ofRow: 3) == 5)
    #expect(table.line(ofRow: 3, column: "size") == 2)
    #expect(table.unmatched == [.init(file: "groups.csv", count: 1, examples: ["Eva"])])
  }

  @Test("rows can be read again, with the same codes")
  func again() throws {
    let files = try TemporaryFiles(["rows.csv": Self.rows])
    let source = try DataFiles(
      [files["rows.csv"]], columns: ["x"], textColumns: ["g"], blockRows: 2)
    var readings: [[UInt32]] = [[], []]
    for place in readings.indices {
      try source.read { readings[place] += $0.texts("g")?.codes ?? [] }
    }
    #expect(readings == [[0, 1, 0, 1], [0, 1, 0, 1]])
  }
}
