import Testing

@testable import ModelData

@Suite struct DecimalShapeTests {
  /// Reads a text that stands between commas, as a column does: by the shape before, or anew.
  private func read(_ text: String, _ shape: inout DecimalShape) -> (Double?, hasShape: Bool) {
    Array(",,,,,,,,\(text),".utf8).withUnsafeBytes { bytes in
      let field = Field(start: 8, end: 8 + text.utf8.count)
      let number = bytes.baseAddress.flatMap {
        shape.number($0, from: field.start, to: field.range.upperBound)
      }
      return (number ?? shape.read(bytes, in: field), number != nil)
    }
  }

  @Test(
    "numbers with as many decimals as the one before are read as the standard library does",
    arguments: 0...7)
  func decimals(count: Int) {
    var generator = SplitMix64(state: UInt64(count))
    var shape = DecimalShape()
    for turn in 0..<4_000 {
      let whole = Int.random(in: (count == 0 ? 1 : 0)...(7 - count), using: &generator)
      var text = String(
        (0..<whole + count + (count == 0 ? 1 : 0)).map { _ in
          Character(String(Int.random(in: 0...9, using: &generator)))
        })
      if count > 0 { text.insert(".", at: text.index(text.startIndex, offsetBy: whole)) }
      if Bool.random(using: &generator) { text = "-" + text }
      let (number, hasShape) = read(text, &shape)
      #expect(number?.bitPattern == Double(text)?.bitPattern, "\(text)")
      #expect(hasShape || turn == 0, "\(text)")
    }
  }

  @Test("a column of all shapes is read number by number, and what is none is told")
  func changes() {
    var generator = SplitMix64(state: 99)
    let alphabet: [Character] = ["0", "1", "5", "9", ".", "-", "e", "+", " "]
    var shape = DecimalShape()
    for _ in 0..<40_000 {
      let length = Int.random(in: 1...10, using: &generator)
      let text = String(
        (0..<length).map { _ in
          // Mostly digits.
          alphabet[min(8, Int.random(in: 0...24, using: &generator) % 14 % 9)]
        })
      let isPlain = text.wholeMatch(of: /-?([0-9]+\.?[0-9]*|\.[0-9]+)/) != nil
      let number = read(text, &shape).0
      #expect(
        number?.bitPattern == (isPlain ? Double(text) ?? Double(text + "0") : nil)?.bitPattern,
        "\(text)")
    }
  }

  @Test("a point alone, a sign alone and nothing are no numbers in any shape")
  func nothing() {
    for first in ["7", "1.5", "1.2345678", "-.25"] {
      for text in ["", ".", "-", "-.", "5.5.", "1.2.3", "..5"] {
        var shape = DecimalShape()
        _ = read(first, &shape)
        #expect(read(text, &shape).0 == nil, "\(text) after \(first)")
      }
    }
  }
}
