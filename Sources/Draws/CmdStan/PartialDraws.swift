/// A draws file that is to be continued: finds its rows, and gives them another header if need be.
struct PartialDraws {
  /// The final name.
  private let path: String
  /// The file that holds the rows.
  private let source: String
  /// The final file, where the partial one has become it.
  private let isPartial: Bool

  /// - Parameter isFinished: whether the rows stand in the finished file. A partial one beside it is
  ///   then of a continuation that did not get as far as a checkpoint.
  init(path: String, isFinished: Bool) {
    self.path = path
    let partial = AtomicFile.partialPath(of: path)
    isPartial = !isFinished && FileSystem.exists(partial)
    source = isPartial ? partial : path
  }

  /// Sees that the partial file begins with this header and so many bytes of rows.
  func prepare(header: [UInt8], rowBytes: Int) throws(DrawsError) {
    let file = try FileReading(source)
    let start = try headerLength(of: file)
    guard file.size >= start + rowBytes else {
      throw .shortened(path: path, bytes: max(0, file.size - start), required: rowBytes)
    }
    if isPartial, start == header.count, try file.bytes(at: 0, count: start) == header { return }
    // A partial file of the partial file: whatever happens now, the rows are still there.
    let copy = try AtomicFile(at: AtomicFile.partialPath(of: path))
    try copy.write(header)
    var done = 0
    while done < rowBytes {
      let piece = try file.bytes(at: start + done, count: min(1 << 20, rowBytes - done))
      try copy.write(piece)
      done += piece.count
    }
    try copy.commit()
  }

  /// The bytes up to the end of the first line that is no comment: the names of the columns.
  private func headerLength(of file: FileReading) throws(DrawsError) -> Int {
    var (place, isComment, isLineStart) = (0, false, true)
    while place < file.size {
      let piece = try file.bytes(at: place, count: min(1 << 16, file.size - place))
      for (offset, byte) in piece.enumerated() {
        if isLineStart { isComment = byte == UInt8(ascii: "#") }
        isLineStart = byte == UInt8(ascii: "\n")
        if isLineStart, !isComment { return place + offset + 1 }
      }
      place += piece.count
    }
    throw .noColumns(path: path)
  }
}
