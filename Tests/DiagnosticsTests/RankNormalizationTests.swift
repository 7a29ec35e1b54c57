import Testing

@testable import Diagnostics

@Suite struct RankNormalizationTests {
  @Test("tied values share the mean of their ranks")
  func ranks() {
    #expect(averageRanks([3, 1, 3, 2, 3]) == [4, 1, 4, 2, 4])
    #expect(averageRanks([-0.0, 0.0, -1]) == [2.5, 2.5, 1])
    #expect(averageRanks([]) == [])
  }

  @Test("three draws in two chains by hand")
  func scores() {
    // (r − 3/8) / (3 + 1/4) = 5/26, 1/2, 21/26; Φ⁻¹(21/26) from a table.
    let scores = rankNormalized([[7], [9], [8]])
    #expect(agree(scores[0][0], -0.8694237732888822))
    #expect(agree(scores[1][0], 0.8694237732888822))
    #expect(agree(scores[2][0], 0))
  }
}
