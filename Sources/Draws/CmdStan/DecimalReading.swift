/// The double nearest to the decimal that these bytes spell; nil when they spell none.
///
/// The shortest decimals of doubles mostly have 16 or 17 digits, too many for the usual short cut,
/// one division of two doubles. Here the digits make a 64-bit integer w, and w × 10^k = w × 5^k × 2^k
/// is rounded once from a 128-bit product or quotient. What does not fit (more than 19 digits, or
/// |k| > 27) and what is no plain decimal (`nan`, `inf`) goes to the standard library.
func readDecimal(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
  guard let decimal = PlainDecimal(bytes), abs(decimal.powerOfTen) <= 27 else {
    return Double(String(decoding: bytes, as: UTF8.self))
  }
  return decimal.isNegative ? -decimal.magnitude : decimal.magnitude
}

/// A decimal of at most 19 digits: ± digits × 10^powerOfTen.
private struct PlainDecimal {
  var isNegative = false
  var digits: UInt64 = 0
  var powerOfTen = 0

  init?(_ bytes: UnsafeBufferPointer<UInt8>) {
    var place = 0
    isNegative = bytes.first == UInt8(ascii: "-")
    if isNegative || bytes.first == UInt8(ascii: "+") { place += 1 }
    var digitCount = 0
    var point: Int?
    while place < bytes.count {
      let digit = bytes[place] &- UInt8(ascii: "0")
      if digit < 10 {
        digits = digits &* 10 &+ UInt64(digit)
        digitCount += 1
      } else if bytes[place] == UInt8(ascii: "."), point == nil {
        point = digitCount
      } else {
        break
      }
      place += 1
    }
    guard (1...19).contains(digitCount) else { return nil }
    if let point { powerOfTen = point - digitCount }
    guard place < bytes.count else { return }
    guard let exponent = Self.exponent(bytes, from: place) else { return nil }
    powerOfTen += exponent
  }

  /// The number in an exponent such as `e-05`; nil for anything else.
  private static func exponent(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    guard bytes[start] | 0x20 == UInt8(ascii: "e") else { return nil }
    var place = start + 1
    let isNegative = place < bytes.count && bytes[place] == UInt8(ascii: "-")
    if isNegative || (place < bytes.count && bytes[place] == UInt8(ascii: "+")) { place += 1 }
    guard (1...4).contains(bytes.count - place) else { return nil }
    var value = 0
    for byte in bytes[place...] {
      let digit = byte &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      value = value * 10 + Int(digit)
    }
    return isNegative ? -value : value
  }

  /// digits × 10^powerOfTen, rounded once.
  var magnitude: Double {
    guard digits > 0 else { return 0 }
    let zeros = digits.leadingZeroBitCount
    let (leading, shift) = Self.leadingBits(digits << UInt64(zeros), powerOfFive: powerOfTen)
    return Double(
      sign: .plus, exponent: powerOfTen - zeros + shift, significand: Double(leading))
  }

  /// The leading 62 or more bits of w × 5^k = bits × 2^shift, for a w with its highest bit set.
  ///
  /// The lowest bit is set if anything behind it is not zero, so that rounding the bits to a double
  /// rounds the exact value.
  private static func leadingBits(
    _ w: UInt64, powerOfFive k: Int
  ) -> (bits: UInt64, shift: Int) {
    let power = powersOfFive[abs(k)]
    if k >= 0 {
      let (high, low) = w.multipliedFullWidth(by: power)
      let zeros = high.leadingZeroBitCount
      let bits = high << zeros | low >> (64 - zeros)
      return (low << zeros == 0 ? bits : bits | 1, 64 - zeros)
    } else {
      // The divisor must exceed the dividend's high word: both have their highest bit, so halve.
      let zeros = power.leadingZeroBitCount
      let (bits, remainder) = (power << zeros).dividingFullWidth((w >> 1, w << 63))
      return (remainder == 0 ? bits : bits | 1, zeros - 63)
    }
  }
}

/// 5^0 to 5^27, all that fit into 64 bits.
private let powersOfFive: [UInt64] = (1...27).reduce(into: [1]) { powers, _ in
  powers.append(powers[powers.count - 1] * 5)
}
