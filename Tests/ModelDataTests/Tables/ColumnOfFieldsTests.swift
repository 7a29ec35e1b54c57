import Testing

@testable import ModelData

/// Columns that are read number by number, compared with the standard library's reading of each text.
@Suite struct ColumnOfFieldsTests {
  /// The middle one of three columns; how far it is read by a shape, and its numbers.
  private func read(
    _ texts: [String], _ shape: DecimalShape, endings: [Character]
  ) -> (count: Int, numbers: [Double]) {
    var bytes = Array("header,\n".utf8)
    var starts: [UInt32] = []
    for (text, ending) in zip(texts, endings) {
      for field in ["7.5,", text + String(ending), "é\n"] {
        starts.append(UInt32(bytes.count))
        bytes += Array(field.utf8)
      }
    }
    starts.append(UInt32(bytes.count))
    var numbers = texts.map { _ in Double.nan }
    let count = bytes.withUnsafeBytes { bytes in
      starts.withUnsafeBufferPointer { starts in
        numbers.withUnsafeMutableBufferPointer { numbers -> Int in
          guard let text = bytes.baseAddress, let starts = starts.baseAddress,
            let numbers = numbers.baseAddress
          else { return 0 }
          let fields = ColumnOfFields(
            text: text, starts: starts + 1, stride: 3, delimiter: comma, hasCarriageReturns: false)
          return fields.readNumbers(0..<texts.count, shape, into: numbers)
        }
      }
    }
    return (count, numbers)
  }

  /// The shape of numbers with so many decimals.
  private func shape(decimals: Int) -> DecimalShape {
    var shape = DecimalShape()
    let text = Array((decimals == 0 ? "1" : "." + String(repeating: "1", count: decimals)).utf8)
    _ = text.withUnsafeBytes { shape.read($0, in: Field(start: 0, end: text.count)) }
    return shape
  }

  private func number(decimals: Int, _ generator: inout SplitMix64) -> String {
    let whole = Int.random(in: (decimals == 0 ? 1 : 0)...(7 - decimals), using: &generator)
    let digits = (0..<whole + decimals).map { _ in
      Character(String(Int.random(in: 0...9, using: &generator)))
    }
    return (Bool.random(using: &generator) ? "-" : "") + String(digits.prefix(whole))
      + (decimals == 0 ? "" : "." + String(digits.suffix(decimals)))
  }

  @Test("a long column of numbers with the same decimals, bit for bit", arguments: 0...7)
  func long(decimals: Int) {
    var generator = SplitMix64(state: UInt64(decimals))
    let texts = (0..<2_000).map { _ in number(decimals: decimals, &generator) }
    let (count, numbers) = read(
      texts, shape(decimals: decimals), endings: texts.map { _ in "," })
    #expect(count == texts.count)
    for (number, text) in zip(numbers, texts) {
      #expect(number.bitPattern == Double(text)?.bitPattern, "\(text)")
    }
  }

  // Each is no number, or one of another shape, which only the reading of single fields understands.
  @Test(
    "reading stops at the first field that is something else, wherever it stands",
    arguments: [
      "", "-", ".", "-.", "5", "55", "5.5", "5.", ".5", "5.555", "5-55", "0-.55", "--.55", "+1.25",
      "1,25", "1.2x", "x.25", "é.25", "1.2é", "1.25\t", " 1.25", "NA", "12345.25", "123456.25",
      "1234567890123456789012345678901234567890.25", "1e5", "1/25", "1:25", "1.:5", "1./5",
      "\u{0}.25",
    ])
  func others(text: String) {
    var generator = SplitMix64(state: 11)
    let isOfShape = text.wholeMatch(of: /-?[0-9]{0,5}\.[0-9][0-9]/) != nil
    for place in [0, 31, 32, 33, 40, 63, 64, 95, 99] {
      var texts = (0..<100).map { _ in number(decimals: 2, &generator) }
      texts[place] = text
      let (count, numbers) = read(texts, shape(decimals: 2), endings: texts.map { _ in "," })
      #expect(count == (isOfShape ? 100 : place))
      for (number, text) in zip(numbers, texts).prefix(count) {
        #expect(number.bitPattern == Double(text)?.bitPattern, "\(text)")
      }
    }
  }

  @Test("a field that ends with the line is not of the column", arguments: [0, 32, 50, 99])
  func delimiters(place: Int) {
    let texts = (0..<100).map { "\($0).25" }
    let endings = texts.indices.map { $0 == place ? Character("\n") : "," }
    #expect(read(texts, shape(decimals: 2), endings: endings).count == place)
  }
}
