import Foundation
import ModelData
import Testing

@Suite struct GroupMomentsTests {
  private func moments(
    _ rows: [(group: Int, weight: Double, values: [Double])], groups: Int, columns: Int
  ) -> GroupMoments {
    var moments = GroupMoments(groups: groups, columns: columns)
    for row in rows {
      row.values.withUnsafeBufferPointer { moments.add($0, weight: row.weight, to: row.group) }
    }
    return moments
  }

  @Test("weighted means and centred cross-products by hand, rows in any order")
  func byHand() {
    let result = moments(
      [
        (1, 1, [4, 7]), (0, 1, [1, 0]), (1, 1, [6, 3]), (0, 3, [5, 2]),
      ], groups: 3, columns: 2)
    #expect(result.counts == [2, 2, 0])
    #expect(result.weights == [4, 2, 0])
    // Group 0: means (1 + 3·5)/4 and 3·2/4; Σw(x − x̄)² = 9 + 3·1, and so on.
    #expect(result.means == [4, 1.5, 5, 5, 0, 0])
    #expect(result.comoments == [12, 6, 3, 2, -4, 8, 0, 0, 0])
  }

  @Test("means and deviations over all groups, by hand")
  func grand() {
    let result = moments(
      [(0, 1, [1]), (1, 1, [3]), (0, 1, [5]), (1, 1, [7])], groups: 2, columns: 1)
    #expect(result.grandMeans == [4])
    #expect(result.grandDeviations == [sqrt(5)])
  }

  @Test("values far from zero keep the digits of their differences")
  func farAway() {
    let far = 1e9
    let result = moments(
      (0..<1000).map { (0, 1, [far + ($0 % 2 == 0 ? 0.25 : 0.75)]) }, groups: 1, columns: 1)
    #expect(abs(result.comoments[0] - 62.5) < 1e-6)
    #expect(result.grandMeans == [far + 0.5])
  }
}
