import Testing

@testable import ModelData

@Suite struct CSVReaderTests {
  @Test("blocks of any size give the same cells and lines", arguments: [1, 2, 3, 7, 100])
  func blocks(rows: Int) throws {
    let text = "id,skipped,x\n" + (0..<10).map { "g\($0 / 3),\"a,\n\",\($0).5\n" }.joined()
    let file = try openCSV(text)
    var reader = try CSVReader(
      file, columns: [.init("x"), .init("id", as: .text)], blockRows: rows)
    var numbers: [Double] = []
    var codes: [UInt32] = []
    var lines: [UInt32] = []
    while try reader.next() {
      #expect(reader.rowCount <= rows)
      numbers += reader.columns[0].numbers[..<reader.rowCount]
      codes += reader.columns[1].codes[..<reader.rowCount]
      lines += reader.lines[..<reader.rowCount]
    }
    #expect(numbers == (0..<10).map { Double($0) + 0.5 })
    #expect(codes == [0, 0, 0, 1, 1, 1, 2, 2, 2, 3])
    #expect(reader.columns[1].levels == ["g0", "g1", "g2", "g3"])
    #expect(lines == [2, 4, 6, 8, 10, 12, 14, 16, 18, 20])
    #expect(try !reader.next())
  }

  @Test("a type is found in a later block, and missing cells before it stay missing")
  func lateTypes() throws {
    let text = "x,c,m\nNA,,.\n,NA,\n1,a,\nNA,.,NaN\n"
    let file = try openCSV(text)
    var reader = try CSVReader(
      file, columns: [.init("x"), .init("c"), .init("m")], blockRows: 1)
    var types: [[ColumnType]] = []
    while try reader.next() { types.append(reader.columns.map(\.type)) }
    let known: [ColumnType] = [.number, .text, .detected]
    let unknown: [ColumnType] = [.detected, .detected, .detected]
    #expect(types == [unknown, unknown, known, known])
  }

  @Test("a column that is not there is an error")
  func missingColumn() throws {
    let file = try openCSV("a\n1\n")
    #expect(throws: TableError.missingColumn("b", files: ["t.csv"], columns: ["a"])) {
      _ = try CSVReader(file, columns: [.init("b")])
    }
  }

  @Test("the error of the first row that is wrong is thrown, whatever its kind", arguments: [1, 9])
  func firstError(rows: Int) throws {
    let text = "x,y\n1,2\n3,b\na,4\n5\n"
    let file = try openCSV(text)
    let cell = TableError.Cell(file: "t.csv", line: 3, column: "y", text: "b")
    #expect(throws: TableError.notANumber(cell)) {
      var reader = try CSVReader(
        file, columns: [.init("x", as: .number), .init("y", as: .number)], blockRows: rows)
      while try reader.next() {}
    }
  }
}
