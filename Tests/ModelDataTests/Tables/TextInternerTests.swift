import Testing

@testable import ModelData

@Suite struct TextInternerTests {
  @Test("texts are numbered by first appearance and found again, however many")
  func codes() {
    var interner = TextInterner()
    var generator = SplitMix64(state: 3)
    var expected: [String: UInt32] = [:]
    var order: [String] = []
    for _ in 0..<20_000 {
      let text = String(Int.random(in: 0..<3_000, using: &generator))
      let isNew = expected[text] == nil
      if isNew {
        expected[text] = UInt32(order.count)
        order.append(text)
      }
      let found = Array(text.utf8).withUnsafeBufferPointer { interner.intern($0) }
      #expect(found.isNew == isNew)
      #expect(found.code == expected[text])
    }
    #expect(interner.count == order.count)
    #expect(interner.texts == order)
  }

  @Test("a text and its beginning are two, and the empty text is one")
  func prefixes() {
    var interner = TextInterner()
    let codes = ["ab", "a", "", "ab", "abc", ""].map { text in
      Array(text.utf8).withUnsafeBufferPointer { interner.intern($0).code }
    }
    #expect(codes == [0, 1, 2, 0, 3, 2])
    #expect(interner.texts == ["ab", "a", "", "abc"])
  }

  // Seven bytes are a key by themselves, with their length; longer texts are compared.
  @Test("texts about as long as a key are told apart, also those with zero bytes")
  func keys() {
    var interner = TextInterner()
    var texts = ["", "\u{0}", "\u{0}\u{0}"]
    for length in 5...20 {
      let text = String("abcdefghijklmnopqrst".prefix(length))
      texts += [text, "x\(text.dropFirst())", "\(text.dropLast())x"]
    }
    for _ in 1...2 {
      for (code, text) in texts.enumerated() {
        let found = Array(text.utf8).withUnsafeBufferPointer { interner.intern($0).code }
        #expect(Int(found) == code)
      }
    }
    #expect(interner.texts == texts)
  }

  @Test("a field's text is found where it stands, once it is known")
  func fields() {
    var interner = TextInterner()
    let line = Array("7,77,\"a\"\"b\",abcdefgh,7".utf8)
    // A field with doubled quotes, one longer than a key, and one at the end are not found at once.
    let fields = [
      Field(start: 0, end: 1), Field(start: 2, end: 4),
      Field(start: 6, end: 10, hasDoubledQuotes: true), Field(start: 12, end: 20),
      Field(start: 21, end: 22),
    ]
    var codes = Array(repeating: UInt32(9), count: fields.count)
    fields.withUnsafeBufferPointer { fields in
      line.withUnsafeBytes { bytes in
        codes.withUnsafeMutableBufferPointer { codes in
          for row in fields.indices {
            #expect(interner.find(fields, from: row, in: bytes, into: codes) == row)
          }
          for field in fields { _ = field.withContent(in: bytes) { interner.intern($0) } }
          let stops = fields.indices.map { interner.find(fields, from: $0, in: bytes, into: codes) }
          #expect(stops == [2, 2, 2, 3, 4])
        }
      }
    }
    #expect(codes == [0, 1, 9, 9, 9])
    #expect(interner.texts == ["7", "77", "a\"b", "abcdefgh"])
  }

  @Test("rows that follow each other with one text are found like others")
  func runs() {
    var interner = TextInterner()
    let line = Array("12,12,12,34,34,12,        ".utf8)
    let fields = (0..<6).map { Field(start: 3 * $0, end: 3 * $0 + 2) }
    var codes = Array(repeating: UInt32(9), count: fields.count)
    line.withUnsafeBytes { bytes in
      for field in [fields[3], fields[0]] {
        _ = field.withContent(in: bytes) { interner.intern($0) }
      }
      fields.withUnsafeBufferPointer { fields in
        codes.withUnsafeMutableBufferPointer { codes in
          #expect(interner.find(fields, from: 0, in: bytes, into: codes) == 6)
        }
      }
    }
    #expect(codes == [1, 1, 1, 0, 0, 1])
  }
}
