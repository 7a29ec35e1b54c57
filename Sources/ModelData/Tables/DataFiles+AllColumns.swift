extension DataFiles {
  /// Opens the files with all their columns, as texts.
  ///
  /// A column of a later file that is in an earlier one too is left out, unless the files are joined on it.
  ///
  /// - Parameters:
  ///   - files: the files; the first one holds the rows.
  ///   - ids: the columns on which files are joined, where they share them.
  ///   - blockRows: the most rows that a block has.
  /// - Throws: `TableError`.
  init(
    allColumnsOf files: [FileReference], joinedOn ids: Set<String>, blockRows: Int = 2048
  ) throws(TableError) {
    guard let file = files.first else { throw .noFiles }
    rows = try CSVFile(file)
    self.blockRows = blockRows
    var names = rows.columnNames
    requests = names.map { .init($0, as: .text) }
    var joined: [GroupFile] = []
    for file in files.dropFirst() {
      let source = try CSVFile(file)
      let keys = source.columnNames.filter { ids.contains($0) && names.contains($0) }
      guard !keys.isEmpty else {
        throw .noSharedID(
          file: file.name, previous: [rows.name] + joined.map(\.name), factors: ids.sorted())
      }
      let wanted = Set(keys + source.columnNames.filter { !names.contains($0) })
      let single = try DataFiles(
        [file], columns: [], textColumns: wanted, blockRows: blockRows)
      let next = try GroupFile(try Table(single), name: file.name, keys: keys, of: rows.name)
      names += next.added
      joined.append(next)
    }
    self.names = names
    self.joined = joined
  }
}
