import ModelData

/// A CSV file as it stands: every value a text.
struct SummaryTable {
  /// The file, as the user wrote it.
  let file: String
  /// The columns.
  let names: [String]
  private let table: Table

  /// Reads a file.
  ///
  /// - Throws: `TableError`.
  init(_ file: FileReference) throws {
    self.file = file.name
    names = try CSVFile(file).columnNames
    table = try Table.read(files: [file], columns: [], textColumns: Set(names))
  }

  /// The number of rows.
  var rowCount: Int { table.rowCount }

  /// The text of a value; nil where it is missing.
  func text(_ column: String, _ row: Int) -> String? {
    guard case .categorical(let values)? = table[column] else { return nil }
    return values.text(row)
  }

  /// The line on which a row begins.
  func line(ofRow row: Int) -> Int { table.line(ofRow: row) }
}
