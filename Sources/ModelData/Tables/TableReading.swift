extension Table {
  /// Reads the columns that a model names from one file, or from several joined on group ids.
  ///
  /// The first file holds the rows. Each further file has one row for each group of a grouping
  /// factor (or of several) and adds columns about the groups. Of each file only the columns asked
  /// for are kept. Apart from `textColumns` a column is numeric when all its cells are numbers or
  /// missing and categorical when none is a number.
  ///
  /// - Parameters:
  ///   - files: The files; the first one holds the rows.
  ///   - columns: The columns to read.
  ///   - textColumns: Those kept as texts, digits or not: grouping factors, arguments of
  ///     `factor`. They are read too; files are joined on those that they share.
  /// - Throws: `TableError`.
  public static func read(
    files: [FileReference], columns: Set<String>, textColumns: Set<String>
  ) throws(TableError) -> Table {
    var sources: [CSVFile] = []
    for file in files { sources.append(try CSVFile(file)) }
    guard let first = sources.first else { throw .noFiles }
    let wanted = columns.union(textColumns)
    try checkColumns(wanted, textColumns, in: sources)
    var join = TableJoin(try FileColumns(first, wanted: wanted, texts: textColumns))
    for file in sources.dropFirst() {
      let keys = file.columnNames.filter { textColumns.contains($0) && join.names.contains($0) }
      guard !keys.isEmpty else {
        throw .noSharedID(
          file: file.name, previous: join.files, factors: textColumns.sorted())
      }
      try join.add(FileColumns(file, wanted: wanted, texts: textColumns), on: keys)
    }
    return join.table
  }

  /// Checks that each column wanted is in a file, and but for texts in one alone.
  private static func checkColumns(
    _ wanted: Set<String>, _ texts: Set<String>, in files: [CSVFile]
  ) throws(TableError) {
    for name in wanted.sorted() {
      let holders = files.filter { $0.columnNames.contains(name) }.map(\.name)
      if holders.isEmpty {
        var columns: [String] = []
        for column in files.flatMap(\.columnNames) where !columns.contains(column) {
          columns.append(column)
        }
        throw .missingColumn(name, files: files.map(\.name), columns: columns)
      }
      if holders.count > 1, !texts.contains(name) {
        throw .columnInTwoFiles(column: name, files: holders)
      }
    }
  }
}

/// The columns read from one file, whole.
struct FileColumns {
  let file: String
  let names: [String]
  private(set) var columns: [Column] = []
  private(set) var lines: [UInt32] = []

  /// Reads the wanted columns that the file has.
  init(_ file: CSVFile, wanted: Set<String>, texts: Set<String>) throws(TableError) {
    self.file = file.name
    names = file.columnNames.filter(wanted.contains)
    var reader = try CSVReader(
      file, columns: names.map { .init($0, as: texts.contains($0) ? .text : .detected) })
    var numbers = [[Double]](repeating: [], count: names.count)
    var codes = [[UInt32]](repeating: [], count: names.count)
    while try reader.next() {
      for (place, block) in reader.columns.enumerated() {
        if block.type == .text {
          // Blocks before the type was known had missing cells only.
          let missed = lines.count - codes[place].count
          codes[place] += repeatElement(CategoricalColumn.missing, count: missed)
          codes[place] += block.codes[..<reader.rowCount]
        } else {
          numbers[place] += block.numbers[..<reader.rowCount]
        }
      }
      lines += reader.lines[..<reader.rowCount]
    }
    for (place, block) in reader.columns.enumerated() {
      columns.append(
        block.type == .text
          ? .categorical(CategoricalColumn(mergingEqual: block.levels, codes: codes[place]))
          : .numeric(numbers[place]))
    }
  }

  /// The texts of a column that was read as such; nil when there is none of this name.
  func texts(_ name: String) -> CategoricalColumn? {
    guard let place = names.firstIndex(of: name), case .categorical(let column) = columns[place]
    else { return nil }
    return column
  }
}
