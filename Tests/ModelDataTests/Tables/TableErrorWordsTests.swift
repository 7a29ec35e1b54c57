import ModelData
import Testing

@Suite struct TableErrorWordsTests {
  private static let cell = TableError.Cell(
    file: "schools.csv", line: 214, column: "ses", text: "NA?")

  static let files: [(TableError, String)] = [
    (.noFiles, "The model names no data file.\nGive one CSV file or several under 'data:'."),
    (
      .missingFile(file: "data/school.csv", nearest: "schools.csv"),
      """
      data/school.csv: there is no such file.
      Its folder holds 'schools.csv': did you mean that?
      """
    ),
    (
      .missingFile(file: "a.csv", nearest: nil),
      "a.csv: there is no such file.\nPaths are relative to the model file."
    ),
    (.isDirectory(file: "data"), "data is a folder.\nName a CSV file in it."),
    (
      .unreadable(file: "a.csv", reason: "Permission denied"),
      "a.csv cannot be read: Permission denied."
    ),
    (
      .emptyFile(file: "a.csv"),
      """
      a.csv is empty.
      A data file has a line with the column names and a line for each row.
      """
    ),
    (
      .noRows(file: "a.csv"),
      "a.csv has a header and no rows.\nAt least one row of data is needed."
    ),
    (
      .otherFormat(file: "a.csv", .semicolons),
      """
      a.csv looks separated by semicolons, not commas.
      Save it with commas between fields and points in numbers; in R, write.csv, not write.csv2.
      """
    ),
    (
      .otherFormat(file: "a.csv", .tabs),
      "a.csv looks separated by tabs, not commas.\nSave it as CSV (comma separated)."
    ),
    (
      .otherFormat(file: "a.csv", .utf16),
      """
      a.csv looks like UTF-16.
      Save it as CSV in UTF-8, or convert it: iconv -f utf-16 -t utf-8.
      """
    ),
    (
      .otherFormat(file: "a.csv", .carriageReturns),
      "a.csv has lines that end in a carriage return alone.\nConvert it: tr '\\r' '\\n'."
    ),
    (
      .otherFormat(file: "a.csv", .workbook),
      "a.csv looks like a workbook of Excel or LibreOffice.\nSave the sheet as CSV (UTF-8)."
    ),
    (.otherFormat(file: "a.csv", .gzip), "a.csv looks compressed.\nUnpack it first: gunzip."),
  ]

  static let form: [(TableError, String)] = [
    (
      .unnamedColumn(file: "a.csv", place: 1),
      """
      a.csv, line 1: column 1 has no name.
      Name every column; if it holds row names of R, save with row.names = FALSE.
      """
    ),
    (
      .repeatedColumn(file: "a.csv", column: "x", places: [1, 3]),
      "a.csv, line 1: columns 1 and 3 are both named 'x'.\nGive each column its own name."
    ),
    (
      .wrongFieldCount(file: "a.csv", line: 3, seen: 1, expected: 2),
      """
      a.csv, line 3: the row has 1 field, the header 2.
      A text that holds a comma must stand in double quotes.
      """
    ),
    (
      .wrongFieldCount(file: "a.csv", line: 3, seen: 0, expected: 2),
      "a.csv, line 3 is blank.\nRemove it; blank lines may stand only at the end."
    ),
    (
      .unclosedQuote(file: "a.csv", line: 3),
      """
      a.csv, line 3: the quote that opens a field here is never closed.
      Close it; a quote within a quoted field is written twice: "".
      """
    ),
    (
      .textAfterQuote(file: "a.csv", line: 3),
      """
      a.csv, line 3: text follows the quote that closes a field.
      A comma must follow it; a quote within a quoted field is written twice: "".
      """
    ),
    (
      .invalidUTF8(file: "a.csv", line: 3, column: "name"),
      """
      a.csv, line 3, column 'name': the text is not in UTF-8.
      Save the file in UTF-8, or convert it: iconv -f latin1 -t utf-8.
      """
    ),
    (
      .invalidUTF8(file: "a.csv", line: 1, column: nil),
      """
      a.csv, line 1: the text is not in UTF-8.
      Save the file in UTF-8, or convert it: iconv -f latin1 -t utf-8.
      """
    ),
  ]

  static let values: [(TableError, String)] = [
    (
      .notANumber(cell),
      """
      schools.csv, line 214, column 'ses': 'NA?' is not a number.
      Correct it, or leave it empty if it is missing; if 'ses' is a category, write factor(ses) \
      in the formula.
      """
    ),
    (
      .decimalComma(.init(file: "a.csv", line: 2, column: "x", text: "1,5")),
      """
      a.csv, line 2, column 'x': '1,5' is not a number: it has a comma.
      Write numbers with a decimal point and no separators of thousands; in R, save with \
      write.csv, not write.csv2.
      """
    ),
    (
      .infinite(
        .init(file: "a.csv", line: 2, column: "x", text: String(repeating: "9", count: 50))),
      """
      a.csv, line 2, column 'x': '\(String(repeating: "9", count: 37))...' is infinite.
      Every number must be finite: correct it, or leave it empty if it is missing.
      """
    ),
  ]

  static let joins: [(TableError, String)] = [
    (
      .missingColumn("sess", files: ["a.csv", "b.csv"], columns: ["school", "ses"]),
      """
      a.csv and b.csv: there is no column 'sess'.
      Did you mean 'ses'? The columns are school, ses.
      """
    ),
    (
      .missingColumn("weeks", files: ["a.csv"], columns: ["school", "ses"]),
      "a.csv: there is no column 'weeks'.\nThe columns are school, ses."
    ),
    (
      .missingColumn("x12", files: ["a.csv"], columns: (100..<113).map { "item\($0)" }),
      """
      a.csv: there is no column 'x12'.
      There are 13 columns; the header must have the name as it stands.
      """
    ),
    (
      .columnInTwoFiles(column: "x", files: ["a.csv", "b.csv"]),
      """
      The column 'x' stands in a.csv and b.csv.
      Keep it in one of them, or rename one: files share only the ids of groups.
      """
    ),
    (
      .noSharedID(file: "c.csv", previous: ["a.csv", "b.csv"], factors: ["class", "school"]),
      """
      c.csv cannot be joined with a.csv and b.csv: they share no group id.
      Both need a column 'class' or 'school'.
      """
    ),
    (
      .noSharedID(file: "b.csv", previous: ["a.csv"], factors: []),
      """
      b.csv cannot be joined with a.csv: the model has no grouping factor.
      Files are joined on the id of a group, as in (1 | school).
      """
    ),
    (
      .missingGroup(
        [.init(column: "school", id: "1224")], file: "a.csv", line: 7, other: "b.csv"),
      """
      a.csv, line 7: school '1224' has no row in b.csv.
      Add its row there, or remove the group from a.csv.
      """
    ),
    (
      .repeatedGroup(
        [.init(column: "school", id: "1"), .init(column: "class", id: "a")], file: "b.csv",
        lines: [2, 4]),
      """
      b.csv, lines 2 and 4: school '1' and class 'a' stands twice.
      A file that is joined has one row for each group; the file with several rows for each goes \
      first.
      """
    ),
  ]

  @Test("every error has its words", arguments: files + form + values + joins)
  func words(error: TableError, expected: String) {
    #expect(error.description == expected)
  }
}
