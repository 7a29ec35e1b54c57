/// Decimal numbers as they stand in data files, read exactly: `-12`, `.5`, `3.`, `1.25e-3`.
///
/// A number may have a sign, digits with at most one point, and an exponent. Names (`inf`, `nan`),
/// hexadecimal digits and separators of thousands are no numbers here. A number beyond the range
/// of doubles is infinite. The result is correctly rounded, bit for bit as `Double(String)`.
enum DecimalNumber {
  /// The double nearest to the number that these bytes spell; nil when they spell no number.
  static func value(of bytes: UnsafeRawBufferPointer, in range: Range<Int>) -> Double? {
    guard !range.isEmpty else { return nil }
    if let plain = plain(bytes, from: range.lowerBound, to: range.upperBound) { return plain }
    guard isNumber(bytes[range]) else { return nil }
    return Double(String(decoding: bytes[range], as: UTF8.self))
  }

  /// The number that these bytes, at least one, spell where it has no exponent, no plus sign and at most 19
  /// digits; nil for all other ones.
  static func plain(_ bytes: UnsafeRawBufferPointer, from start: Int, to stop: Int) -> Double? {
    let isNegative = bytes[start] == UInt8(ascii: "-")
    let first = start &+ (isNegative ? 1 : 0)
    var place = first
    var mantissa: UInt64 = 0
    appendDigits(bytes, &place, to: stop, &mantissa)
    var digitCount = place &- first
    var decimals = 0
    if place < stop, bytes[place] == UInt8(ascii: ".") {
      place &+= 1
      decimals = stop &- place
      digitCount &+= decimals
      appendDigits(bytes, &place, to: stop, &mantissa)
    }
    guard place == stop, digitCount > 0, digitCount <= 19 else { return nil }
    // Up to 2^53 the mantissa is a double, as is the power, and their quotient is rounded once.
    // Source: Clinger (1990), How to read floating point numbers accurately.
    let magnitude =
      mantissa <= 1 << 53
      ? Double(mantissa) / powersOfTen[decimals]
      : quotient(mantissa, integerPowersOfTen[decimals])
    return isNegative ? -magnitude : magnitude
  }

  /// mantissa / divisor, correctly rounded, both above zero.
  ///
  /// Both are shifted until their top bit is set; the integer quotient then has 63 or 64 bits. Its
  /// lowest bit is set when a remainder is left, so that the conversion to 53 bits cannot mistake
  /// it for a tie, and rounds once.
  private static func quotient(_ mantissa: UInt64, _ divisor: UInt64) -> Double {
    let mantissaShift = mantissa.leadingZeroBitCount
    let divisorShift = divisor.leadingZeroBitCount
    let dividend = mantissa << mantissaShift
    let (quotient, remainder) = (divisor << divisorShift).dividingFullWidth(
      (dividend >> 1, dividend << 63))
    let rounded = Double(quotient | (remainder == 0 ? 0 : 1))
    return Double(
      sign: .plus, exponent: divisorShift - mantissaShift - 63, significand: rounded)
  }

  /// Whether the bytes spell a number.
  private static func isNumber(_ bytes: Slice<UnsafeRawBufferPointer>) -> Bool {
    var rest = withoutSign(bytes)
    let whole = rest.prefix(while: isDigit)
    rest = rest.dropFirst(whole.count)
    var digitCount = whole.count
    if rest.first == UInt8(ascii: ".") {
      let decimals = rest.dropFirst().prefix(while: isDigit)
      rest = rest.dropFirst(1 + decimals.count)
      digitCount += decimals.count
    }
    guard digitCount > 0 else { return false }
    guard let letter = rest.first else { return true }
    let exponent = withoutSign(rest.dropFirst())
    return letter | 0x20 == UInt8(ascii: "e") && !exponent.isEmpty && exponent.allSatisfy(isDigit)
  }

  private static func withoutSign(
    _ bytes: Slice<UnsafeRawBufferPointer>
  ) -> Slice<UnsafeRawBufferPointer> {
    bytes.first == UInt8(ascii: "-") || bytes.first == UInt8(ascii: "+")
      ? bytes.dropFirst() : bytes
  }
}

// MARK: - Digits

private func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

/// Appends the digits that begin at a place to the mantissa, and steps behind them: eight at a time, as
/// long as there are so many.
@inline(__always)
private func appendDigits(
  _ bytes: UnsafeRawBufferPointer, _ place: inout Int, to stop: Int, _ mantissa: inout UInt64
) {
  while place &+ 8 <= stop {
    let word = bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)
    let digits = UInt64(littleEndian: word) ^ 0x3030_3030_3030_3030
    guard bytesAboveNine(digits) == 0 else { break }
    mantissa = mantissa &* 100_000_000 &+ joinEight(digits)
    place &+= 8
  }
  while place < stop, isDigit(bytes[place]) {
    mantissa = mantissa &* 10 &+ UInt64(bytes[place] &- UInt8(ascii: "0"))
    place &+= 1
  }
}

/// The top bit of each byte above 9; where one is, that of the byte behind it may be set wrongly.
@inline(__always)
func bytesAboveNine(_ bytes: UInt64) -> UInt64 {
  // Such a byte has its top bit set, or gets it set here.
  (bytes | (bytes &+ 0x7676_7676_7676_7676)) & 0x8080_8080_8080_8080
}

/// The number of eight digits, the first in the lowest byte: digits are joined to pairs, pairs to
/// fours, fours to eight.
@inline(__always)
func joinEight(_ digits: UInt64) -> UInt64 {
  let pairs = (digits &* (10 << 8 | 1)) &>> 8 & 0x00FF_00FF_00FF_00FF
  let fours = (pairs &* (100 << 16 | 1)) &>> 16 & 0x0000_FFFF_0000_FFFF
  return (fours &* (10_000 << 32 | 1)) &>> 32
}

/// 10^0 … 10^19, which doubles hold exactly.
let powersOfTen: [Double] = [
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
  1e18, 1e19,
]

/// 10^0 … 10^19, which 64 bits hold.
private let integerPowersOfTen: [UInt64] = [
  1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
  10_000_000_000, 100_000_000_000, 1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000,
  1_000_000_000_000_000, 10_000_000_000_000_000, 100_000_000_000_000_000,
  1_000_000_000_000_000_000, 10_000_000_000_000_000_000,
]
