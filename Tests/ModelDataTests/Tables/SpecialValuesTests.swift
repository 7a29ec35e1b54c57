import Testing

@testable import ModelData

@Suite struct SpecialValuesTests {
  @Test("one special value is seen wherever it stands", arguments: [1, 7, 8, 9, 16, 31])
  func places(count: Int) {
    let plain = Array(repeating: Double.greatestFiniteMagnitude, count: count)
    #expect(plain.withUnsafeBufferPointer { !$0.hasNaN && !$0.hasNonfinite })
    for place in 0..<count {
      for (special, isNaN) in [(Double.nan, true), (.infinity, false), (-.infinity, false)] {
        var values = plain
        values[place] = special
        #expect(values.withUnsafeBufferPointer { $0.hasNaN } == isNaN)
        #expect(values.withUnsafeBufferPointer { $0.hasNonfinite })
      }
    }
  }

  @Test("no values have none") func none() {
    #expect([Double]().withUnsafeBufferPointer { !$0.hasNaN && !$0.hasNonfinite })
  }
}
