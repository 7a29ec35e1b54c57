/// One reading of the rows of data files, block by block.
struct TableReading: ~Copyable {
  private let file: String
  private var reader: CSVReader
  private var levels: [LevelList]
  private var joins: [GroupFile.Join]

  /// Starts at the first row.
  init(_ files: DataFiles) throws(TableError) {
    file = files.rows.name
    reader = try CSVReader(files.rows, columns: files.requests, blockRows: files.blockRows)
    levels = files.requests.map { _ in LevelList() }
    joins = files.joined.map(GroupFile.Join.init)
  }

  /// The next block; nil when there are no more rows.
  mutating func next() throws(TableError) -> Table? {
    try reader.next() ? block(unmatched: []) : nil
  }

  /// A table without rows that has all levels, and the groups without rows.
  mutating func end() throws(TableError) -> Table {
    try block(unmatched: joins.compactMap(\.unmatched))
  }

  private mutating func block(unmatched: [UnmatchedGroups]) throws(TableError) -> Table {
    let count = reader.rowCount
    var columns: [Column] = []
    for place in levels.indices {
      columns.append(
        reader.columns[place].type == .text
          ? .categorical(levels[place].column(reader.columns[place], rowCount: count))
          : .numeric(Array(reader.columns[place].numbers[..<count])))
    }
    let names = reader.columns.map(\.name)
    var table = Table(
      names: names, columns: columns, rowCount: count,
      origin: .init(
        fileOfColumn: Dictionary(uniqueKeysWithValues: names.map { ($0, file) }),
        lines: Array(reader.lines[..<count])),
      unmatched: unmatched)
    for place in joins.indices { table = try joins[place].joined(to: table) }
    return table
  }
}

extension Table {
  /// Reads data files whole.
  ///
  /// - Throws: `TableError`.
  init(_ files: DataFiles) throws(TableError) {
    var reading = try TableReading(files)
    var rows = CollectedRows(columns: files.names.count)
    while let block = try reading.next() { rows.append(block) }
    self = rows.table(try reading.end())
  }
}

/// The cells of blocks, put one behind the other.
private struct CollectedRows {
  private var numbers: [[Double]]
  private var codes: [[UInt32]]
  private var lines: [UInt32] = []
  private var joinedLines: [String: [UInt32]] = [:]

  init(columns: Int) {
    numbers = Array(repeating: [], count: columns)
    codes = Array(repeating: [], count: columns)
  }

  mutating func append(_ block: Table) {
    for (place, name) in block.names.enumerated() {
      switch block[name] {
      case .numeric(let values): numbers[place] += values
      case .categorical(let column):
        // Blocks before the type was known had missing cells only.
        let missed = lines.count - codes[place].count
        codes[place] += repeatElement(CategoricalColumn.missing, count: missed)
        codes[place] += column.codes
      case nil: break
      }
    }
    lines += block.origin.lines
    for (file, lines) in block.origin.joinedLines { joinedLines[file, default: []] += lines }
  }

  /// The table of all rows; `end` has the levels.
  func table(_ end: Table) -> Table {
    let columns = end.names.enumerated().compactMap { place, name -> Column? in
      switch end[name] {
      case .numeric: .numeric(numbers[place])
      case .categorical(let column):
        .categorical(CategoricalColumn(levels: column.levels, codes: codes[place]))
      case nil: nil
      }
    }
    return Table(
      names: end.names, columns: columns, rowCount: lines.count,
      origin: .init(
        fileOfColumn: end.origin.fileOfColumn, lines: lines, joinedLines: joinedLines),
      unmatched: end.unmatched)
  }
}
