/// A file with one row for each group, whose columns are joined to the rows of the groups.
struct GroupFile: Sendable {
  /// The file, as the user wrote it.
  let name: String
  /// The columns that it adds.
  let added: [String]
  fileprivate let table: Table
  /// The columns of ids, and the file with the rows.
  fileprivate let keys: [String]
  fileprivate let rowFile: String
  fileprivate let ids: [CategoricalColumn]
  /// For each id column after the first: the code of a combination so far with a code of it.
  fileprivate let pairs: [[UInt64: UInt32]]
  /// The row of each combination of ids.
  fileprivate let rowOfCode: [Int?]
  /// For each id column the code of each text.
  fileprivate let codeOfLevel: [[String: UInt32]]

  /// Takes the rows of a file that is joined by these columns.
  ///
  /// - Throws: `TableError.repeatedGroup` when a group has two rows.
  init(
    _ table: Table, name: String, keys: [String], of rowFile: String
  ) throws(TableError) {
    let ids = keys.compactMap { table.texts($0) }
    var pairs = Array(repeating: [UInt64: UInt32](), count: keys.count - 1)
    var rowOfCode = Array(repeating: Int?.none, count: ids[0].levels.count)
    for row in 0..<table.rowCount where ids.allSatisfy({ $0.text(row) != nil }) {
      var code = ids[0].codes[row]
      for place in pairs.indices {
        let pair = UInt64(code) << 32 | UInt64(ids[place + 1].codes[row])
        code = pairs[place][pair] ?? UInt32(pairs[place].count)
        pairs[place][pair] = code
      }
      while rowOfCode.count <= code { rowOfCode.append(nil) }
      if let first = rowOfCode[Int(code)] {
        throw .repeatedGroup(
          Self.groupIDs(keys, ids, row: row), file: name,
          lines: [table.line(ofRow: first), table.line(ofRow: row)])
      }
      rowOfCode[Int(code)] = row
    }
    (self.table, self.name, self.keys, self.rowFile) = (table, name, keys, rowFile)
    (self.ids, self.pairs, self.rowOfCode) = (ids, pairs, rowOfCode)
    codeOfLevel = ids.map {
      Dictionary(uniqueKeysWithValues: zip($0.levels, 0..<UInt32($0.levels.count)))
    }
    added = table.names.filter { !keys.contains($0) }
  }

  fileprivate static func groupIDs(
    _ keys: [String], _ ids: [CategoricalColumn], row: Int
  ) -> [TableError.GroupID] {
    zip(keys, ids).map { .init(column: $0, id: $1.text(row) ?? "NA") }
  }
}

extension GroupFile {
  /// A reading of rows to which the file is joined, block by block.
  struct Join {
    private let file: GroupFile
    /// For each id column the code here of each text there; nil where it is unknown here.
    private var translations: [[UInt32?]]
    private var isUsed: [Bool]
    /// The levels of the added columns among the rows so far.
    private var appeared: [String: AppearedLevels] = [:]

    init(_ file: GroupFile) {
      self.file = file
      translations = file.ids.map { _ in [] }
      isUsed = Array(repeating: false, count: file.table.rowCount)
    }

    /// The block with the columns of the file.
    ///
    /// - Throws: `TableError.missingGroup` when the file has no row for a group of the block.
    mutating func joined(to block: Table) throws(TableError) -> Table {
      let source = try rows(of: block)
      let columns = file.added.compactMap { name -> Column? in
        switch file.table[name] {
        case .numeric(let values): return .numeric(source.map { $0.map { values[$0] } ?? .nan })
        case .categorical(let column):
          return .categorical(appeared[name, default: AppearedLevels()].column(column, source))
        case nil: return nil
        }
      }
      return block.adding(
        file.added, columns, file: file.name,
        lines: source.map { $0.map { UInt32(file.table.line(ofRow: $0)) } ?? 0 })
    }

    /// The row of each row's group; nil where an id is missing.
    private mutating func rows(of block: Table) throws(TableError) -> [Int?] {
      let ids = file.keys.compactMap { block.texts($0) }
      for (place, id) in ids.enumerated() {
        for level in id.levels.dropFirst(translations[place].count) {
          translations[place].append(file.codeOfLevel[place][level])
        }
      }
      var rows: [Int?] = []
      rows.reserveCapacity(block.rowCount)
      for row in 0..<block.rowCount {
        guard ids.allSatisfy({ $0.codes[row] != CategoricalColumn.missing }) else {
          rows.append(nil)
          continue
        }
        guard let found = self.row(of: ids, at: row) else {
          throw .missingGroup(
            GroupFile.groupIDs(file.keys, ids, row: row), file: file.rowFile,
            line: block.line(ofRow: row), other: file.name)
        }
        rows.append(found)
        isUsed[found] = true
      }
      return rows
    }

    private func row(of ids: [CategoricalColumn], at row: Int) -> Int? {
      guard var code = translations[0][Int(ids[0].codes[row])] else { return nil }
      for place in file.pairs.indices {
        guard let next = translations[place + 1][Int(ids[place + 1].codes[row])],
          let pair = file.pairs[place][UInt64(code) << 32 | UInt64(next)]
        else { return nil }
        code = pair
      }
      return file.rowOfCode[Int(code)]
    }

    /// The groups that no row so far belongs to; nil when there is none.
    var unmatched: UnmatchedGroups? {
      let unused = isUsed.indices.filter { !isUsed[$0] }
      guard !unused.isEmpty else { return nil }
      let examples = unused.prefix(3).map { row in
        GroupFile.groupIDs(file.keys, file.ids, row: row).map(\.id).joined(separator: ":")
      }
      return .init(file: file.name, count: unused.count, examples: examples)
    }
  }
}

/// The levels of a joined column in the order in which they appear among the rows.
private struct AppearedLevels {
  private var levels: [String] = []
  /// The place of each level of the file among them.
  private var places: [UInt32] = []

  /// The column of a block, made of rows of the file.
  mutating func column(_ original: CategoricalColumn, _ rows: [Int?]) -> CategoricalColumn {
    if places.isEmpty {
      places = Array(repeating: CategoricalColumn.missing, count: original.levels.count)
    }
    let codes = rows.map { row -> UInt32 in
      guard let row, original.codes[row] != CategoricalColumn.missing else {
        return CategoricalColumn.missing
      }
      let code = Int(original.codes[row])
      if places[code] == CategoricalColumn.missing {
        places[code] = UInt32(levels.count)
        levels.append(original.levels[code])
      }
      return places[code]
    }
    return CategoricalColumn(levels: levels, codes: codes)
  }
}
