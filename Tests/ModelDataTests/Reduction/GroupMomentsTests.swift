import Foundation
import Testing

@testable import ModelData

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

  @Test("rows that enter together, in runs or in blocks, have the moments of rows one by one")
  func runs() {
    let rows: [[Double]] = (0..<700).map { row in
      let (first, second, third) = (row * row % 101, row % 13, row % 29)
      return [Double(first) / 7, 1e6 + Double(second), Double(third) - 3]
    }
    let groups: [Int] = rows.indices.map { $0 < 300 ? 1 : $0 < 320 ? 0 : $0 % 2 }
    let single = moments(
      rows.indices.map { (group: groups[$0], weight: 1, values: rows[$0]) }, groups: 2, columns: 3)
    for size in [1, 50, 700] {
      var result = GroupMoments(groups: 2, columns: 3)
      for start in stride(from: 0, to: 700, by: size) {
        let block = rows[start..<start + size]
        let columns: [Double] = (0..<3).flatMap { column in block.map { $0[column] } }
        columns.withUnsafeBufferPointer {
          result.add($0, weights: nil, to: Array(groups[start..<start + size]))
        }
      }
      #expect(result.counts == single.counts)
      #expect(result.weights == single.weights)
      for (a, b) in zip(result.means, single.means) { #expect(abs(a - b) <= 1e-14 * abs(b)) }
      // Values of 1e6 are stored to 1e-10, and deviations that sum to 1e4 multiply that.
      for (a, b) in zip(result.comoments, single.comoments) { #expect(abs(a - b) <= 1e-6) }
    }
  }
}
