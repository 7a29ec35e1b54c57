/// The data files of a model, opened: rows in the first one, groups in the others.
///
/// Each further file has one row for each group of a grouping factor (or of several) and adds
/// columns about the groups; it is held whole. The rows are read in blocks and not held.
public struct DataFiles: Sendable {
  /// The names of the columns, in the order of the files.
  public let names: [String]
  let rows: CSVFile
  let requests: [CSVReader.Request]
  let joined: [GroupFile]
  let blockRows: Int

  /// Opens the files, and reads all but the first.
  ///
  /// Of each file only the columns asked for are read. Apart from `textColumns` a column is numeric
  /// when all its cells are numbers or missing and categorical when none is a number.
  ///
  /// - Parameters:
  ///   - files: the files; the first one holds the rows.
  ///   - columns: the columns to read.
  ///   - textColumns: those kept as texts, digits or not: grouping factors, arguments of
  ///     `factor`. They are read too; files are joined on those that they share.
  ///   - blockRows: the most rows that a block has.
  /// - Throws: `TableError`.
  public init(
    _ files: [FileReference], columns: Set<String>, textColumns: Set<String>,
    blockRows: Int = 2048
  ) throws(TableError) {
    var sources: [CSVFile] = []
    for file in files { sources.append(try CSVFile(file)) }
    guard let first = sources.first else { throw .noFiles }
    let wanted = columns.union(textColumns)
    try Self.checkColumns(wanted, textColumns, in: sources)
    var names = first.columnNames.filter(wanted.contains)
    rows = first
    requests = names.map { .init($0, as: textColumns.contains($0) ? .text : .detected) }
    self.blockRows = blockRows
    var joined: [GroupFile] = []
    for file in sources.dropFirst() {
      let keys = file.columnNames.filter { textColumns.contains($0) && names.contains($0) }
      guard !keys.isEmpty else {
        throw .noSharedID(
          file: file.name, previous: [first.name] + joined.map(\.name),
          factors: textColumns.sorted())
      }
      let single = DataFiles(file, wanted: wanted, textColumns: textColumns, blockRows: blockRows)
      let next = try GroupFile(try Table(single), name: file.name, keys: keys, of: first.name)
      names += next.added
      joined.append(next)
    }
    self.names = names
    self.joined = joined
  }

  /// One file by itself.
  private init(_ file: CSVFile, wanted: Set<String>, textColumns: Set<String>, blockRows: Int) {
    names = file.columnNames.filter(wanted.contains)
    rows = file
    requests = names.map { .init($0, as: textColumns.contains($0) ? .text : .detected) }
    joined = []
    self.blockRows = blockRows
  }

  /// Checks that each column wanted is in a file, and but for texts in one alone.
  private static func checkColumns(
    _ wanted: Set<String>, _ texts: Set<String>, in files: [CSVFile]
  ) throws(TableError) {
    for name in wanted.sorted() {
      let holders = files.filter { $0.columnNames.contains(name) }.map(\.name)
      if holders.isEmpty {
        throw .missingColumn(
          name, files: files.map(\.name), columns: files.flatMap(\.columnNames).withoutRepeats)
      }
      if holders.count > 1, !texts.contains(name) {
        throw .columnInTwoFiles(column: name, files: holders)
      }
    }
  }
}

extension DataFiles: RowSource {
  @discardableResult
  func read(_ body: (Table) throws -> Void) throws -> Table {
    var reading = try TableReading(self)
    // A block dies before the next one is read, so that its levels can grow in place.
    while let block = try reading.next() { try body(block) }
    return try reading.end()
  }
}

extension Table {
  /// Reads the columns that a model names from one file, or from several joined on group ids.
  ///
  /// - Parameters:
  ///   - files: the files; the first one holds the rows.
  ///   - columns: the columns to read.
  ///   - textColumns: those kept as texts, as in `DataFiles`.
  /// - Throws: `TableError`.
  public static func read(
    files: [FileReference], columns: Set<String>, textColumns: Set<String>
  ) throws(TableError) -> Table {
    try Table(DataFiles(files, columns: columns, textColumns: textColumns))
  }
}
