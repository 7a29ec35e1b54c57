import Testing

@testable import Diagnostics

@Suite struct RHatTests {
  @Test("two chains of three draws by hand")
  func byHand() {
    // Means 2 and 4; variances 1 and 1; B = 3 × 2 = 6, W = 1; R̂² = (6/1 + 3 − 1) / 3.
    let value = RHat.basic([[1, 2, 3], [3, 4, 5]])
    #expect(agree(value, (8.0 / 3).squareRoot()))
  }

  @Test("a monotone transformation of the draws changes nothing but the folded part")
  func ranksOnly() {
    let chains = [[0.3, -1.2, 2.1, 0.4], [1.1, -0.7, 0.2, -2.5]]
    let bulk = RHat.basic(rankNormalized(splitChains(chains)))
    let transformed = chains.map { $0.map { $0 * $0 * $0 } }
    #expect(bulk == RHat.basic(rankNormalized(splitChains(transformed))))
  }

  @Test("what has no R-hat gives nil, not 1")
  func undefined() {
    #expect(RHat.rankNormalized([[1, 1, 1, 1], [1, 1, 1, 1]]) == nil)
    #expect(RHat.rankNormalized([[1, 2, .nan, 4], [1, 2, 3, 4]]) == nil)
    #expect(RHat.rankNormalized([[1, 2, .infinity, 4], [1, 2, 3, 4]]) == nil)
    #expect(RHat.rankNormalized([[1, 2, 3], [1, 2, 4]]) == nil)
    #expect(RHat.rankNormalized([]) == nil)
    #expect(RHat.rankNormalized([[], []]) == nil)
    #expect(RHat.basic([[1, 2, 3]]) == nil)
  }

  @Test("chains that stand still at different places have an infinite R-hat")
  func stuck() {
    #expect(RHat.basic([[1, 1], [2, 2]]) == .infinity)
  }
}
