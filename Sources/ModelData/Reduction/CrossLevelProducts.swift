import GSLNumerics

/// The columns of G that are products of another column and a predictor of the groups.
///
/// A column that only the groups determine has its first row alone, w times that of the constant: such are the
/// predictors. The base column of effect i is the first with i + 1 rows whose last row is a multiple of R's.
/// Another column v with i + 1 rows is the product of the base b and a predictor w if in every group
///
///     v = (α₀ + αw) b + Σ_m d_m a_m,   α ≠ 0,
///
/// with a_m the constant and the predictors, as columns: that is what wz becomes when z, w and wz are shifted and scaled.
struct CrossLevelProducts {
  /// v = wz in terms of the other columns.
  struct Product {
    /// The places of v and b among the columns.
    let (column, base): (Int, Int)
    /// The place of w among `predictors`.
    let predictor: Int
    /// α₀ and α.
    let (constantPart, factor): (Double, Double)
    /// d_m: for the constant, then the predictors.
    let groupParts: [Double]
  }

  /// How many rows of a column, from the first, are more than rounding in some group.
  let heights: [Int]
  /// The place of the constant column.
  let constant: Int
  /// The places of the columns that are predictors of the groups.
  let predictors: [Int]
  /// The numbers w of each predictor; 0 in empty lanes.
  let ratios: [GroupNumbers]
  private(set) var products: [Product] = []

  private let data: ReducedData
  /// The constant and the predictors as columns.
  private let groupColumns: [GroupNumbers]

  /// Looks for products; nil where no column of G is the constant.
  init?(_ data: ReducedData) {
    let heights = (0..<data.coefficientCount).map { data.height(ofColumn: $0) }
    guard let constant = data.coordinates.constant, heights[constant] == 1 else { return nil }
    (self.data, self.heights, self.constant) = (data, heights, constant)
    predictors = heights.indices.filter { heights[$0] == 1 && $0 != constant }
    groupColumns = ([constant] + predictors).map { data.numbers(row: 0, column: $0) }
    let one = groupColumns[0]
    ratios = groupColumns.dropFirst().map { $0.ratio(to: one) }
    for effect in 1..<max(1, data.effectCount) {
      let columns = heights.indices.filter { heights[$0] == effect + 1 }
      guard let base = columns.first(where: { isBase($0, effect: effect) }) else { continue }
      for column in columns where column != base {
        if let product = product(column, base: base) { products.append(product) }
      }
    }
  }

  private func isBase(_ column: Int, effect: Int) -> Bool {
    let (root, last) = (
      data.numbers(rootOf: effect), data.numbers(row: effect, column: column)
    )
    guard let part = last.regression(on: [root]) else { return false }
    return last.subtracting(part[0], root).isNothing(beside: last.length)
  }

  /// How a column is a product; nil where it is none.
  private func product(_ column: Int, base: Int) -> Product? {
    let rows = (0..<heights[column]).map { data.numbers(row: $0, column: column) }
    let baseRows = rows.indices.map { data.numbers(row: $0, column: base) }
    let (last, lastBase) = (rows[rows.count - 1], baseRows[rows.count - 1])
    let size = rows.reduce(0) { max($0, $1.length) }
    let multiples = [lastBase] + ratios.map { $0.times(lastBase) }
    guard let parts = last.regression(on: multiples, least: GroupNumbers.leastPart * size),
      parts.dropFirst().count(where: { $0 != 0 }) == 1,
      let predictor = parts.dropFirst().firstIndex(where: { $0 != 0 })
    else { return nil }
    let rests = zip(rows, baseRows).map { row, base in
      row.subtracting(parts[0], base)
        .subtracting(parts[predictor], ratios[predictor - 1].times(base))
    }
    guard
      let groupParts = rests[0].regression(
        on: groupColumns, least: GroupNumbers.leastPart * size)
    else { return nil }
    var left = rests
    for (part, column) in zip(groupParts, groupColumns) {
      left[0] = left[0].subtracting(part, column)
    }
    guard left.allSatisfy({ $0.isNothing(beside: size) }) else { return nil }
    return Product(
      column: column, base: base, predictor: predictor - 1, constantPart: parts[0],
      factor: parts[predictor], groupParts: groupParts)
  }
}

/// One number for each group, eight to a lane, 0 in empty lanes.
struct GroupNumbers {
  private(set) var lanes: [SIMD8<Double>]

  /// Beside the length of what they come from, what rounding may leave of numbers.
  private static let rounding = 1e-12
  /// Beside the length of what is explained, the least part that is more than rounding.
  static let leastPart = 1e-8

  init(lanes: [SIMD8<Double>]) { self.lanes = lanes }

  /// The root of the sum of squares.
  var length: Double { product(self).squareRoot() }

  func isNothing(beside length: Double) -> Bool { self.length <= Self.rounding * length }

  func times(_ other: GroupNumbers) -> GroupNumbers {
    GroupNumbers(lanes: zip(lanes, other.lanes).map { $0 * $1 })
  }

  /// The ratio group by group; 0 where the other is 0.
  func ratio(to other: GroupNumbers) -> GroupNumbers {
    GroupNumbers(
      lanes: zip(lanes, other.lanes).map { ($0 / $1).replacing(with: 0, where: $1 .== 0) })
  }

  func subtracting(_ factor: Double, _ other: GroupNumbers) -> GroupNumbers {
    GroupNumbers(lanes: zip(lanes, other.lanes).map { $0 - factor * $1 })
  }

  private func product(_ other: GroupNumbers) -> Double {
    zip(lanes, other.lanes).reduce(SIMD8<Double>.zero) { $0 + $1.0 * $1.1 }.sum()
  }

  /// The coefficients of a regression on columns, by Gram and Schmidt; nil where these depend on each other.
  ///
  /// - Parameter least: coefficients whose part is not longer are 0.
  func regression(on columns: [GroupNumbers], least: Double = 0) -> [Double]? {
    var directions: [GroupNumbers] = []
    var triangle = Matrix(rows: columns.count, columns: columns.count)
    for (k, column) in columns.enumerated() {
      var rest = column
      // Twice, so that no digits are lost.
      for (i, direction) in Array(directions.enumerated()) + Array(directions.enumerated()) {
        let part = rest.product(direction)
        triangle[i, k] += part
        rest = rest.subtracting(part, direction)
      }
      let length = rest.length
      guard length > Self.leastPart * column.length else { return nil }
      triangle[k, k] = length
      directions.append(GroupNumbers(lanes: rest.lanes.map { $0 / length }))
    }
    var rest = self
    var parts = directions.map { direction in
      let part = rest.product(direction)
      rest = rest.subtracting(part, direction)
      return part
    }
    for i in parts.indices.reversed() {
      for k in i + 1..<max(parts.count, i + 1) { parts[i] -= triangle[i, k] * parts[k] }
      parts[i] /= triangle[i, i]
    }
    return zip(parts, columns).map { abs($0) * $1.length > least ? $0 : 0 }
  }
}

extension ReducedData {
  fileprivate func numbers(lane: Int) -> GroupNumbers {
    GroupNumbers(lanes: (0..<blockCount).map { lanes[$0 * blockLanes + lane] })
  }

  /// A row of a column of G.
  fileprivate func numbers(row: Int, column: Int) -> GroupNumbers {
    numbers(lane: rowStart(row) + effectCount - row + column)
  }

  /// R's diagonal.
  fileprivate func numbers(rootOf effect: Int) -> GroupNumbers { numbers(lane: rowStart(effect)) }

  /// How many rows of a column of G, from the first, are more than rounding in some group.
  fileprivate func height(ofColumn column: Int) -> Int {
    let rows = (0..<effectCount).map { numbers(row: $0, column: column) }
    let size = rows.reduce(0) { max($0, $1.length) }
    return (rows.lastIndex { !$0.isNothing(beside: size) } ?? -1) + 1
  }
}
