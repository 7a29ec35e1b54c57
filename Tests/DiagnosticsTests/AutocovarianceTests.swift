import Testing

@testable import Diagnostics

@Suite struct AutocovarianceTests {
  @Test("the average over two chains by hand")
  func byHand() {
    // Deviations −1, 0, 1 and −2, 0, 2: sums of products 2, 0, −1 and 8, 0, −4.
    let values = meanAutocovariance([[1, 2, 3], [1, 3, 5]])
    for (value, reference) in zip(values, [10.0 / 6, 0, -5.0 / 6]) {
      #expect(agree(value, reference))
    }
    #expect(values.count == 3)
  }
}
