import Testing

@testable import Diagnostics

@Suite struct QuantilesTests {
  @Test("type 7 by hand")
  func byHand() {
    let x = [1.0, 2, 4, 8, 16]
    #expect(quantile(ofSorted: x, at: 0) == 1)
    #expect(quantile(ofSorted: x, at: 0.25) == 2)
    #expect(quantile(ofSorted: x, at: 0.6) == 5.6)
    #expect(quantile(ofSorted: x, at: 1) == 16)
    #expect(quantile(ofSorted: [3], at: 0.3) == 3)
    #expect(quantile(ofSorted: [], at: 0.5).isNaN)
  }

  @Test("median and its absolute deviation by hand")
  func medians() {
    #expect(median([5, 1, 3]) == 3)
    #expect(median([5, 1, 3, 4]) == 3.5)
    #expect(agree(medianAbsoluteDeviation([1, 2, 4, 8, 16]), 1.4826 * 3))
  }
}
