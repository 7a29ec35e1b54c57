import Testing

@testable import ModelData

@Suite struct DesignSummaryTests {
  private func inflation(_ columns: [(String, [Double])]) -> [Double] {
    var moments = GroupMoments(groups: 1, columns: columns.count)
    columns.flatMap(\.1).withUnsafeBufferPointer {
      moments.add($0, weights: nil, to: columns[0].1.map { _ in 0 })
    }
    return DesignSummary(
      labels: columns.map(\.0), moments: moments, columns: Array(columns.indices)
    ).varianceInflation.map(\.factor)
  }

  @Test("variance inflation of two predictors beside an intercept: 1/(1 − r²)")
  func withIntercept() {
    let (x, z) = ([0.0, 1, 2, 3], [1.0, 0, 2, 3])
    // Means 1.5 and 1.5; Σ of squares 5 and 5, of products 4: r = 0.8.
    let found = inflation([("(Intercept)", [1, 1, 1, 1]), ("x", x), ("z", z)])
    #expect(found.count == 2)
    for factor in found { #expect(abs(factor - 1 / 0.36) < 1e-12) }
  }

  @Test("without an intercept a column for each level of a factor inflates nothing")
  func withoutIntercept() {
    let found = inflation([("a", [1, 1, 0, 0, 0]), ("b", [0, 0, 1, 1, 1])])
    #expect(found.count == 2)
    for factor in found { #expect(abs(factor - 1) < 1e-12) }
  }
}
