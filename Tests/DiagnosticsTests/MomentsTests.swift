import Testing

@testable import Diagnostics

@Suite struct MomentsTests {
  @Test("far from zero no digits are lost")
  func farFromZero() {
    let x = [1e9 + 1, 1e9 + 2, 1e9 + 6]
    #expect(mean(x) == 1e9 + 3)
    #expect(variance(x) == 7)
    #expect(agree(standardDeviation(x), 7.0.squareRoot()))
  }

  @Test("one value has no variance")
  func oneValue() {
    #expect(variance([3]).isNaN)
  }
}
