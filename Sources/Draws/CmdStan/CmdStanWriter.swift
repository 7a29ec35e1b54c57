/// Writes the draws of one chain in CmdStan's CSV layout, by blocks of rows.
///
/// The file gets its name when `finish` has written the timing; until then it is an `AtomicFile`'s
/// hidden partial file, which goes away with an unfinished writer.
public struct CmdStanWriter: ~Copyable, Sendable {
  /// The number of fields in each row.
  public let columnCount: Int
  private let file: AtomicFile
  private var buffer: [UInt8]

  /// The size from which the buffered rows are written, in bytes.
  private static let blockSize = 1 << 18

  /// Opens the file; its header and the names of the columns go out with the first block.
  ///
  /// - Throws: `DrawsError.cannotCreate`.
  public init(
    path: String, header: CmdStanHeader, columns: [String]
  ) throws(DrawsError) {
    columnCount = columns.count
    buffer = Array("\(header.text)\(columns.joined(separator: ","))\n".utf8)
    file = try AtomicFile(at: path)
  }

  /// Appends one iteration, a value for each column.
  ///
  /// - Throws: `DrawsError.cannotWrite`.
  public mutating func append(_ row: [Double]) throws(DrawsError) {
    precondition(row.count == columnCount, "the row does not fit the columns")
    for value in row { appendField(value) }
    try endRow()
  }

  /// Appends all iterations of a chain with the same columns.
  ///
  /// - Throws: `DrawsError.cannotWrite`.
  public mutating func append(_ draws: ChainDraws) throws(DrawsError) {
    precondition(draws.columns.count == columnCount, "the draws do not fit the columns")
    for iteration in 0..<draws.iterationCount {
      for column in 0..<columnCount { appendField(draws[iteration, column]) }
      try endRow()
    }
  }

  /// Writes the timing, brings the file to the disk and gives it its name.
  ///
  /// - Throws: `DrawsError.cannotWrite` or `.cannotCreate`; nothing is left behind then.
  public consuming func finish(_ elapsed: ElapsedTime) throws(DrawsError) {
    buffer.append(contentsOf: elapsed.footer.utf8)
    try flush()
    try file.commit()
  }

  /// Removes what was written.
  public consuming func abandon() { file.abandon() }

  private mutating func appendField(_ value: Double) {
    buffer.appendDecimal(value)
    buffer.append(UInt8(ascii: ","))
  }

  private mutating func endRow() throws(DrawsError) {
    buffer[buffer.count - 1] = UInt8(ascii: "\n")
    if buffer.count >= Self.blockSize { try flush() }
  }

  private mutating func flush() throws(DrawsError) {
    try file.write(buffer)
    buffer.removeAll(keepingCapacity: true)
  }
}
