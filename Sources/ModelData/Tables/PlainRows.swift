import GSLNumerics

/// The next rows of a file as nearly all rows are: a field for each column, no quotes, a line feed at the end.
///
/// First the places of all commas and line feeds are found, 64 bytes at a time. Then each column is read by a
/// loop of its own, whose branches go the same way nearly always.
struct PlainRows {
  /// The number of rows.
  private(set) var count = 0
  /// The number of fields of each.
  private let fieldCount: Int
  /// The most rows that are found at a time.
  private let capacity: Int
  private var bytes = UnsafeRawBufferPointer(start: nil, count: 0)
  /// The place that `starts` count from.
  private var origin = 0
  /// Whether a carriage return stands before the first row's line feed.
  private var hasCarriageReturns = false
  /// Where the fields begin, row by row, and after them where the next row does.
  private var starts: [UInt32]

  /// So many fields are found at a time: their places stay in the processor's cache.
  private static let fieldsAtOnce = 1 << 14

  /// Makes room for rows with so many fields each.
  init(fields: Int) {
    fieldCount = fields
    capacity = max(1, Self.fieldsAtOnce / fields)
    starts = Array(repeating: 0, count: capacity * fields + 65)
  }

  /// Finds the next rows of a file, at most so many; none where the next row is not plain.
  ///
  /// Fields are taken to end at any comma or line feed; `takeFields` sees where it is the wrong one.
  mutating func find(_ scanner: FieldScanner, atMost rows: Int) {
    (bytes, origin) = (scanner.bytes, scanner.position)
    let wanted = min(rows, capacity) * fieldCount
    let found = starts.withUnsafeMutableBufferPointer { starts in
      Self.findFields(bytes, from: origin, to: scanner.end, wanted, into: starts)
    }
    // A number is read with the eight bytes before its end.
    count = origin < 8 ? 0 : min(found, wanted) / fieldCount
    let firstEnd = count > 0 ? origin + Int(starts[fieldCount]) - 1 : 0
    hasCarriageReturns = firstEnd > 0 && bytes[firstEnd - 1] == carriageReturn
  }

  /// Where the row after the first `count` rows begins.
  var end: Int { origin + Int(starts[count * fieldCount]) }

  /// The number of fields found, some of which may lie behind those wanted.
  private static func findFields(
    _ bytes: UnsafeRawBufferPointer, from origin: Int, to end: Int, _ wanted: Int,
    into starts: UnsafeMutableBufferPointer<UInt32>
  ) -> Int {
    guard end <= origin + Int(UInt32.max) else {
      return findFields(bytes, from: origin, to: origin + Int(UInt32.max), wanted, into: starts)
    }
    starts[0] = 0
    var found = 0
    var place = origin
    while found < wanted, place &+ 64 <= end {
      let marks = Marks(bytes, at: place)
      if marks.hasQuotes { break }
      var delimiters = marks.delimiters
      let behind = place &- origin &+ 1
      while delimiters != 0 {
        found &+= 1
        starts[found] = UInt32(truncatingIfNeeded: behind &+ delimiters.trailingZeroBitCount)
        delimiters &= delimiters &- 1
      }
      place &+= 64
    }
    return found
  }

  /// Reads the cells of a column as numbers; NaN where the field is no plain number, which is then kept.
  ///
  /// - Parameters:
  ///   - shape: the shape of the column's number before.
  ///   - numbers: takes a number for each row.
  ///   - others: takes the fields that are no plain numbers, for their rows.
  mutating func readNumbers(
    ofColumn column: Int, shape: inout DecimalShape, into numbers: UnsafeMutablePointer<Double>,
    others: UnsafeMutablePointer<Field>
  ) {
    var row = 0
    while row < count {
      row = readShaped(ofColumn: column, from: row, shape, into: numbers)
      guard let field = field(ofColumn: column, row: row) else { return }
      if let number = shape.read(bytes, in: field) {
        numbers[row] = number
      } else {
        numbers[row] = .nan
        others[row] = field
      }
      row += 1
    }
  }

  /// Takes the fields of a column.
  mutating func takeFields(ofColumn column: Int, into fields: UnsafeMutablePointer<Field>) {
    var row = 0
    while let field = field(ofColumn: column, row: row) {
      fields[row] = field
      row &+= 1
    }
  }

  /// The field of a row without blanks at its ends.
  ///
  /// Where it ends with the wrong delimiter the row is not plain; it and those after it are left out from then on.
  @inline(__always)
  private mutating func field(ofColumn column: Int, row: Int) -> Field? {
    guard row < count else { return nil }
    let place = row &* fieldCount &+ column
    let start = origin &+ Int(starts[place])
    var stop = origin &+ Int(starts[place &+ 1]) &- 1
    let isLast = column == fieldCount &- 1
    guard bytes[stop] == (isLast ? lineFeed : comma) else {
      count = row
      return nil
    }
    // Blanks, and what may stand at the end of a line, come before all other signs.
    if stop > start, bytes[start] > quote, bytes[stop &- 1] > quote {
      return Field(start: start, end: stop)
    }
    if isLast, stop > start, bytes[stop &- 1] == carriageReturn { stop &-= 1 }
    return Field(trimming: start..<stop, in: bytes)
  }

  /// Reads the numbers of one shape, up to the first row whose field is something else; that row.
  ///
  /// The loop that sees nearly every number: it keeps to what a field is as a rule.
  private func readShaped(
    ofColumn column: Int, from first: Int, _ shape: DecimalShape,
    into numbers: UnsafeMutablePointer<Double>
  ) -> Int {
    let isLast = column == fieldCount &- 1
    return starts.withUnsafeBufferPointer { starts in
      guard let starts = starts.baseAddress, let text = bytes.baseAddress else { return first }
      let fields = ColumnOfFields(
        text: text + origin, starts: starts + column, stride: fieldCount,
        delimiter: isLast ? lineFeed : comma,
        hasCarriageReturns: isLast && hasCarriageReturns)
      return fields.readNumbers(first..<count, shape, into: numbers)
    }
  }
}

/// What is found among 64 bytes.
private struct Marks {
  /// A bit for each byte, the first lowest: whether it is a comma or a line feed.
  let delimiters: UInt64
  /// Whether there are quotes.
  let hasQuotes: Bool

  private typealias Lanes = SIMD16<UInt8>
  /// All bits of a lane where a byte is found, else none.
  private typealias Found = SIMD16<Int8>

  @inline(__always)
  init(_ bytes: UnsafeRawBufferPointer, at place: Int) {
    let first = bytes.loadUnaligned(fromByteOffset: place, as: Lanes.self)
    let second = bytes.loadUnaligned(fromByteOffset: place &+ 16, as: Lanes.self)
    let third = bytes.loadUnaligned(fromByteOffset: place &+ 32, as: Lanes.self)
    let fourth = bytes.loadUnaligned(fromByteOffset: place &+ 48, as: Lanes.self)
    let quotes =
      Self.equal(first, quote) | Self.equal(second, quote) | Self.equal(third, quote)
      | Self.equal(fourth, quote)
    let halves = unsafeBitCast(quotes, to: SIMD2<UInt64>.self)
    hasQuotes = halves.x | halves.y != 0
    delimiters = topBits(
      Self.delimiters(first), Self.delimiters(second), Self.delimiters(third),
      Self.delimiters(fourth))
  }

  @inline(__always)
  private static func delimiters(_ lanes: Lanes) -> Found {
    equal(lanes, comma) | equal(lanes, lineFeed)
  }

  @inline(__always)
  private static func equal(_ lanes: Lanes, _ byte: UInt8) -> Found {
    unsafeBitCast(lanes .== Lanes(repeating: byte), to: Found.self)
  }
}
