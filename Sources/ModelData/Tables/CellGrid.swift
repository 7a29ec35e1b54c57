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
  private var plainRows: PlainRows
  /// For each column of the file the shape of its last number.
  private var shapes: [DecimalShape]

  /// Makes a grid for a number of columns and one more, for cells that nobody asked for.
  ///
  /// - Parameter fields: the number of columns of the file.
  init(columns: Int, of fieldCount: Int, rows: Int) {
    capacity = rows
    plainRows = PlainRows(fields: fieldCount)
    shapes = Array(repeating: DecimalShape(), count: fieldCount)
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
    rowCount = 0
    while rowCount < capacity, takePlainRows(&scanner, plans) > 0 {}
    try Self.takeRows(&lines, &numbers, &fields, &shapes, &rowCount, &scanner, plans)
  }

  /// Takes the plain rows that come next; their number.
  private mutating func takePlainRows(_ scanner: inout FieldScanner, _ plans: [Plan]) -> Int {
    plainRows.find(scanner, atMost: capacity - rowCount)
    for (column, plan) in plans.enumerated() where plainRows.count > 0 {
      takePlainCells(ofColumn: column, plan)
    }
    let count = plainRows.count
    for row in 0..<count { lines[rowCount + row] = UInt32(truncatingIfNeeded: scanner.line + row) }
    rowCount += count
    scanner.step(to: plainRows.end, rows: count)
    return count
  }

  private mutating func takePlainCells(ofColumn column: Int, _ plan: Plan) {
    let place = plan.start + rowCount
    fields.withUnsafeMutableBufferPointer { fields in
      numbers.withUnsafeMutableBufferPointer { numbers in
        guard let fields = fields.baseAddress, let numbers = numbers.baseAddress else { return }
        if plan.isNumeric {
          plainRows.readNumbers(
            ofColumn: column, shape: &shapes[column], into: numbers + place,
            others: fields + place)
        } else {
          plainRows.takeFields(ofColumn: column, into: fields + place)
        }
      }
    }
  }

  /// Takes the next rows, whatever they are like.
  private static func takeRows(
    _ lines: inout [UInt32], _ numbers: inout [Double], _ fields: inout [Field],
    _ shapes: inout [DecimalShape], _ rowCount: inout Int, _ source: inout FieldScanner,
    _ plans: [Plan]
  ) throws(TableError) {
    // Copies and spans, since the loop would look after arrays and access rights at each cell.
    var scanner = source
    var row = rowCount
    defer { (source, rowCount) = (scanner, row) }
    var lines = lines.mutableSpan
    var numbers = numbers.mutableSpan
    var fields = fields.mutableSpan
    var shapes = shapes.mutableSpan
    let plans = plans.span
    while row < lines.count, !scanner.isAtEnd {
      let line = scanner.line
      lines[row] = UInt32(truncatingIfNeeded: line)
      var seen = 0
      var endsRow = false
      while !endsRow {
        let column = min(seen, plans.count &- 1)
        let plan = plans[column]
        let place = plan.start &+ row
        seen &+= 1
        let field: Field
        (field, endsRow) = try scanner.next()
        fields[place] = field
        if plan.isNumeric {
          numbers[place] = scanner.plainNumber(in: field, shape: &shapes[column]) ?? .nan
        }
        if endsRow, seen == 1, plans.count > 1, field.count == 0 { seen = 0 }
      }
      guard seen == plans.count else {
        throw .wrongFieldCount(file: scanner.file, line: line, seen: seen, expected: plans.count)
      }
      row &+= 1
    }
  }
}
