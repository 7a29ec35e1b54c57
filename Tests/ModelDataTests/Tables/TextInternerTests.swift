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
}
