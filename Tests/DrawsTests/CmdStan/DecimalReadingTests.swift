import Testing

@testable import Draws

@Suite struct DecimalReadingTests {
  func read(_ text: String) -> Double? {
    Array(text.utf8).withUnsafeBufferPointer { readDecimal($0) }
  }

  @Test("any spelling of a decimal is read as the standard library reads it")
  func agrees() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<20_000 {
      let digits = String(UInt64.random(in: 0...(.max), using: &generator))
      let kept = digits.prefix(Int.random(in: 1...digits.count, using: &generator))
      let point = Int.random(in: 0...kept.count, using: &generator)
      let exponent = Int.random(in: -40...40, using: &generator)
      let text = "\(kept.prefix(point)).\(kept.dropFirst(point))e\(exponent)"
      #expect(read(text)?.bitPattern == Double(text)?.bitPattern, "\(text)")
    }
  }

  @Test("halfway cases go to the even neighbour")
  func halfway() {
    #expect(read("9007199254740993") == 9007199254740992)
    #expect(read("9007199254740993.0000000000000000000001") == 9007199254740994)
    #expect(read("9007199254740995") == 9007199254740996)
    #expect(read("0.500000000000000166") == 0.5.nextUp)
    #expect(read("0.500000000000000167") == 0.5.nextUp.nextUp)
    #expect(read("18014398509481986e-1") == 1801439850948198.6)
  }

  @Test("zeros keep their sign, and the ends of the range are there")
  func ends() {
    #expect(read("-0")?.bitPattern == (-0.0).bitPattern)
    #expect(read("0e5") == 0)
    #expect(read("1.7976931348623157e+308") == .greatestFiniteMagnitude)
    #expect(read("5e-324") == .leastNonzeroMagnitude)
    #expect(read("-inf") == -.infinity)
    #expect(read("nan")?.isNaN == true)
  }
}
