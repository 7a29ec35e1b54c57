/// The rows that a model uses as they stand in its data files: all columns, joined, as texts.
public struct SourceRows: Sendable {
  /// The names of the columns, in the order of the files.
  public var names: [String] { files.names }
  /// The lines of the first file on which the rows begin.
  private let lines: [Int]
  private let files: DataFiles

  /// Opens the files of an analysis.
  ///
  /// - Throws: an `InputError`.
  public init(_ analysis: Analysis) throws {
    lines = try analysis.usedLines()
    files = try DataFiles(
      allColumnsOf: analysis.file.data.map { FileReference(path: $0.path, name: $0.name) },
      joinedOn: Set(analysis.formula.textColumns))
  }

  /// Calls `body` with the number of each row, from 0, and its texts, nil where a value is missing.
  ///
  /// - Throws: what `body` throws, or a `TableError`.
  public func read(_ body: (_ row: Int, _ texts: [String?]) throws -> Void) throws {
    var next = 0
    try files.read { block in
      let columns = names.map { block.texts($0) }
      for row in 0..<block.rowCount
      where next < lines.count && block.line(ofRow: row) == lines[next] {
        try body(next, columns.map { $0?.text(row) })
        next += 1
      }
    }
  }
}

extension Analysis {
  /// The lines of the first data file on which the rows begin that the model uses, in their order.
  func usedLines() throws -> [Int] {
    if let correlated { return try correlated.usedLines() }
    let complete = try CompleteRows(
      files.names, formula: formula, knownVariance: KnownVariance(file))
    var lines: [Int] = []
    try files.read { block in
      lines += complete.rows(of: block).map { block.line(ofRow: $0) }
    }
    return lines
  }
}
