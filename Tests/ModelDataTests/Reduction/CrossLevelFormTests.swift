import GSLNumerics
import ModelData
import TestSupport
import Testing

@Suite struct CrossLevelFormTests {
  private func reduced(_ model: HierarchicalModel) -> ReducedData {
    ReducedData(model, term: model.randomTerms[0])
  }

  /// Equations, and for each base column that they make the number of its products.
  struct Case: Sendable, CustomTestStringConvertible {
    let equations: [[Int]]
    let productCounts: [Int]
    var testDescription: String { "\(equations)" }
  }

  @Test(
    "the data in cross-level form are the same data",
    arguments: [
      Case(equations: [[0, 1, 2], [0, 1, 2]], productCounts: [2, 2]),
      // w₁ multiplies the constant alone, and is a column for itself.
      Case(equations: [[0, 1, 2, 3], [0, 3, 2]], productCounts: [2, 0, 2]),
      Case(equations: [[0, 1, 2], [0, 2], [0, 1, 2]], productCounts: [2, 1, 2]),
      // w₁ multiplies x₁ and w₂ x₂: the latter product is a column for itself.
      Case(equations: [[0, 1, 2], [0, 1], [0, 2]], productCounts: [1, 0, 1, 0, 0]),
      // w₂ is no predictor of the intercept.
      Case(equations: [[0, 1], [0, 1, 2]], productCounts: [1, 1, 0]),
    ], [false, true])
  func sameData(of equations: Case, known: Bool) throws {
    for fixed in [false, true] {
      let model = crossLevelModel(
        groups: 21, equations: equations.equations, fixed: fixed, knownVariances: known)
      let original = reduced(model)
      let data = original.inCrossLevelForm()
      #expect(data.layout.columnCount == model.fixed.columns.count)
      #expect(
        data.layout.productCounts.sorted()
          == (equations.productCounts + (fixed ? [0] : [])).sorted())
      #expect(data.layout.productCounts[0] == equations.productCounts[0])
      expectCrossProducts(of: model, in: data)
      for j in 0..<data.groupCount {
        for (shift, expected) in zip(data.responseShift(of: j), original.responseShift(of: j)) {
          #expect(isClose(shift, expected, to: 1e-11))
        }
      }
      let map = data.coordinates.matrix
      #expect(
        isClose(
          data.coordinates.logDeterminant,
          try CholeskyFactor(map.transposed * map).logDeterminant / 2, to: 1e-8))
    }
  }

  @Test(
    "where no column is a product of two others, nothing changes",
    arguments: [
      [[0, 1, 2]], [[0], [0]], [[0, 1], [0, 2]],
      // x₁ itself is not among the columns, or no predictor, or no constant.
      [[0, 1], [1]], [[0], [0, 1]], [[1], [0, 1]],
    ])
  func nothingToWrite(equations: [[Int]]) {
    let data = reduced(crossLevelModel(groups: 12, equations: equations))
    let same = data.inCrossLevelForm()
    #expect(same.layout == DesignLayout(columns: data.coefficientCount))
    #expect(same.lanes == data.lanes)
    #expect(same.coordinates.matrix == data.coordinates.matrix)
  }

  @Test("a column that is a product in all groups but one is none", arguments: [1e-9, 1e-3])
  func almostProduct(change: Double) {
    var model = crossLevelModel(groups: 12, equations: [[0, 1], [0, 1]])
    let last = model.fixed.columns[3].count - 1
    model.fixed.columns[3][last] *= 1 + change
    #expect(reduced(model).inCrossLevelForm().layout.predictorCount == 0)
  }

  @Test("a form has no other form")
  func twice() {
    let data = reduced(crossLevelModel(groups: 12, equations: [[0, 1], [0, 1]])).inCrossLevelForm()
    #expect(data.inCrossLevelForm().lanes == data.lanes)
  }
}
