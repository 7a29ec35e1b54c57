import Testing

@testable import ModelData

/// Rows of many kinds in one file, read by the loops for plain rows and by the one for all others.
@Suite struct PlainRowsTests {
  /// A cell: its text in the file, and the number that it means; nil where it is missing.
  private typealias Cell = (text: String, number: Double?)

  private func cell(_ generator: inout SplitMix64) -> Cell {
    let number = Double(Int.random(in: -99_999...99_999, using: &generator)) / 1_000
    switch Int.random(in: 0..<40, using: &generator) {
    case 0: return ("", nil)
    case 1: return ("NA", nil)
    case 2: return ("\"\(number)\"", number)
    case 3: return (" \(number)\t", number)
    case 4: return ("\(number)e2", Double("\(number)e2"))
    case 5: return ("\(number)4444444444", Double("\(number)4444444444"))
    case 6: return ("\(Int(number))", Double(Int(number)))
    default: return ("\(number)", number)
    }
  }

  @Test(
    "the cells of a file are those that were written, whatever rows are like",
    arguments: [["\n"], ["\r\n"], ["\n", "\r\n"]], [5, 64, 2048])
  func cells(endings: [String], blockRows: Int) throws {
    var generator = SplitMix64(state: UInt64(blockRows))
    let rows = (0..<3_000).map { row in
      // Long runs of rows that are as rows are, between rows of all kinds.
      (0..<3).map { _ in
        row / 500 % 2 == 0 ? ("\(row % 97).25", Double(row % 97) + 0.25) : cell(&generator)
      }
    }
    var text = "id,x,y,z\r\n"
    for (row, cells) in rows.enumerated() {
      text += "g\(row / 7)," + cells.map(\.text).joined(separator: ",")
      text += endings[Int.random(in: 0..<endings.count, using: &generator)]
    }
    let file = try openCSV(text)
    var reader = try CSVReader(
      file, columns: [.init("z"), .init("id", as: .text), .init("x")], blockRows: blockRows)
    var next = 0
    while try reader.next() {
      for row in 0..<reader.rowCount {
        let expected = rows[next]
        #expect(isSame(reader.columns[0].numbers[row], expected[2].1), "row \(next)")
        #expect(isSame(reader.columns[2].numbers[row], expected[0].1), "row \(next)")
        #expect(reader.columns[1].codes[row] == UInt32(next / 7))
        #expect(reader.lines[row] == UInt32(next + 2))
        next += 1
      }
    }
    #expect(next == rows.count)
  }

  private func isSame(_ number: Double, _ expected: Double?) -> Bool {
    expected.map { $0.bitPattern == number.bitPattern } ?? number.isNaN
  }

  @Test(
    "a row with too few or too many fields among plain ones is told with its line",
    arguments: [2, 4])
  func fieldCount(fields: Int) throws {
    var lines = (0..<400).map { "\($0),1.5,2.5" }
    lines[300] = Array(repeating: "7.25", count: fields).joined(separator: ",")
    let file = try openCSV("a,b,c\n" + lines.joined(separator: "\n") + "\n")
    #expect(
      throws: TableError.wrongFieldCount(file: "t.csv", line: 302, seen: fields, expected: 3)
    ) {
      var reader = try CSVReader(file, columns: [.init("a"), .init("c")])
      while try reader.next() {}
    }
  }

  // Two rows whose fields are twice as many as one row's: the line feed stands where a comma should.
  @Test("rows that only together have the right number of fields are no plain rows")
  func shiftedFields() throws {
    let lines = Array(repeating: "1,2,3", count: 50) + ["1,2", "3,4,5,6"]
    let file = try openCSV(
      "a,b,c\n" + (lines + Array(repeating: "7,8,9", count: 50)).joined(separator: "\n"))
    #expect(throws: TableError.wrongFieldCount(file: "t.csv", line: 52, seen: 2, expected: 3)) {
      var reader = try CSVReader(file, columns: [.init("b")])
      while try reader.next() {}
    }
  }
}
