/// The cells of a block of rows as they come from the file, column after column.
struct CellGrid {
  /// How the cells of a column of the file are read.
  struct Plan {
    /// Where the cells of the column begin in the grid.
    var start: Int
    /// Whether its cells are read as numbers.
    var isNumeric: Bool
  }

  /// The most rows that a block has.
  let capacity: Int
  /// The number of rows.
  private(set) var rowCount = 0
  /// The line on which each row begins.
  private(set) var lines: [UInt32]
  /// The cells of columns of numbers; NaN where the field is no plain number.
  private(set) var numbers: [Double]
  /// Where the cells are in the file, but for plain numbers.
  private(set) var fields: [Field]

  /// Makes a grid for a number of columns and one more, for cells that nobody asked for.
  init(columns: Int, rows: Int) {
    capacity = rows
    lines = Array(repeating: 0, count: rows)
    numbers = Array(repeating: .nan, count: rows * (columns + 1))
    fields = Array(repeating: Field(start: 0, end: 0), count: rows * (columns + 1))
  }

  /// The places of the cells of a column.
  func range(ofColumn column: Int) -> Range<Int> {
    column * capacity..<column * capacity + rowCount
  }

  /// Takes the next rows from the file, by a plan for each of its columns.
  ///
  /// - Throws: `TableError` when a row is not well formed; the rows before it are taken.
  mutating func fill(_ scanner: inout FieldScanner, _ plans: [Plan]) throws(TableError) {
    try Self.fill(&lines, &numbers, &fields, &rowCount, &scanner, plans)
  }

  private static func fill(
    _ lines: inout [UInt32], _ numbers: inout [Double], _ fields: inout [Field],
    _ rowCount: inout Int, _ source: inout FieldScanner, _ plans: [Plan]
  ) throws(TableError) {
    // Copies and spans, since the loop would look after arrays and access rights at each cell.
    var scanner = source
    var row = 0
    defer { (source, rowCount) = (scanner, row) }
    var lines = lines.mutableSpan
    var numbers = numbers.mutableSpan
    var fields = fields.mutableSpan
    let plans = plans.span
    while row < lines.count, !scanner.isAtEnd {
      let line = scanner.line
      lines[row] = UInt32(truncatingIfNeeded: line)
      var seen = 0
      var endsRow = false
      while !endsRow {
        let plan = plans[min(seen, plans.count &- 1)]
        let place = plan.start &+ row
        seen &+= 1
        if plan.isNumeric {
          if let next = scanner.nextNumber() {
            (numbers[place], endsRow) = next
            continue
          }
          numbers[place] = .nan
        }
        (fields[place], endsRow) = try scanner.next()
        if endsRow, seen == 1, plans.count > 1, fields[place].count == 0 { seen = 0 }
      }
      guard seen == plans.count else {
        throw .wrongFieldCount(file: scanner.file, line: line, seen: seen, expected: plans.count)
      }
      row &+= 1
    }
  }
}
