import Testing

@testable import Diagnostics

@Suite struct BetaDistributionTests {
  @Test("by hand: beta(2, 1) has distribution function x², beta(1, 2) has 1 − (1 − x)²")
  func byHand() {
    for x in [0, 0.1, 0.5, 0.9, 1] {
      #expect(abs(BetaDistribution(a: 2, b: 1).cdf(x) - x * x) < 1e-14)
      #expect(abs(BetaDistribution(a: 1, b: 2).cdf(x) - x * (2 - x)) < 1e-14)
    }
    #expect(abs(BetaDistribution(a: 2, b: 1).quantile(0.25) - 0.5) < 1e-14)
  }

  @Test("the binomial sum: P(beta(a, n − a + 1) < x) = P(binomial(n, x) ≥ a)")
  func binomial() {
    // n = 4, a = 2, x = 0.3: 6 × 0.09 × 0.49 + 4 × 0.027 × 0.7 + 0.0081.
    #expect(abs(BetaDistribution(a: 2, b: 3).cdf(0.3) - 0.3483) < 1e-14)
  }

  @Test("the quantile undoes the distribution function, for many draws too")
  func roundTrip() {
    for (a, b) in [(1.5, 2.5), (51.0, 951.0), (20_001.0, 20_001.0), (2000.0, 1e5)] {
      let beta = BetaDistribution(a: a, b: b)
      for p in [0.1586553, 0.5, 0.8413447] {
        #expect(abs(beta.cdf(beta.quantile(p)) - p) < 1e-9)
      }
    }
  }
}
