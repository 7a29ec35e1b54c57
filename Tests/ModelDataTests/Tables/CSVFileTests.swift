import Foundation
import Testing

@testable import ModelData

@Suite struct CSVFileTests {
  private func header(_ text: String) throws -> [String] {
    try openCSV(text).columnNames
  }

  private func error(_ bytes: [UInt8]) throws -> TableError? {
    let files = try TemporaryFiles()
    try files.write(Data(bytes), to: "t.csv")
    do throws(TableError) {
      _ = try CSVFile(files["t.csv"])
      return nil
    } catch {
      return error
    }
  }

  private func error(_ text: String) throws -> TableError? { try error(Array(text.utf8)) }

  @Test("names are read with quotes, blanks, a byte order mark and carriage returns")
  func names() throws {
    #expect(try header("a,b\n1,2\n") == ["a", "b"])
    #expect(try header("\u{FEFF}a, b ,\"c, d\"\r\n1,2,3\r\n") == ["a", "b", "c, d"])
    #expect(try header("\"say \"\"x\"\"\",\"two\nlines\"\n1,2") == ["say \"x\"", "two\nlines"])
    #expect(try header("größe\n1\n") == ["größe"])
  }

  @Test("empty files and files without rows are refused")
  func empty() throws {
    for text in ["", "\n\n", "\u{FEFF}", "  \r\n"] {
      #expect(try error(text) == .emptyFile(file: "t.csv"))
    }
    for text in ["a,b", "a,b\n", "a,b\r\n\r\n  \n"] {
      #expect(try error(text) == .noRows(file: "t.csv"))
    }
  }

  @Test("empty and repeated names are refused")
  func badNames() throws {
    #expect(try error("\"\",x\n1,2\n") == .unnamedColumn(file: "t.csv", place: 1))
    #expect(try error("x,y,\n1,2,3\n") == .unnamedColumn(file: "t.csv", place: 3))
    #expect(
      try error("x,y,x\n1,2,3\n") == .repeatedColumn(file: "t.csv", column: "x", places: [1, 3]))
  }

  @Test("names must be UTF-8")
  func latin1() throws {
    #expect(
      try error([0x67, 0xF6, 0x2C, 0x62, 0x0A, 0x31, 0x2C, 0x32])
        == .invalidUTF8(file: "t.csv", line: 1, column: nil))
  }

  @Test("other formats are recognised")
  func otherFormats() throws {
    let texts: [(String, OtherFormat)] = [
      ("a;b\n1,5;2\n", .semicolons), ("\"a\";\"b\"\n1;2\n", .semicolons),
      ("a\tb\n1\t2\n", .tabs), ("a,b\r1,2\r", .carriageReturns),
    ]
    for (text, format) in texts {
      #expect(try error(text) == .otherFormat(file: "t.csv", format))
    }
    let signatures: [([UInt8], OtherFormat)] = [
      ([0xFF, 0xFE, 0x61, 0], .utf16), ([0xFE, 0xFF, 0, 0x61], .utf16),
      ([0x50, 0x4B, 3, 4, 0x14], .workbook), ([0x1F, 0x8B, 8, 0], .gzip),
    ]
    for (bytes, format) in signatures {
      #expect(try error(bytes) == .otherFormat(file: "t.csv", format))
    }
    #expect(try error("a;b,c\n1,2\n") == nil)
  }
}
