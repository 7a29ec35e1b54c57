/// Decimal numbers as they stand in data files, read exactly: `-12`, `.5`, `3.`, `1.25e-3`.
///
/// A number may have a sign, digits with at most one point, and an exponent. Names (`inf`, `nan`),
/// hexadecimal digits and separators of thousands are no numbers here. A number beyond the range
/// of doubles is infinite. The result is correctly rounded, bit for bit as `Double(String)`.
enum DecimalNumber {
  /// The double nearest to the number that these bytes spell; nil when they spell no number.
  static func value(of bytes: UnsafeRawBufferPointer, in range: Range<Int>) -> Double? {
    if !range.isEmpty, range.upperBound < bytes.count, endsDigits(bytes[range.upperBound]),
      let plain = plainPrefix(of: bytes, from: range.lowerBound), plain.stop == range.upperBound
    {
      return plain.value
    }
    guard isNumber(bytes[range]) else { return nil }
    return Double(String(decoding: bytes[range], as: UTF8.self))
  }

  /// The number that begins at a place, and the place behind it, where it has no exponent, no plus
  /// sign and at most 19 digits; nil for all other ones.
  ///
  /// Behind `start` there must be a byte that is neither digit nor point: no other end is looked
  /// for.
  @inline(__always)
  static func plainPrefix(
    of bytes: UnsafeRawBufferPointer, from start: Int
  ) -> (value: Double, stop: Int)? {
    let isNegative = bytes[start] == UInt8(ascii: "-")
    let first = start &+ (isNegative ? 1 : 0)
    if let short = ShortNumber(bytes, from: first) {
      let magnitude = Double(short.mantissa) / powersOfTen[short.decimals]
      return (signed(magnitude, isNegative), first &+ short.count)
    }
    var place = first
    var mantissa: UInt64 = 0
    appendDigits(bytes, &place, to: &mantissa)
    var digitCount = place &- first
    var decimals = 0
    if bytes[place] == UInt8(ascii: ".") {
      place &+= 1
      let afterPoint = place
      appendEights(bytes, &place, to: &mantissa)
      appendDigits(bytes, &place, to: &mantissa)
      decimals = place &- afterPoint
      digitCount &+= decimals
    }
    guard digitCount > 0, digitCount <= 19 else { return nil }
    // Up to 2^53 the mantissa is a double, as is the power, and their quotient is rounded once.
    // Source: Clinger (1990), How to read floating point numbers accurately.
    let magnitude =
      mantissa <= 1 << 53
      ? Double(mantissa) / powersOfTen[decimals]
      : quotient(mantissa, integerPowersOfTen[decimals])
    return (signed(magnitude, isNegative), place)
  }

  /// Sets the sign without a branch: signs come in no order that could be foreseen.
  @inline(__always)
  private static func signed(_ magnitude: Double, _ isNegative: Bool) -> Double {
    Double(bitPattern: magnitude.bitPattern | (isNegative ? 1 << 63 : 0))
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

/// Up to seven digits, with a point or without, that end within eight bytes.
///
/// The eight bytes are one word, the first byte lowest, and no loop goes over them: how many digits
/// a number has cannot be foreseen from the one before.
private struct ShortNumber {
  /// The digits as one number.
  let mantissa: UInt64
  /// The digits behind the point.
  let decimals: Int
  /// The bytes of digits and point.
  let count: Int

  /// Reads the digits that begin at a place; nil where there are none, or more.
  @inline(__always)
  init?(_ bytes: UnsafeRawBufferPointer, from place: Int) {
    guard place &+ 8 <= bytes.count else { return nil }
    var digits = UInt64(
      littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
    let isPoint = digits ^ 0x2E2E_2E2E_2E2E_2E2E
    digits ^= 0x3030_3030_3030_3030
    // A byte above 9 has its top bit set, or gets it set here; a point changes no byte above it.
    var others = (digits | (digits &+ 0x7676_7676_7676_7676)) & 0x8080_8080_8080_8080
    guard others != 0 else { return nil }
    var end = others.trailingZeroBitCount >> 3
    var digitCount = end
    if isPoint &>> (8 &* UInt64(end)) & 0xFF == 0 {
      others &= others &- 1
      guard others != 0 else { return nil }
      // The digits behind the point close up to those before it.
      let before = (1 &<< (8 &* UInt64(end))) &- 1
      digits = digits & before | digits &>> 8 & ~before
      digitCount = others.trailingZeroBitCount >> 3 &- 1
      decimals = digitCount &- end
      end = digitCount &+ 1
    } else {
      decimals = 0
    }
    guard digitCount > 0 else { return nil }
    count = end
    mantissa = joinEight(digits &<< (64 &- 8 &* UInt64(digitCount)))
  }
}

// MARK: - Digits

private func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

/// Whether digits and a point among them cannot go on with this byte.
private func endsDigits(_ byte: UInt8) -> Bool { !isDigit(byte) && byte != UInt8(ascii: ".") }

/// Appends the digits that begin at a place to the mantissa, and steps behind them.
@inline(__always)
private func appendDigits(
  _ bytes: UnsafeRawBufferPointer, _ place: inout Int, to mantissa: inout UInt64
) {
  var digit = bytes[place] &- UInt8(ascii: "0")
  while digit < 10 {
    mantissa = mantissa &* 10 &+ UInt64(digit)
    place &+= 1
    digit = bytes[place] &- UInt8(ascii: "0")
  }
}

/// Does the same with eight digits at a time, as long as there are so many.
///
/// The eight bytes are one word, the first byte lowest.
@inline(__always)
private func appendEights(
  _ bytes: UnsafeRawBufferPointer, _ place: inout Int, to mantissa: inout UInt64
) {
  while place &+ 8 <= bytes.count {
    let word = bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)
    let digits = UInt64(littleEndian: word) ^ 0x3030_3030_3030_3030
    // A byte above 9 has its top bit set, or gets it set here.
    let others = (digits | (digits &+ 0x7676_7676_7676_7676)) & 0x8080_8080_8080_8080
    guard others == 0 else { return }
    mantissa = mantissa &* 100_000_000 &+ joinEight(digits)
    place &+= 8
  }
}

/// The number of eight digits, the first in the lowest byte: digits are joined to pairs, pairs to
/// fours, fours to eight.
@inline(__always)
private func joinEight(_ digits: UInt64) -> UInt64 {
  let pairs = (digits &* (10 << 8 | 1)) &>> 8 & 0x00FF_00FF_00FF_00FF
  let fours = (pairs &* (100 << 16 | 1)) &>> 16 & 0x0000_FFFF_0000_FFFF
  return (fours &* (10_000 << 32 | 1)) &>> 32
}

/// 10^0 … 10^19, which doubles hold exactly.
private let powersOfTen: [Double] = [
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
