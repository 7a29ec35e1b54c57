/// Where a field lies among the bytes of its file.
struct Field {
  /// The place of its first byte, after blanks and an opening quote.
  let start: Int
  private let packed: Int

  /// Makes a field; `hasDoubledQuotes` says that two quotes in it stand for one.
  @inline(__always)
  init(start: Int, end: Int, hasDoubledQuotes: Bool = false) {
    self.start = start
    packed = (end &- start) << 1 | (hasDoubledQuotes ? 1 : 0)
  }

  /// Makes the field between two places without the blanks at its ends.
  @inline(__always)
  init(trimming range: Range<Int>, in bytes: UnsafeRawBufferPointer) {
    var (start, stop) = (range.lowerBound, range.upperBound)
    while start < stop, isBlank(bytes[start]) { start &+= 1 }
    while stop > start, isBlank(bytes[stop &- 1]) { stop &-= 1 }
    self.init(start: start, end: stop)
  }

  /// The number of its bytes in the file.
  @inline(__always)
  var count: Int { packed >> 1 }
  /// Its places in the file.
  @inline(__always)
  var range: Range<Int> { Range(uncheckedBounds: (start, start &+ count)) }
  /// Whether two quotes in it stand for one.
  @inline(__always)
  var hasDoubledQuotes: Bool { packed & 1 == 1 }
}

/// Finds the fields of a CSV file by RFC 4180, one after the other.
///
/// Fields are separated by commas, rows by line feeds; a carriage return before a line feed
/// belongs to it. Quoted fields may hold commas, line feeds and doubled quotes. Blanks around a
/// field are not part of it, those within quotes are.
struct FieldScanner {
  let bytes: UnsafeRawBufferPointer
  /// Where the file ends, blank lines at its end left out.
  let end: Int
  /// The place of the next byte to look at.
  private(set) var position: Int
  /// The 1-based line of `position`.
  private(set) var line: Int
  /// The file, for messages.
  let file: String

  /// Starts at a place in the bytes; `file` is the name for messages.
  ///
  /// The bytes must outlive the scanner.
  init(_ bytes: UnsafeRawBufferPointer, from position: Int, line: Int, file: String) {
    let last = bytes.lastIndex { !isBlank($0) && $0 != carriageReturn && $0 != lineFeed }
    end = (last ?? -1) + 1
    self.bytes = bytes
    self.position = position
    self.line = line
    self.file = file
  }

  /// Whether all rows were read.
  var isAtEnd: Bool { position >= end }

  /// Finds the next field and steps behind the comma or line feed that ends it.
  ///
  /// - Throws: `TableError.unclosedQuote`, `.textAfterQuote`.
  @inline(__always)
  mutating func next() throws(TableError) -> (field: Field, endsRow: Bool) {
    let start = position
    // Blanks, quotes and what ends a line come before all other signs, so two comparisons show
    // that a field has none of them at its ends.
    guard start < end, bytes[start] > quote else { return try nextWithMargin() }
    let stop = placeOfDelimiter(from: start)
    guard stop > start, bytes[stop &- 1] > quote else {
      return trimmedField(from: start, to: stop)
    }
    return (Field(start: start, end: stop), pass(stop))
  }

  /// Finds a field that begins with blanks or a quote.
  private mutating func nextWithMargin() throws(TableError) -> (field: Field, endsRow: Bool) {
    while position < end, isBlank(bytes[position]) { position += 1 }
    if position < end, bytes[position] == quote { return try nextQuoted() }
    return trimmedField(from: position, to: placeOfDelimiter(from: position))
  }

  /// The field between two places without what is blank at its end.
  private mutating func trimmedField(
    from start: Int, to stop: Int
  ) -> (field: Field, endsRow: Bool) {
    let endsRow = pass(stop)
    var last = stop
    if endsRow, last > start, bytes[last - 1] == carriageReturn { last -= 1 }
    return (Field(trimming: start..<last, in: bytes), endsRow)
  }

  /// The number that a field spells in a plain way; nil for another or none.
  @inline(__always)
  func plainNumber(in field: Field, shape: inout DecimalShape) -> Double? {
    let stop = field.range.upperBound
    let number = bytes.baseAddress.flatMap {
      stop < 8 ? nil : shape.number($0, from: field.start, to: stop)
    }
    return number ?? shape.read(bytes, in: field)
  }

  /// Steps behind the delimiter at this place, or to the end of the file; whether the row ends.
  @inline(__always)
  private mutating func pass(_ place: Int) -> Bool {
    position = place &+ 1
    if place < end, bytes[place] == comma { return false }
    line &+= 1
    return true
  }

  /// Steps behind rows that were read some other way.
  mutating func step(to place: Int, rows: Int) {
    (position, line) = (place, line &+ rows)
  }

  /// The place of the next comma or line feed, eight bytes at a time; the end if there is none.
  @inline(__always)
  private func placeOfDelimiter(from start: Int) -> Int {
    var place = start
    while place &+ 8 <= end {
      let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
      let hits = markZeroBytes(word ^ eightCommas) | markZeroBytes(word ^ eightLineFeeds)
      if hits != 0 { return place &+ hits.trailingZeroBitCount >> 3 }
      place &+= 8
    }
    while place < end, bytes[place] != comma, bytes[place] != lineFeed { place &+= 1 }
    return place
  }

  private mutating func nextQuoted() throws(TableError) -> (field: Field, endsRow: Bool) {
    let openingLine = line
    let start = position + 1
    var place = start
    var hasDoubledQuotes = false
    while true {
      guard place < end else { throw .unclosedQuote(file: file, line: openingLine) }
      if bytes[place] == quote {
        guard place + 1 < end, bytes[place + 1] == quote else { break }
        hasDoubledQuotes = true
        place += 1
      } else if bytes[place] == lineFeed {
        line += 1
      }
      place += 1
    }
    let field = Field(start: start, end: place, hasDoubledQuotes: hasDoubledQuotes)
    place += 1
    while place < end, isBlank(bytes[place]) { place += 1 }
    if place + 1 < end, bytes[place] == carriageReturn, bytes[place + 1] == lineFeed { place += 1 }
    guard place >= end || bytes[place] == comma || bytes[place] == lineFeed else {
      throw .textAfterQuote(file: file, line: line)
    }
    return (field, pass(place))
  }
}

/// Whether a byte is a space or a tab.
@inline(__always)
func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

let comma = UInt8(ascii: ",")
let quote = UInt8(ascii: "\"")
let lineFeed = UInt8(ascii: "\n")
let carriageReturn = UInt8(ascii: "\r")
private let eightCommas: UInt64 = 0x2C2C_2C2C_2C2C_2C2C
private let eightLineFeeds: UInt64 = 0x0A0A_0A0A_0A0A_0A0A

/// Sets the top bit of each zero byte of a word; those above the lowest may be set wrongly.
@inline(__always)
private func markZeroBytes(_ word: UInt64) -> UInt64 {
  (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
}
