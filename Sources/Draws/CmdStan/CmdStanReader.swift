#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Reads a draws file a block of rows at a time, so that memory does not grow with the file.
struct CmdStanReader: ~Copyable {
  /// The names of the columns.
  var columns: [String] { lines.columns }
  /// The number of rows handed over so far.
  private(set) var rowCount = 0
  private let path: String
  private let descriptor: Int32
  private var lines: CmdStanLines
  /// The beginning of a line whose end has not been read yet.
  private var torn: [UInt8] = []

  /// How many bytes are read at once.
  private static let blockSize = 1 << 20

  /// Opens a file and reads as far as its columns.
  ///
  /// - Throws: `DrawsError`.
  init(path: String) throws(DrawsError) {
    self.path = path
    lines = CmdStanLines(path: path)
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .cannotRead(path: path, reason: systemReason()) }
    while lines.columns.isEmpty {
      guard try readBytes() else { throw .noColumns(path: path) }
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// The values of the next rows, row after row; nil after the last.
  ///
  /// - Throws: `DrawsError`, `.unfinished` for a file without the timing at its end.
  mutating func next() throws(DrawsError) -> [Double]? {
    while lines.rowCount == 0 {
      guard try readBytes() else {
        guard lines.elapsed != nil else { throw .unfinished(path: path, iterations: rowCount) }
        return nil
      }
    }
    rowCount += lines.rowCount
    return lines.takeValues()
  }

  /// Reads more of the file; false at its end.
  private mutating func readBytes() throws(DrawsError) -> Bool {
    let start = torn.count
    torn.append(contentsOf: repeatElement(0, count: Self.blockSize))
    let count = torn.withUnsafeMutableBytes { bytes in
      read(descriptor, bytes.baseAddress.map { $0 + start }, Self.blockSize)
    }
    guard count >= 0 else { throw .cannotRead(path: path, reason: systemReason()) }
    torn.removeLast(Self.blockSize - count)
    let used = try torn.withUnsafeBufferPointer { (bytes) throws(DrawsError) in
      try lines.read(bytes)
    }
    torn.removeFirst(used)
    return count > 0
  }
}
