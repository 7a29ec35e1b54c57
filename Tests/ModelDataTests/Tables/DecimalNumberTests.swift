import Testing

@testable import ModelData

@Suite struct DecimalNumberTests {
  /// The value of a text that stands between commas, as in a file.
  private func value(_ text: String) -> Double? {
    Array(",\(text),".utf8).withUnsafeBytes {
      DecimalNumber.value(of: $0, in: 1..<1 + text.utf8.count)
    }
  }

  /// The value of a text behind which a row goes on, so that eight bytes at a time can be read.
  private func firstValue(_ text: String) -> Double? {
    Array("\(text),-27.25,x.9".utf8).withUnsafeBytes {
      DecimalNumber.value(of: $0, in: 0..<text.utf8.count)
    }
  }

  /// The value of a text with which the file ends.
  private func lastValue(_ text: String) -> Double? {
    Array(text.utf8).withUnsafeBytes { DecimalNumber.value(of: $0, in: 0..<text.utf8.count) }
  }

  /// Checks a text against the parser of the standard library, bit for bit.
  private func expectExact(_ text: String) {
    let expected = Double(text)?.bitPattern
    #expect(value(text)?.bitPattern == expected, "\(text)")
    #expect(firstValue(text)?.bitPattern == expected, "\(text)")
    #expect(lastValue(text)?.bitPattern == expected, "\(text)")
  }

  @Test(
    "all spellings of numbers are read",
    arguments: [
      ("0", 0.0), ("7", 7), ("+7", 7), ("-12.5", -12.5), (".5", 0.5), ("5.", 5), ("-.25", -0.25),
      ("1e3", 1000), ("1E+3", 1000), ("25e-2", 0.25), ("007", 7), ("1.5e0", 1.5),
      ("9007199254740993", 9_007_199_254_740_992), ("1e400", .infinity), ("1e-400", 0),
    ])
  func spellings(text: String, expected: Double) {
    #expect(value(text) == expected)
    #expect(firstValue(text) == expected)
    #expect(lastValue(text) == expected)
  }

  @Test("minus zero keeps its sign")
  func minusZero() {
    #expect(value("-0.0")?.sign == .minus)
    #expect(firstValue("-0.0")?.sign == .minus)
  }

  @Test(
    "what is not a decimal number is refused",
    arguments: [
      "", "-", "+", ".", "-.", "e5", "1e", "1e+", "1.2.3", "1,5", "0x10", "1_000", "12a", "--1",
      "inf", "nan", "NA", " 1", "1 ", "1e5.5", "+-1", "١",
    ])
  func refused(text: String) {
    #expect(value(text) == nil)
    #expect(firstValue(text) == nil)
    #expect(lastValue(text) == nil)
  }

  @Test("random decimals agree with the standard library bit for bit")
  func randomDecimals() {
    var generator = SplitMix64(state: 20_260_101)
    for _ in 0..<20_000 {
      let length = Int.random(in: 1...24, using: &generator)
      var text = String(
        (0..<length).map { _ in Character(String(Int.random(in: 0...9, using: &generator))) })
      let point = Int.random(in: 0...length, using: &generator)
      text.insert(".", at: text.index(text.startIndex, offsetBy: point))
      if Bool.random(using: &generator) { text = "-" + text }
      if Int.random(in: 0..<4, using: &generator) == 0 {
        text += "e\(Int.random(in: -340...310, using: &generator))"
      }
      expectExact(text)
    }
  }

  @Test("the shortest decimals of random doubles come back")
  func roundTrip() {
    var generator = SplitMix64(state: 7)
    for _ in 0..<20_000 {
      let anyBits = Double(bitPattern: generator.next())
      for number in [anyBits, Double.random(in: -1...1, using: &generator)] where number.isFinite {
        #expect(value("\(number)")?.bitPattern == number.bitPattern)
      }
    }
  }

  @Test("decimals half way between two doubles are rounded to even, and next to it to the nearer")
  func ties() {
    var generator = SplitMix64(state: 11)
    for _ in 0..<5_000 {
      // Between 2^53 and 2^63 the doubles are integers and so are the middles between them.
      let exponent = UInt64.random(in: 1...9, using: &generator)
      let significand = UInt64.random(in: 1 << 52..<1 << 53, using: &generator)
      let middle = (significand << 1 | 1) << exponent
      for integer in [middle - 1, middle, middle + 1] {
        expectExact("\(integer)")
        let digits = "\(integer)"
        for decimals in [1, 7, digits.count] {
          let whole = digits.dropLast(decimals)
          expectExact("\(whole).\(digits.suffix(decimals))")
        }
      }
    }
  }
}

/// Random bits for tests.
///
/// Source: Steele, Lea & Flood (2014), SplitMix64.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }
}
