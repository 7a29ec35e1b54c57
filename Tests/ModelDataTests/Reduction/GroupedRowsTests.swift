import GSLNumerics
import TestSupport
import Testing

@testable import ModelData

/// Rows reduced with weights are rows whose variances are the weights' reciprocals.
@Suite struct GroupedRowsTests {
  @Test(
    "reducing with weights is reducing rows with known variances v/w",
    arguments: [1, 2, 3], [false, true])
  func reduce(q: Int, known: Bool) throws {
    var model = randomTwoLevelModel(
      groups: 11, effects: q, coefficients: 4, knownVariances: known, seed: 3)
    let term = model.randomTerms[0]
    var data = ReducedData(model, term: term)
    let rows = GroupedRows(model, term: term, coordinatesOf: data)
    var stream = RandomStream(seed: 5, chain: 0, purpose: .simulation)
    let weights = (0..<rows.count).map { _ in 0.1 + 3 * stream.uniform() }
    let coordinates = data.coordinates
    weights.withUnsafeBufferPointer { rows.reduce(weights: $0, into: &data) }
    var variances = model.knownVariances ?? model.outcome.values.map { _ in 1 }
    for (place, row) in rows.places.enumerated() { variances[row] /= weights[place] }
    model.knownVariances = variances
    let expected = ReducedData(model, term: term)
    // Both in the reported coordinates: (X, y) = (X*, y*) M⁻¹ with M the affine map.
    let same = { (seen: Matrix, wanted: Matrix) in
      zip(seen.elements, wanted.elements).allSatisfy { isClose($0, $1, to: 1e-9) }
    }
    for group in 0..<data.groupCount {
      // The rows of R may differ in sign.
      let cross = { (data: ReducedData, map: CoefficientCoordinates) in
        let root = data.effectRoot(of: group)
        let reported = try reportedRows(data.design(of: group), data.response(of: group), map)
        return (root.transposed * root, root.transposed * reported)
      }
      let (a, b) = (try cross(data, coordinates), try cross(expected, expected.coordinates))
      #expect(same(a.0, b.0) && same(a.1, b.1), "group \(group)")
    }
    let a = try reportedGram(data.pooled, coordinates)
    let b = try reportedGram(expected.pooled, expected.coordinates)
    #expect(same(a, b))
  }

  @Test("residuals of all rows")
  func residuals() {
    let model = randomTwoLevelModel(groups: 7, effects: 2, coefficients: 3, seed: 4)
    let term = model.randomTerms[0]
    let data = ReducedData(model, term: term)
    let rows = GroupedRows(model, term: term, coordinatesOf: data)
    let computed = [0.3, -1.2, 0.8]
    let gamma = data.coordinates.reported(computed)
    func effect(_ k: Int, _ group: Int) -> Double { 0.1 * Double(group) - 0.4 * Double(k) }
    var residuals = Array(repeating: 0.0, count: rows.count)
    residuals.withUnsafeMutableBufferPointer {
      rows.takeResiduals(gamma: computed, into: $0, effect: effect)
    }
    for (place, row) in rows.places.enumerated() {
      var expected = model.outcome.values[row]
      for (column, value) in zip(model.fixed.columns, gamma) { expected -= column[row] * value }
      for (k, column) in term.design.columns.enumerated() {
        expected -= column[row] * effect(k, term.factor.indices[row])
      }
      #expect(isClose(residuals[place], expected, to: 1e-10))
    }
  }
}

/// (G, g) of the reported columns, from those of the computed ones: X = X*B⁻¹, y = y* + X offset.
private func reportedRows(
  _ design: Matrix, _ response: [Double], _ map: CoefficientCoordinates
) throws -> Matrix {
  let f = design.columnCount
  let inverse = try inverted(map.matrix)
  let fixed = design * inverse
  let shifted = zip(response, fixed * map.offset).map(+)
  return Matrix(
    rows: design.rowCount, columns: f + 1, columnMajor: fixed.elements + shifted)
}

/// The cross-products of the reported columns from those of the computed ones.
private func reportedGram(_ gram: Matrix, _ map: CoefficientCoordinates) throws -> Matrix {
  let f = gram.rowCount - 1
  let inverse = try inverted(map.matrix)
  let offset = inverse * map.offset
  var change = Matrix.identity(f + 1)
  for i in 0..<f {
    for k in 0..<f { change[i, k] = inverse[i, k] }
    change[i, f] = offset[i]
  }
  return change.transposed * gram * change
}

private func inverted(_ matrix: Matrix) throws -> Matrix {
  let factor = try CholeskyFactor(matrix.transposed * matrix)
  return factor.solve(matrix.transposed)
}
