import Testing

@testable import ModelData

@Suite struct FieldScannerTests {
  /// All rows of a text, field by field.
  private func rows(_ text: String) throws -> [[String]] {
    try Array(text.utf8).withUnsafeBytes { bytes in
      var scanner = FieldScanner(bytes, from: 0, line: 1, file: "t.csv")
      var rows: [[String]] = []
      var row: [String] = []
      while !scanner.isAtEnd || !row.isEmpty {
        let (field, endsRow) = try scanner.next()
        row.append(field.text(in: bytes))
        if endsRow {
          rows.append(row)
          row = []
        }
      }
      return rows
    }
  }

  @Test("plain, quoted, empty and blank fields")
  func fields() throws {
    #expect(try rows("a,b\nc,d\n") == [["a", "b"], ["c", "d"]])
    #expect(try rows("a,b\r\nc,d") == [["a", "b"], ["c", "d"]])
    #expect(try rows(",,\n,x,\n") == [["", "", ""], ["", "x", ""]])
    #expect(try rows("  a b\t, c \r\n") == [["a b", "c"]])
    #expect(
      try rows("\" a \",\"\"\n\"b,\"\"c\"\"\nd\" , e") == [[" a ", ""], ["b,\"c\"\nd", "e"]])
    #expect(try rows("5\" pipe,a\"b\"\n") == [["5\" pipe", "a\"b\""]])
    #expect(try rows("\"\"\"\"\n") == [["\""]])
    #expect(
      try rows("averylongfieldwithoutanydelimiter,x\n") == [
        ["averylongfieldwithoutanydelimiter", "x"]
      ])
  }

  @Test("blank lines at the end are no rows, empty fields are fields")
  func ends() throws {
    #expect(try rows("a\n1\n\n \r\n\n") == [["a"], ["1"]])
    #expect(try rows("a,b\n1,\n") == [["a", "b"], ["1", ""]])
    #expect(try rows("a,b\n1,") == [["a", "b"], ["1", ""]])
  }

  @Test("random fields come back from the text that RFC 4180 makes of them")
  func roundTrip() throws {
    var generator = SplitMix64(state: 5)
    let alphabet: [Character] = ["a", "7", ",", "\"", "\n", " ", ".", "é"]
    for _ in 0..<500 {
      let table = (0..<4).map { _ in
        (0..<3).map { _ in
          String(
            (0..<Int.random(in: 1...20, using: &generator)).map { _ in
              alphabet.randomElement(using: &generator) ?? "a"
            })
        }
      }
      let text = table.map { row in
        row.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: ",")
      }
      #expect(try rows(text.joined(separator: "\r\n")) == table)
    }
  }

  @Test("plain numbers are told from all else")
  func numbers() throws {
    try Array("1.5,-2\r\n3e2, 4,\"5\",6x\n,123456.789".utf8).withUnsafeBytes { bytes throws in
      var scanner = FieldScanner(bytes, from: 0, line: 1, file: "t.csv")
      var shape = DecimalShape()
      for number in [1.5, -2, nil, 4, 5, nil, nil, 123456.789] {
        let field = try scanner.next().field
        #expect(scanner.plainNumber(in: field, shape: &shape) == number)
      }
      #expect(scanner.isAtEnd)
    }
  }

  @Test("an open quote is told with the line that opened it")
  func unclosedQuote() {
    #expect(throws: TableError.unclosedQuote(file: "t.csv", line: 3)) {
      try rows("a\n1\n\"b\nc\n")
    }
    #expect(throws: TableError.unclosedQuote(file: "t.csv", line: 2)) { try rows("a\n\"\"\"") }
  }

  @Test("text behind a closed quote is told with its line")
  func textAfterQuote() {
    #expect(throws: TableError.textAfterQuote(file: "t.csv", line: 3)) {
      try rows("a,b\n\"x\ny\"z,1\n")
    }
  }
}
