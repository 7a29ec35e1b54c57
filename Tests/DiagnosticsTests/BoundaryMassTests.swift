import Diagnostics
import Foundation
import Testing

@Suite struct BoundaryMassTests {
  @Test("the share of variances below a tenth of their median")
  func nearZero() {
    // The median is 10; of eleven draws 0 and 0.5 are below 1.
    let draws: [Double] = [20, 19, 18, 17, 16, 10, 5, 3, 1, 0.5, 0]
    #expect(BoundaryMass.nearZero(draws) == 2.0 / 11)
    #expect(BoundaryMass.nearZero([5, 6, 7]) == 0)
    #expect(BoundaryMass.nearZero([0, 0, 0]) == 0)
  }

  @Test("an exponential density has 6.7% there")
  func exponential() {
    let draws = (0..<1000).map { -log(1 - (Double($0) + 0.5) / 1000) }
    // 1 − 2^(−1/10).
    #expect(abs(BoundaryMass.nearZero(draws) - 0.0670) < 0.001)
  }

  @Test("the share of correlations beyond 0.99 on either side")
  func nearOne() {
    #expect(BoundaryMass.nearOne([0.5, 0.99, 0.995, -1]) == 0.5)
    #expect(BoundaryMass.nearOne([]) == 0)
  }
}
