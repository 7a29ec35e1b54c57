/// All draws as one CSV file, a row a draw: `.chain`, `.iteration`, `.draw`, then the variables by
/// their names with brackets, quoted since they hold commas.
///
/// Source: `draws_df` of the R package posterior. What only samplers need, `accept_stat__`, stays out.
enum DrawsFrame {
  /// The size from which the buffered rows are written, in bytes.
  private static let blockSize = 1 << 20

  static func write(_ source: DrawsFiles, to path: String) throws(DrawsError) {
    let file = try AtomicFile(at: path)
    let kept = source.columns.indices.filter { source.columns[$0].isDrawn }
    let names = kept.map { "\"\(VariableName(dotted: source.columns[$0]).bracketed)\"" }
    var buffer = Array((([".chain", ".iteration", ".draw"] + names).joined(separator: ",")).utf8)
    buffer.append(UInt8(ascii: "\n"))
    var draw = 0
    try source.read { (block) throws(DrawsError) in
      let width = source.columns.count
      for row in 0..<block.values.count / width {
        draw += 1
        for number in [block.chain, block.start + row + 1, draw] {
          buffer.appendDecimal(UInt64(number))
          buffer.append(UInt8(ascii: ","))
        }
        for column in kept {
          buffer.appendDecimal(block.values[row * width + column])
          buffer.append(UInt8(ascii: ","))
        }
        buffer[buffer.count - 1] = UInt8(ascii: "\n")
        if buffer.count >= blockSize {
          try file.write(buffer)
          buffer.removeAll(keepingCapacity: true)
        }
      }
    } endChain: { _, _ in
    }
    try file.write(buffer)
    try file.commit()
  }
}

extension String {
  /// Whether a column is a quantity with a posterior, and not the sampler's own business.
  var isDrawn: Bool { self == "lp__" || !hasSuffix("__") }
}
