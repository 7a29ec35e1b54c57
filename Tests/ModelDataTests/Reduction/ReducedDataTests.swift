import Foundation
import GSLNumerics
import ModelData
import TestSupport
import Testing

@Suite struct ReducedDataTests {
  @Test("two groups of three rows in all, by hand")
  func byHand() {
    let ones = DesignMatrix(labels: ["(Intercept)"], columns: [[1, 1, 1]])
    let model = HierarchicalModel(
      outcome: NamedValues(name: "y", values: [1, 5, 3]), fixed: ones,
      randomTerms: [
        RandomTerm(
          factor: GroupingFactor(name: "g", levels: ["a", "b"], indices: [0, 1, 0]), design: ones,
          covariance: .unstructured)
      ], knownVariances: nil,
      rows: RowAccount(read: 3, used: 3, missing: [], vanishedGroups: []))
    let data = ReducedData(model, term: model.randomTerms[0])
    let root = sqrt(2)
    #expect((data.rowCount, data.groupCount) == (3, 2))
    #expect((data.effectCount, data.coefficientCount) == (1, 1))
    #expect(data.groupSizes == [2, 1])
    #expect(data.groupRanks == [1, 1])
    #expect(!data.hasKnownVariances)
    // y less its mean 3: group a has −2 and 0, group b 2.
    #expect(isClose(data.effectRoot(of: 0)[0, 0], root, to: 1e-15))
    #expect(isClose(data.design(of: 0)[0, 0], root, to: 1e-15))
    #expect(isClose(data.response(of: 0)[0], -root, to: 1e-15))
    #expect(isClose(data.responseShift(of: 0)[0], 3 * root, to: 1e-15))
    #expect(data.effectRoot(of: 1) == Matrix([[1]]))
    #expect(data.response(of: 1) == [2])
    #expect(isClose(data.samplingVariances[0], 0.5, to: 1e-15))
    #expect(data.samplingVariances[1] == 1)
    #expect(isClose(data.pooled[1, 1], 2, to: 1e-15))
    #expect(abs(data.pooled[0, 0]) < 1e-15)
    #expect(abs(data.pooled[1, 0]) < 1e-15)
  }

  @Test(
    "groups and pooled rest have the cross-products of the rows",
    arguments: [1, 2, 3], [1, 2, 3, 5])
  func crossProducts(q: Int, f: Int) {
    for known in [false, true] {
      let model = randomTwoLevelModel(
        groups: 13, effects: q, coefficients: f, knownVariances: known, seed: UInt64(10 * q + f))
      expectCrossProducts(of: model, in: ReducedData(model, term: model.randomTerms[0]))
    }
  }

  @Test("a design without a constant column")
  func withoutConstant() {
    var model = randomTwoLevelModel(groups: 9, effects: 2, coefficients: 4)
    model.fixed = DesignMatrix(
      labels: Array(model.fixed.labels.dropFirst()),
      columns: Array(model.fixed.columns.dropFirst()))
    expectCrossProducts(of: model, in: ReducedData(model, term: model.randomTerms[0]))
  }

  @Test("computed columns have mean 0 and standard deviation 1 beside the constant")
  func standardised() {
    let model = randomTwoLevelModel(groups: 12, effects: 1, coefficients: 5)
    let data = ReducedData(model, term: model.randomTerms[0])
    let computed = DenseTwoLevel(model).fixed * data.coordinates.matrix
    #expect(computed.column(0).allSatisfy { isClose($0, 1, to: 1e-12) })
    for k in 1..<5 {
      let column = computed.column(k)
      #expect(abs(column.reduce(0, +)) < 1e-9)
      #expect(isClose(dot(column, column), Double(column.count), to: 1e-11))
    }
  }

  @Test("known variances come in as Σ log v")
  func knownVariances() {
    let model = randomTwoLevelModel(
      groups: 6, effects: 1, coefficients: 1, knownVariances: true)
    let data = ReducedData(model, term: model.randomTerms[0])
    let expected = model.knownVariances?.map { log($0) }.reduce(0, +)
    #expect(data.hasKnownVariances)
    #expect(isClose(data.logKnownVariances, expected, to: 1e-12))
  }

  @Test("lanes beyond the last group are empty")
  func emptyLanes() {
    let model = randomTwoLevelModel(groups: 11, effects: 2, coefficients: 3)
    let data = ReducedData(model, term: model.randomTerms[0])
    #expect(data.blockCount == 2)
    #expect(data.lanes.count == 2 * data.blockLanes)
    for lane in data.lanes[data.blockLanes...] {
      for group in 3..<8 { #expect(lane[group] == 0) }
    }
  }
}
