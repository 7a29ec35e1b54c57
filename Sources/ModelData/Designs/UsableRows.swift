/// The rows without a missing value in any column that the model reads (listwise deletion).
struct UsableRows {
  /// The places of the complete rows in the table.
  let rows: [Int]
  /// For each column with missing values how many there are, in the order of the files.
  let missing: [RowAccount.MissingCount]

  init(_ table: Table, columns: [String]) throws(DesignError) {
    var isComplete = Array(repeating: true, count: table.rowCount)
    var missing: [RowAccount.MissingCount] = []
    for name in columns where table[name] == nil {
      let nearest = nearestName(to: name, among: table.names)
      throw .missingColumn(name, nearest: nearest)
    }
    for name in table.names where columns.contains(name) {
      guard let column = table[name] else { continue }
      let gaps = column.missingRows
      for row in gaps { isComplete[row] = false }
      if !gaps.isEmpty {
        missing.append(RowAccount.MissingCount(column: name, count: gaps.count))
      }
    }
    rows = isComplete.indices.filter { isComplete[$0] }
    self.missing = missing
    if rows.isEmpty {
      throw .noUsableRows(
        read: table.rowCount, mostMissing: missing.max { $0.count < $1.count })
    }
    if rows.count == 1 { throw .oneRow(table.place(of: columns.first, row: rows[0])) }
  }
}

extension Column {
  /// The rows that have no value.
  var missingRows: [Int] {
    switch self {
    case .numeric(let values):
      values.indices.filter { values[$0].isNaN }
    case .categorical(let column):
      column.codes.indices.filter { column.codes[$0] == CategoricalColumn.missing }
    }
  }

  /// The text of a row's value; nil where it is missing.
  func text(_ row: Int) -> String? {
    switch self {
    case .numeric(let values):
      values[row].isNaN ? nil : values[row].textAsInR
    case .categorical(let column):
      column.codes[row] == CategoricalColumn.missing ? nil : column.levels[Int(column.codes[row])]
    }
  }
}

extension Table {
  /// The place of a value, for messages.
  func place(of column: String?, row: Int) -> DesignError.Place {
    DesignError.Place(file: column.flatMap(file(of:)), line: line(ofRow: row))
  }
}
