/// What a cell of a table says.
enum CellMeaning: Equatable {
  case missing
  case number(Double)
  /// A number too large for a double, or infinity in words.
  case infinite
  case text
}

/// What a field holds, read from the bytes of its file.
extension Field {
  /// The bytes as they stand in the file.
  @inline(__always)
  func bytes(in buffer: UnsafeRawBufferPointer) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: buffer.assumingMemoryBound(to: UInt8.self)[range])
  }

  /// Calls `body` with the content of the field, doubled quotes made single.
  ///
  /// A field with doubled quotes is copied to do so; others are read where they stand.
  @inline(__always)
  func withContent<Result>(
    in buffer: UnsafeRawBufferPointer, _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    if hasDoubledQuotes { return content(in: buffer).withUnsafeBufferPointer(body) }
    return body(bytes(in: buffer))
  }

  /// A copy of the content of the field, doubled quotes made single.
  func content(in buffer: UnsafeRawBufferPointer) -> [UInt8] {
    guard hasDoubledQuotes else { return Array(bytes(in: buffer)) }
    var content: [UInt8] = []
    var isSecond = false
    for byte in bytes(in: buffer) {
      isSecond = byte == UInt8(ascii: "\"") && !isSecond
      if !isSecond { content.append(byte) }
    }
    return content
  }

  /// The content as a string, wrong UTF-8 replaced.
  func text(in buffer: UnsafeRawBufferPointer) -> String {
    String(decoding: content(in: buffer), as: UTF8.self)
  }

  /// Whether the field says that its value is missing: nothing, `NA`, `.`, or NaN in any case.
  ///
  /// Quotes make no difference, since some programs write them around every field.
  @inline(__always)
  func isMissing(in buffer: UnsafeRawBufferPointer) -> Bool {
    let range = trimmedRange(in: buffer)
    let first = range.lowerBound
    switch range.count {
    case 0: return true
    case 1: return buffer[first] == UInt8(ascii: ".")
    case 2: return buffer[first] == UInt8(ascii: "N") && buffer[first + 1] == UInt8(ascii: "A")
    case 3: return spells("nan", buffer[range])
    default: return false
    }
  }

  /// What the field says, spelled in any way that is understood.
  func meaning(in buffer: UnsafeRawBufferPointer) -> CellMeaning {
    if isMissing(in: buffer) { return .missing }
    let range = trimmedRange(in: buffer)
    if let value = DecimalNumber.value(of: buffer, in: range) {
      return value.isFinite ? .number(value) : .infinite
    }
    let first = buffer[range.lowerBound]
    let hasSign = first == UInt8(ascii: "-") || first == UInt8(ascii: "+")
    let word = buffer[range].dropFirst(hasSign ? 1 : 0)
    return spells("inf", word) || spells("infinity", word) ? .infinite : .text
  }

  /// The places of the field without the blanks that stand within quotes.
  @inline(__always)
  private func trimmedRange(in buffer: UnsafeRawBufferPointer) -> Range<Int> {
    Field(trimming: range, in: buffer).range
  }
}

/// Whether the bytes are this word of small letters, in small or capital letters.
private func spells(_ word: StaticString, _ bytes: Slice<UnsafeRawBufferPointer>) -> Bool {
  guard bytes.count == word.utf8CodeUnitCount else { return false }
  return zip(bytes, UnsafeBufferPointer(start: word.utf8Start, count: bytes.count))
    .allSatisfy { $0 | 0x20 == $1 }
}

/// Whether a text is a number with a comma where a point should be: `1,5`.
func hasDecimalComma(_ text: String) -> Bool {
  let parts = text.split(separator: ",", omittingEmptySubsequences: false)
  guard parts.count == 2, parts[1].utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 })
  else { return false }
  return !parts[1].isEmpty && Int(parts[0]) != nil
}
