/// A draws file in CmdStan's CSV layout, as read.
public struct CmdStanFile: Equatable, Sendable {
  /// The keys and values of the header.
  public let header: CmdStanComments
  /// The rows that are there.
  public let draws: ChainDraws
  /// The timing at the end; nil when the run that wrote the file did not finish.
  public let elapsed: ElapsedTime?

  /// Whether the timing was there, with which a run ends its file.
  public var isFinished: Bool { elapsed != nil }

  /// Reads a file.
  ///
  /// The file of a run that was stopped is no error; look at `isFinished`. A last row that was not
  /// written to its end is left out.
  ///
  /// - Throws: `DrawsError` with file, line and column of what is not as it must be.
  public init(contentsOf path: String) throws(DrawsError) {
    let bytes = try fileBytes(path)
    var reader = CmdStanLines(path: path)
    try bytes.withUnsafeBufferPointer { (buffer) throws(DrawsError) in
      _ = try reader.read(buffer)
    }
    guard !reader.columns.isEmpty else { throw .noColumns(path: path) }
    let id = reader.header["id"]
    guard let chain = id.flatMap({ Int($0) }), chain > 0 else {
      throw .badHeader(path: path, key: "id", value: id)
    }
    header = reader.header
    elapsed = reader.elapsed
    draws = ChainDraws(
      chain: chain, columns: reader.columns, iterationCount: reader.rowCount,
      values: reader.columnMajorValues)
  }
}

/// What the lines read so far have brought.
struct CmdStanLines {
  let path: String
  var header = CmdStanComments()
  var columns: [String] = []
  /// The values, row after row, but for those that were taken.
  private(set) var values: [Double] = []
  var elapsed: ElapsedTime?
  private var lineNumber = 0
  private var seconds: [String: Double] = [:]

  init(path: String) { self.path = path }

  var rowCount: Int { columns.isEmpty ? 0 : values.count / columns.count }

  var columnMajorValues: [Double] {
    var result: [Double] = []
    result.reserveCapacity(values.count)
    for column in columns.indices {
      for place in stride(from: column, to: values.count, by: columns.count) {
        result.append(values[place])
      }
    }
    return result
  }

  /// Hands over the values read so far, row after row.
  mutating func takeValues() -> [Double] {
    defer { values = [] }
    return values
  }

  /// Reads all lines that have an end, and returns the number of their bytes.
  mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) throws(DrawsError) -> Int {
    var start = 0
    while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
      lineNumber += 1
      let hasReturn = end > start && bytes[end - 1] == UInt8(ascii: "\r")
      let line = UnsafeBufferPointer(rebasing: bytes[start..<(hasReturn ? end - 1 : end)])
      start = end + 1
      if line.first == UInt8(ascii: "#") {
        readComment(String(decoding: line, as: UTF8.self))
      } else if line.isEmpty {
        continue
      } else if columns.isEmpty {
        let names = String(decoding: line, as: UTF8.self)
        columns = names.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        values.reserveCapacity((bytes.count - start) / 12)
      } else {
        try readRow(line)
      }
    }
    return start
  }

  private mutating func readComment(_ line: String) {
    if columns.isEmpty {
      header.append(line: line)
      return
    }
    let words = line.split(separator: " ")
    guard words.count >= 3, words[words.count - 2] == "seconds" else { return }
    seconds[String(words[words.count - 1])] = Double(words[words.count - 3])
    if let warmup = seconds["(Warm-up)"], let sampling = seconds["(Sampling)"],
      seconds["(Total)"] != nil
    {
      elapsed = ElapsedTime(warmup: warmup, sampling: sampling)
    }
  }

  private mutating func readRow(_ line: UnsafeBufferPointer<UInt8>) throws(DrawsError) {
    let fieldCount = line.reduce(1) { $1 == UInt8(ascii: ",") ? $0 + 1 : $0 }
    guard fieldCount == columns.count else {
      throw .wrongFieldCount(
        path: path, line: lineNumber, seen: fieldCount, required: columns.count)
    }
    var start = 0
    for column in columns {
      let end = line[start...].firstIndex(of: UInt8(ascii: ",")) ?? line.count
      let field = UnsafeBufferPointer(rebasing: line[start..<end])
      guard let value = readDecimal(field) else {
        throw .notANumber(
          path: path, line: lineNumber, column: column,
          text: String(decoding: field, as: UTF8.self))
      }
      values.append(value)
      start = end + 1
    }
  }
}
