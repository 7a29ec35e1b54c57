/// Writes the draws of one chain in CmdStan's CSV layout, by blocks of rows.
///
/// The file gets its name when `finish` has written the timing; until then it is an `AtomicFile`'s
/// hidden partial file. That of a new writer goes away with it when it is not finished; that of a
/// writer that continues a file stays, so that it can be continued again.
public struct CmdStanWriter: ~Copyable, Sendable {
  /// The number of fields in each row.
  public let columnCount: Int
  /// The bytes of all rows so far, without the header.
  public private(set) var rowBytes: Int
  private let file: AtomicFile
  private var buffer: [UInt8]
  /// The bytes of the buffer that belong to the header.
  private var headerBytes: Int

  /// The size from which the buffered rows are written, in bytes.
  private static let blockSize = 1 << 18

  /// Opens the file; its header and the names of the columns go out with the first block.
  ///
  /// - Throws: `DrawsError.cannotCreate`.
  public init(
    path: String, header: CmdStanHeader, columns: [String]
  ) throws(DrawsError) {
    columnCount = columns.count
    rowBytes = 0
    buffer = header.bytes(columns: columns)
    headerBytes = buffer.count
    file = try AtomicFile(at: path)
  }

  /// Goes on with a file of which so many bytes of rows are to be kept.
  ///
  /// What follows them is cut off. The header is written anew where it has changed, as when more
  /// draws are asked for. With no bytes to keep the file is begun.
  ///
  /// - Parameter isFinished: whether the rows stand in the finished file, not in the partial one.
  /// - Throws: `DrawsError.cannotCreate`, `.cannotRead` or `.cannotWrite`; `.shortened` where the file
  ///   holds fewer bytes.
  public init(
    continuing path: String, header: CmdStanHeader, columns: [String], keeping rowBytes: Int,
    isFinished: Bool = false
  ) throws(DrawsError) {
    columnCount = columns.count
    self.rowBytes = rowBytes
    buffer = []
    headerBytes = 0
    let text = header.bytes(columns: columns)
    guard rowBytes > 0 else {
      file = try AtomicFile(continuing: path, keeping: 0)
      (buffer, headerBytes) = (text, text.count)
      return
    }
    try PartialDraws(path: path, isFinished: isFinished).prepare(header: text, rowBytes: rowBytes)
    file = try AtomicFile(continuing: path, keeping: text.count + rowBytes)
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

  /// Hands all rows so far to the system.
  ///
  /// - Throws: `DrawsError.cannotWrite`.
  public mutating func flush() throws(DrawsError) {
    try file.write(buffer)
    rowBytes += buffer.count - headerBytes
    headerBytes = 0
    buffer.removeAll(keepingCapacity: true)
  }

  /// Brings all rows so far to the disk; the file keeps its hidden name.
  ///
  /// - Throws: `DrawsError.cannotWrite`.
  public mutating func synchronize() throws(DrawsError) {
    try flush()
    try file.synchronize()
  }

  /// Writes the timing, brings the file to the disk and gives it its name.
  ///
  /// - Parameter synchronizes: as for `AtomicFile.commit`.
  /// - Throws: `DrawsError.cannotWrite` or `.cannotCreate`.
  public consuming func finish(
    _ elapsed: ElapsedTime, synchronizes: Bool = true
  ) throws(DrawsError) {
    try flush()
    try file.write(Array(elapsed.footer.utf8))
    try file.commit(synchronizes: synchronizes)
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
}

extension CmdStanHeader {
  /// The header and the names of the columns, as they stand in the file.
  fileprivate func bytes(columns: [String]) -> [UInt8] {
    Array("\(text)\(columns.joined(separator: ","))\n".utf8)
  }
}
