import GSLNumerics

/// The lanes, pooled cross-products and within-group parts of the data, as groups are added.
struct ReductionSums {
  private(set) var lanes: [SIMD8<Double>]
  private(set) var pooled: Matrix
  private var within: WithinGroupParts
  private let columns: ColumnPlan
  private let standard: StandardColumns
  /// The lanes of one block.
  private let laneCount: Int
  /// Room for one row of a triangle.
  private var responses: [Double]

  init(groups: Int, columns: ColumnPlan, standard: StandardColumns) {
    let (q, order) = (columns.effectCount, columns.fixed.count + 1)
    self.columns = columns
    self.standard = standard
    laneCount = q * (q + 1) / 2 + q * order
    let blocks = (groups + ReducedData.blockSize - 1) / ReducedData.blockSize
    lanes = Array(repeating: .zero, count: blocks * laneCount)
    pooled = Matrix(rows: order, columns: order)
    responses = Array(repeating: 0, count: order)
    within = WithinGroupParts(columns: standard.unspanned(columns), groups: groups)
  }

  /// Takes up a group: q rows for itself, the others for the pool.
  mutating func add(_ triangle: borrowing GroupTriangle, group: Int) {
    let (block, lane) = group.quotientAndRemainder(dividingBy: ReducedData.blockSize)
    let q = columns.effectCount
    var place = block * laneCount
    for i in 0..<columns.count {
      standard.transform(row: i, of: triangle, columns: columns, into: &responses)
      guard i < q else {
        pooled.addOuterProduct(of: responses)
        within.add(responses, to: group)
        continue
      }
      for k in i..<q {
        lanes[place][lane] = triangle[i, k]
        place += 1
      }
      for value in responses {
        lanes[place][lane] = value
        place += 1
      }
    }
  }

  /// Drops what rounding left of the columns that Z spans.
  ///
  /// - Returns: the parts of the columns that Z does not span.
  mutating func dropSpanned(rowCount: Int) -> WithinGroupParts {
    let floor = 1e-20 * Double(rowCount)
    let outcome = pooled.rowCount - 1
    for k in 0..<outcome where pooled[k, k] <= floor {
      for i in 0...outcome { (pooled[i, k], pooled[k, i]) = (0, 0) }
    }
    return within.keeping(
      within.columns.indices.filter { pooled[within.columns[$0], within.columns[$0]] > 0 })
  }
}
