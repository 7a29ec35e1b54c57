import Foundation
import ModelData
import Testing

@Suite struct TableReadingTests {
  @Test("numbers, texts and texts by request, with their lines")
  func columns() throws {
    let table = try readTable(
      "school,ses,sector,id\n01,1.5,public,7\n01,-2,private,8\n2,,public,9\n",
      ["ses", "sector"], texts: ["school"])
    #expect(table.rowCount == 3)
    #expect(table.names == ["school", "ses", "sector"])
    #expect(table.texts("school") == ["01", "01", "2"])
    #expect(table.numbers("ses").prefix(2) == [1.5, -2])
    #expect(table.numbers("ses")[2].isNaN)
    #expect(table.levels("sector") == ["public", "private"])
    #expect(table["id"] == nil)
    #expect(table.line(ofRow: 2) == 4)
    #expect(table.file(of: "ses") == "t.csv")
    #expect(table.file(of: "id") == nil)
  }

  @Test(
    "every spelling of a missing value",
    arguments: ["", "NA", "NaN", "nan", "NAN", ".", "\"NA\"", "\"\"", "\" NA \"", "  "])
  func missing(cell: String) throws {
    let table = try readTable(
      "x,c,g\n1,a,p\n\(cell),\(cell),\(cell)\n2,b,q\n", ["x", "c"], texts: ["g"])
    #expect(table.numbers("x")[1].isNaN)
    #expect(table.numbers("x")[2] == 2)
    #expect(table.texts("c") == ["a", nil, "b"])
    #expect(table.texts("g") == ["p", nil, "q"])
  }

  @Test("a column of missing values alone is numeric")
  func allMissing() throws {
    let table = try readTable("x,y\nNA,1\n.,2\n", ["x"])
    #expect(table.numbers("x").count == 2)
    #expect(table.numbers("x").allSatisfy { $0.isNaN })
  }

  @Test("numbers in quotes, with blanks, with exponents and in the last line")
  func numbers() throws {
    let table = try readTable("x,y\n\"1.5\", 2 \n\" 3 \",4e-1\n+5,\"6\"", ["x", "y"])
    #expect(table.numbers("x") == [1.5, 3, 5])
    #expect(table.numbers("y") == [2, 0.4, 6])
  }

  @Test("the same text in two forms of Unicode is one level")
  func canonicalTexts() throws {
    let table = try readTable("g\nJos\u{E9}\nAna\nJose\u{301}\n", [], texts: ["g"])
    #expect(table.levels("g") == ["José", "Ana"])
    #expect(table.texts("g") == ["José", "Ana", "José"])
  }

  @Test("a text among numbers, and a number among texts, is told at the first text")
  func mixed() {
    let cell = TableError.Cell(file: "t.csv", line: 3, column: "x", text: "NA?")
    #expect(readingError("x,y\n1,0\nNA?,0\n", ["x"]) == .notANumber(cell))
    #expect(readingError("x,y\nNA,0\nNA?,0\nb,0\n4,0\n", ["x"]) == .notANumber(cell))
    #expect(readingError("x,y\n1,0\nNA?,0\n", [], texts: ["x"]) == nil)
    #expect(readingError("x,y\n1,0\nNA?,0\n", ["y"]) == nil)
  }

  @Test("a number with a comma is no text", arguments: ["\"1,5\"", "\"-0,25\"", "\"1,000\""])
  func decimalComma(text: String) {
    let cell = TableError.Cell(
      file: "t.csv", line: 2, column: "x", text: text.replacing("\"", with: ""))
    #expect(readingError("x,y\n\(text),0\n", ["x"]) == .decimalComma(cell))
    #expect(
      readingError("x,y\n1,0\n\(text),0\n", ["x"])
        == .decimalComma(.init(file: "t.csv", line: 3, column: "x", text: cell.text)))
    #expect(readingError("x,y\n\(text),0\n", [], texts: ["x"]) == nil)
  }

  @Test("infinite numbers are refused", arguments: ["inf", "-Inf", "Infinity", "1e999"])
  func infinite(text: String) {
    let cell = TableError.Cell(file: "t.csv", line: 3, column: "x", text: text)
    #expect(readingError("x\n1\n\(text)\n", ["x"]) == .infinite(cell))
    #expect(readingError("x\n1\n\(text)\n", [], texts: ["x"]) == nil)
  }

  @Test("rows with more or fewer fields than the header, and blank lines between rows")
  func fieldCounts() {
    let error = { (seen: Int) in
      TableError.wrongFieldCount(file: "t.csv", line: 3, seen: seen, expected: 2)
    }
    #expect(readingError("x,y\n1,2\n3\n", ["x"]) == error(1))
    #expect(readingError("x,y\n1,2\n3,4,5\n", ["x"]) == error(3))
    #expect(readingError("x,y\n1,2\n\n3,4\n", ["x"]) == error(0))
    #expect(readingError("x\n1\n\n3\n", ["x"]) == nil)
  }

  @Test("a used text must be UTF-8, one that is not used need not")
  func encoding() throws {
    let files = try TemporaryFiles()
    try files.write(Data("x,c\n1,a\n2,".utf8) + Data([0xE9, 0x0A]), to: "t.csv")
    #expect(throws: TableError.invalidUTF8(file: "t.csv", line: 3, column: "c")) {
      try files.table("t.csv", columns: ["c"])
    }
    #expect(try files.table("t.csv", columns: ["x"]).numbers("x") == [1, 2])
  }

  @Test("a column that no file has")
  func missingColumn() throws {
    #expect(
      readingError("x,y\n1,2\n", ["z"])
        == .missingColumn("z", files: ["t.csv"], columns: ["x", "y"]))
    let files = try TemporaryFiles(["a.csv": "g,x\n1,2\n", "b.csv": "g,y\n1,2\n"])
    #expect(
      throws: TableError.missingColumn("h", files: ["a.csv", "b.csv"], columns: ["g", "x", "y"])
    ) {
      try files.table("a.csv", "b.csv", columns: ["x"], texts: ["h"])
    }
  }

  @Test("no files at all")
  func noFiles() {
    #expect(throws: TableError.noFiles) {
      try Table.read(files: [], columns: ["x"], textColumns: [])
    }
  }
}
