/// The draws in the files of CODA: `CODAindex.txt`, which says where each variable stands, and
/// `CODAchain1.txt` and so on, with an iteration and a value a line, variable after variable.
///
/// Source: Plummer, Best, Cowles & Vines (2006), R News 6(1), `read.coda`.
enum CodaFolder {
  static let indexName = "CODAindex.txt"

  /// The size from which the buffered lines are written, in bytes.
  private static let blockSize = 1 << 20

  /// Writes all chains, each held once.
  ///
  /// - Parameter thin: the iterations for each draw; the k-th draw bears the number k · thin.
  static func write(
    _ source: DrawsFiles, thin: Int, into folder: borrowing AtomicFolder
  ) throws(DrawsError) {
    let kept = source.columns.indices.filter { source.columns[$0].isDrawn }
    var values: [Double] = []
    var rowCount = 0
    let place = folder.partialPath
    try source.read { (block) throws(DrawsError) in
      values += block.values
    } endChain: { (chain, rows) throws(DrawsError) in
      rowCount = rows
      let file = try AtomicFile(at: "\(place)/CODAchain\(chain).txt")
      var buffer: [UInt8] = []
      for column in kept {
        for row in 0..<rows {
          buffer.appendDecimal(UInt64((row + 1) * thin))
          buffer.append(UInt8(ascii: " "))
          buffer.appendDecimal(values[row * source.columns.count + column])
          buffer.append(UInt8(ascii: "\n"))
          if buffer.count >= blockSize {
            try file.write(buffer)
            buffer.removeAll(keepingCapacity: true)
          }
        }
      }
      try file.write(buffer)
      try file.commit()
      values.removeAll(keepingCapacity: true)
    }
    let lines = kept.enumerated().map { place, column in
      let name = VariableName(dotted: source.columns[column]).bracketed
      return "\(name) \(place * rowCount + 1) \((place + 1) * rowCount)\n"
    }
    try AtomicFile.write(lines.joined(), to: "\(place)/\(indexName)")
  }
}
