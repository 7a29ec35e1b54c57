/// A table that grows by columns about its groups, read from further files.
struct TableJoin {
  private(set) var names: [String]
  /// The files joined so far, the one with the rows first.
  private(set) var files: [String]
  private var columns: [String: Column]
  private var fileOfColumn: [String: String]
  private let lines: [UInt32]
  private var joinedLines: [String: [UInt32]] = [:]
  private var unmatched: [UnmatchedGroups] = []

  /// Starts with the file that holds the rows.
  init(_ rows: FileColumns) {
    names = rows.names
    files = [rows.file]
    columns = Dictionary(uniqueKeysWithValues: zip(rows.names, rows.columns))
    fileOfColumn = Dictionary(uniqueKeysWithValues: rows.names.map { ($0, rows.file) })
    lines = rows.lines
  }

  /// The table as joined so far.
  var table: Table {
    Table(
      names: names, columns: names.compactMap { columns[$0] }, rowCount: lines.count,
      origin: .init(fileOfColumn: fileOfColumn, lines: lines, joinedLines: joinedLines),
      unmatched: unmatched)
  }

  /// Adds the columns of a file that has one row for each combination of the ids in `keys`.
  ///
  /// - Throws: `TableError.repeatedGroup` when a group has two rows there, `.missingGroup` when a
  ///   group of the table has none.
  mutating func add(_ other: FileColumns, on keys: [String]) throws(TableError) {
    let ids = keys.compactMap { key in
      texts(key).flatMap { here in other.texts(key).map { (here: here, there: $0) } }
    }
    let codes = CommonCodes(ids)
    let sources = try rowsByCode(codes, in: other, ids.map(\.there), keys)
    var source = [Int?](repeating: nil, count: lines.count)
    var isUsed = [Bool](repeating: false, count: other.lines.count)
    for (row, code) in codes.here.enumerated() where code != CategoricalColumn.missing {
      guard code != CommonCodes.unknown, let found = sources[Int(code)] else {
        throw .missingGroup(
          groupIDs(keys, ids.map(\.here), row: row), file: files[0], line: Int(lines[row]),
          other: other.file)
      }
      source[row] = found
      isUsed[found] = true
    }
    for (name, column) in zip(other.names, other.columns) where !keys.contains(name) {
      names.append(name)
      columns[name] = column.taking(source)
      fileOfColumn[name] = other.file
    }
    joinedLines[other.file] = source.map { row in row.map { other.lines[$0] } ?? 0 }
    files.append(other.file)
    let unused = isUsed.indices.filter { !isUsed[$0] }
    guard !unused.isEmpty else { return }
    let examples = unused.prefix(3).map { row in
      groupIDs(keys, ids.map(\.there), row: row).map(\.id).joined(separator: ":")
    }
    unmatched.append(.init(file: other.file, count: unused.count, examples: examples))
  }

  /// The row of the other file that has each code; a row without an id has none.
  private func rowsByCode(
    _ codes: CommonCodes, in other: FileColumns, _ ids: [CategoricalColumn], _ keys: [String]
  ) throws(TableError) -> [Int?] {
    var rows = [Int?](repeating: nil, count: codes.count)
    for (row, code) in codes.there.enumerated() where code != CategoricalColumn.missing {
      if let first = rows[Int(code)] {
        throw .repeatedGroup(
          groupIDs(keys, ids, row: row), file: other.file,
          lines: [Int(other.lines[first]), Int(other.lines[row])])
      }
      rows[Int(code)] = row
    }
    return rows
  }

  private func texts(_ name: String) -> CategoricalColumn? {
    guard case .categorical(let column)? = columns[name] else { return nil }
    return column
  }

  private func groupIDs(
    _ keys: [String], _ ids: [CategoricalColumn], row: Int
  ) -> [TableError.GroupID] {
    zip(keys, ids).map { .init(column: $0, id: $1.text(row) ?? "NA") }
  }
}

/// One code for each combination of ids, the same in two tables.
private struct CommonCodes {
  /// The code of a combination that the other table does not have.
  static let unknown = UInt32.max - 1
  /// For each row of this table its code, `unknown`, or `CategoricalColumn.missing`.
  private(set) var here: [UInt32] = []
  /// For each row of the other table its code, or `CategoricalColumn.missing`.
  private(set) var there: [UInt32] = []
  /// The number of codes.
  private(set) var count = 0

  /// Takes the columns of ids, each in this table and in the other; at least one.
  init(_ ids: [(here: CategoricalColumn, there: CategoricalColumn)]) {
    for (place, id) in ids.enumerated() {
      let codes = Dictionary(
        uniqueKeysWithValues: zip(id.there.levels, 0..<UInt32(id.there.levels.count)))
      let translation = id.here.levels.map { codes[$0] ?? Self.unknown }
      let translated = id.here.codes.map {
        $0 == CategoricalColumn.missing ? $0 : translation[Int($0)]
      }
      if place == 0 {
        (here, there, count) = (translated, id.there.codes, id.there.levels.count)
      } else {
        combine(translated, id.there.codes)
      }
    }
  }

  /// Gives each pair of a code so far and a code of the next column a code of its own.
  private mutating func combine(_ nextHere: [UInt32], _ nextThere: [UInt32]) {
    var pairs: [UInt64: UInt32] = [:]
    there = zip(there, nextThere).map { first, second in
      guard max(first, second) < Self.unknown else { return max(first, second) }
      let code = pairs[UInt64(first) << 32 | UInt64(second), default: UInt32(pairs.count)]
      pairs[UInt64(first) << 32 | UInt64(second)] = code
      return code
    }
    here = zip(here, nextHere).map { first, second in
      guard max(first, second) < Self.unknown else { return max(first, second) }
      return pairs[UInt64(first) << 32 | UInt64(second)] ?? Self.unknown
    }
    count = pairs.count
  }
}

extension Column {
  /// The column with these of its rows; missing where there is none.
  fileprivate func taking(_ rows: [Int?]) -> Column {
    switch self {
    case .numeric(let values): .numeric(rows.map { row in row.map { values[$0] } ?? .nan })
    case .categorical(let column): .categorical(column.taking(rows))
    }
  }
}

extension CategoricalColumn {
  /// The column with these of its rows, its levels those that appear, in the order in which they do.
  fileprivate func taking(_ rows: [Int?]) -> CategoricalColumn {
    var newCodes = [UInt32](repeating: Self.missing, count: levels.count)
    var newLevels: [String] = []
    let codes = rows.map { row -> UInt32 in
      guard let row, self.codes[row] != Self.missing else { return Self.missing }
      let old = Int(self.codes[row])
      if newCodes[old] == Self.missing {
        newCodes[old] = UInt32(newLevels.count)
        newLevels.append(levels[old])
      }
      return newCodes[old]
    }
    return CategoricalColumn(levels: newLevels, codes: codes)
  }
}
