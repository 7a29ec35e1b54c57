import Testing

@testable import Draws

@Suite struct ElapsedTimeTests {
  @Test("values start at the 18th character and have six decimals")
  func footer() {
    let lines = ElapsedTime(warmup: 0, sampling: 1234.0000004).footer.split(separator: "\n")
    #expect(lines[1].dropFirst(17) == "0.000000 seconds (Warm-up)")
    #expect(lines[2].dropFirst(17) == "1234.000000 seconds (Sampling)")
    #expect(lines[3].dropFirst(17) == "1234.000000 seconds (Total)")
  }
}
