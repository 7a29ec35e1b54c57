import Testing

@testable import Diagnostics

@Suite struct EffectiveSampleSizeTests {
  @Test("autocorrelations of two short chains by hand")
  func correlations() {
    // Both chains: deviations −1, 0, 1; autocovariances 2/3, 0, −1/3; W = 1. Means 2 and 3:
    // var⁺ = 2/3 + 1/2.
    let rho = EffectiveSampleSize.autocorrelations([[1, 2, 3], [2, 3, 4]])
    let expected = [1, 1 - 1 / (7.0 / 6), 1 - (4.0 / 3) / (7.0 / 6)]
    for (value, reference) in zip(rho, expected) { #expect(agree(value, reference)) }
  }

  @Test("the autocorrelation time by hand: pairs end at a sum that is not positive")
  func time() {
    // Pairs 1.5, 0.5, −0.2: τ = −1 + 2 × 2 + 0.1.
    let ended = [1, 0.5, 0.3, 0.2, 0.1, -0.3, 0.9, 0.9, 0.9, 0.9]
    #expect(agree(EffectiveSampleSize.autocorrelationTime(ended), 3.1))
    // The even member of the last pair is negative itself: nothing is added.
    let negative = [1, 0.5, 0.3, 0.2, -0.1, -0.3, 0.9, 0.9, 0.9, 0.9]
    #expect(agree(EffectiveSampleSize.autocorrelationTime(negative), 3))
  }

  @Test("the autocorrelation time by hand: a pair that rises again is lowered")
  func monotone() {
    // Pairs 1.5, 0.5, 0.7 → 0.5, −0.1: τ = −1 + 2 × 2.5.
    let rising = [1, 0.5, 0.3, 0.2, 0.3, 0.4, -0.05, -0.05, 0.9, 0.9, 0.9, 0.9]
    #expect(agree(EffectiveSampleSize.autocorrelationTime(rising), 4))
  }

  @Test(
    "a size is shown rounded down: what misses a gate by half a draw doesn't look as if it passed")
  func wholeDraws() {
    #expect(EffectiveSampleSize.wholeDraws(399.99) == 399)
    #expect(EffectiveSampleSize.wholeDraws(400) == 400)
  }

  @Test("what has no effective sample size gives nil")
  func undefined() {
    let good = [0.1, 0.7, -0.2, 0.4, 1.1, -0.9]
    for bad in [
      Array(repeating: 1, count: 6), good.map { $0 == 0.7 ? .nan : $0 },
      good.map { $0 == 0.7 ? -.infinity : $0 }, Array(good.dropLast()), [],
    ] {
      #expect(EffectiveSampleSize.bulk([bad]) == nil)
      #expect(EffectiveSampleSize.tail([bad]) == nil)
      #expect(EffectiveSampleSize.mean([bad]) == nil)
      #expect(EffectiveSampleSize.standardDeviation([bad]) == nil)
    }
    #expect(EffectiveSampleSize.bulk([good]) != nil)
    #expect(EffectiveSampleSize.bulk([]) == nil)
  }
}
