/// Rows that can be read in blocks, from the first to the last, as often as needed.
protocol RowSource {
  /// The names of the columns, in the order of the files.
  var names: [String] { get }

  /// Calls `body` with block after block.
  ///
  /// A code stands for the same text in all blocks and in every reading; a column whose cells have
  /// all been missing so far is one of numbers.
  ///
  /// - Returns: what is known after the last row: a table without rows, with all levels.
  /// - Throws: what `body` throws, or a `TableError`.
  @discardableResult
  func read(_ body: (Table) throws -> Void) throws -> Table
}

extension Table: RowSource {
  /// Calls `body` once, with the whole table.
  @discardableResult
  func read(_ body: (Table) throws -> Void) rethrows -> Table {
    try body(self)
    return self
  }
}
