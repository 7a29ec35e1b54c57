/// The rows without a missing value in any column that the model reads (listwise deletion).
struct CompleteRows {
  /// The rows seen so far.
  private(set) var read = 0
  /// The complete ones among them.
  private(set) var used = 0
  /// The place of the first complete row, for messages.
  private(set) var firstPlace: DesignError.Place?
  private let columns: [String]
  /// For each column of the files, in their order, how many of its values are missing.
  private var missingCounts: [Int]
  private let names: [String]

  /// Takes the columns of the files; what a model reads are those of its formula and the known variances.
  ///
  /// - Throws: `DesignError.missingColumn`.
  init(
    _ names: [String], formula: Formula, knownVariance: KnownVariance?
  ) throws(DesignError) {
    columns = (formula.columnNames + (knownVariance.map { [$0.column] } ?? [])).withoutRepeats
    for name in columns where !names.contains(name) {
      throw .missingColumn(name, nearest: nearestName(to: name, among: names))
    }
    self.names = names.filter(columns.contains)
    missingCounts = Array(repeating: 0, count: self.names.count)
  }

  /// For each column with missing values how many there are, in the order of the files.
  var missing: [RowAccount.MissingCount] {
    zip(names, missingCounts).filter { $0.1 > 0 }.map {
      RowAccount.MissingCount(column: $0.0, count: $0.1)
    }
  }

  /// Counts the rows of a block, and finds the complete ones.
  mutating func count(_ block: Table) -> [Int] {
    let gaps = gaps(in: block)
    for (place, count) in gaps.enumerated() { missingCounts[place] += count }
    let rows = rows(of: block, gaps: gaps)
    read += block.rowCount
    used += rows.count
    if firstPlace == nil, let row = rows.first {
      firstPlace = block.place(of: columns.first, row: row)
    }
    return rows
  }

  /// The complete rows of a block.
  func rows(of block: Table) -> [Int] { rows(of: block, gaps: gaps(in: block)) }

  /// For each column the number of missing values.
  private func gaps(in block: Table) -> [Int] { names.map { block[$0]?.missingCount ?? 0 } }

  private func rows(of block: Table, gaps: [Int]) -> [Int] {
    guard gaps.contains(where: { $0 > 0 }) else { return Array(0..<block.rowCount) }
    var isComplete = Array(repeating: true, count: block.rowCount)
    for (name, count) in zip(names, gaps) where count > 0 {
      for row in block[name]?.missingRows ?? [] { isComplete[row] = false }
    }
    return isComplete.indices.filter { isComplete[$0] }
  }

  /// Checks that rows are left, two at least.
  ///
  /// - Throws: `DesignError.noUsableRows`, `.oneRow`.
  func check() throws(DesignError) {
    guard let firstPlace else {
      throw .noUsableRows(read: read, mostMissing: missing.max { $0.count < $1.count })
    }
    if used == 1 { throw .oneRow(firstPlace) }
  }
}

extension Column {
  /// The number of rows that have no value.
  var missingCount: Int {
    switch self {
    case .numeric(let values):
      values.withUnsafeBufferPointer { values in
        values.hasNaN ? values.reduce(0) { $0 &+ ($1.isNaN ? 1 : 0) } : 0
      }
    case .categorical(let column):
      column.codes.withUnsafeBufferPointer {
        $0.reduce(0) { $0 &+ ($1 == CategoricalColumn.missing ? 1 : 0) }
      }
    }
  }

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
