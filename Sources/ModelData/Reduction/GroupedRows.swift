import GSLNumerics

/// The rows of a two-level model, group after group, in the form from which they are reduced again and again:
/// with t errors of level 1 each row has a weight that changes from draw to draw.
///
/// | quantity | shape |
/// |---|---|
/// | Z, X, y | a row after the other: q + f + 1 |
///
/// X and y are in the coordinates of the fixed effects of the reduced data; rows with known variances v are
/// divided by √v.
public struct GroupedRows: Sendable {
  /// N.
  public let count: Int
  /// q + f + 1.
  public let width: Int
  /// The rows' numbers: (Z, X, y), one row after the other.
  public let values: [Double]
  /// The first row of each group, and after them N.
  public let starts: [Int]
  /// Where each row stood in the model.
  public let places: [Int]
  private let effectCount: Int
  /// The computed coefficients about which the rows within groups say nothing.
  private let unpooled: [Int]

  /// Collects the rows of a model, in the coordinates of these reduced data.
  public init(_ model: HierarchicalModel, term: RandomTerm, coordinatesOf data: ReducedData) {
    let (q, f) = (data.effectCount, data.coefficientCount)
    count = data.rowCount
    effectCount = q
    width = q + f + 1
    unpooled = (0..<f).filter { data.pooled[$0, $0] == 0 }
    var next = data.groupSizes.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    starts = next
    var places = Array(repeating: 0, count: data.rowCount)
    for (row, group) in term.factor.indices.enumerated() {
      places[next[group]] = row
      next[group] += 1
    }
    self.places = places
    var values: [Double] = []
    values.reserveCapacity(count * width)
    let map = data.coordinates.matrix
    for row in places {
      let scale = model.knownVariances.map { 1 / $0[row].squareRoot() } ?? 1
      let x = model.fixed.columns.map { $0[row] }
      values += term.design.columns.map { scale * $0[row] }
      for k in 0..<f { values.append(scale * dot(x, map.column(k))) }
      values.append(scale * (model.outcome.values[row] - dot(x, data.coordinates.offset)))
    }
    self.values = values
  }

  /// Writes the residuals y − Xγ − Zu of all rows.
  ///
  /// - Parameters:
  ///   - gamma: γ in the computed coordinates: f.
  ///   - effect: an effect of a group.
  public func takeResiduals(
    gamma: [Double], into residuals: UnsafeMutableBufferPointer<Double>,
    effect: (_ k: Int, _ group: Int) -> Double
  ) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: width) { coefficients in
      for (k, value) in gamma.enumerated() { coefficients[effectCount + k] = value }
      for group in 0..<starts.count - 1 {
        for k in 0..<effectCount { coefficients[k] = effect(k, group) }
        values.withUnsafeBufferPointer { values in
          for row in starts[group]..<starts[group + 1] {
            let start = row * width
            var residual = values[start + width - 1]
            for k in 0..<width - 1 { residual -= coefficients[k] * values[start + k] }
            residuals[row] = residual
          }
        }
      }
    }
  }

  /// Reduces the rows anew, each with its weight: R_j, G_j, g_j of every group and the pooled rest.
  ///
  /// By cross-products of each group and their Cholesky factor, in columns that are shifted and scaled.
  /// - Parameter weights: one for each row, above zero.
  public func reduce(weights: UnsafeBufferPointer<Double>, into data: inout ReducedData) {
    let order = width - effectCount
    var pooled = Matrix(rows: order, columns: order)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: width * width) { triangle in
      for group in 0..<data.groupCount {
        accumulate(group, weights: weights, into: triangle)
        factorise(triangle)
        write(triangle, of: group, to: &data.lanes, blockLanes: data.blockLanes)
        for i in 0..<order {
          for k in i..<order {
            pooled[k, i] += triangle[(effectCount + i) * width + effectCount + k]
          }
        }
      }
    }
    for i in 0..<order { for k in i..<order { pooled[i, k] = pooled[k, i] } }
    // What rounding left of columns that Z spans.
    for i in unpooled { for k in 0..<order { (pooled[i, k], pooled[k, i]) = (0, 0) } }
    data.pooled = pooled
    // A weighted mean leaves rounding where there was 0.
    for i in data.leadingZeros.indices { data.leadingZeros[i] = 0 }
  }

  /// Σ w x xᵀ over a group's rows, x = (Z, X, y): the upper triangle.
  private func accumulate(
    _ group: Int, weights: UnsafeBufferPointer<Double>,
    into triangle: UnsafeMutableBufferPointer<Double>
  ) {
    triangle.update(repeating: 0)
    values.withUnsafeBufferPointer { values in
      for row in starts[group]..<starts[group + 1] {
        let start = row * width
        for i in 0..<width {
          let scaled = weights[row] * values[start + i]
          for k in i..<width { triangle[i * width + k] += scaled * values[start + k] }
        }
      }
    }
  }

  /// Replaces the first q rows by those of the Cholesky factor, and projects them out of the others.
  private func factorise(_ triangle: UnsafeMutableBufferPointer<Double>) {
    let diagonal = (0..<effectCount).map { triangle[$0 * width + $0] }
    for i in 0..<effectCount {
      let row = i * width
      // Below this part of a column's own sum of squares a pivot counts as zero, as in `GroupTriangle`.
      guard triangle[row + i] > 1e-11 * diagonal[i] else {
        for k in i..<width { triangle[row + k] = 0 }
        continue
      }
      let inverse = 1 / triangle[row + i].squareRoot()
      for k in i..<width { triangle[row + k] *= inverse }
      for a in i + 1..<width {
        let factor = triangle[row + a]
        for b in a..<width { triangle[a * width + b] -= factor * triangle[row + b] }
      }
    }
  }

  private func write(
    _ triangle: UnsafeMutableBufferPointer<Double>, of group: Int,
    to lanes: inout [SIMD8<Double>], blockLanes: Int
  ) {
    let (block, lane) = group.quotientAndRemainder(dividingBy: ReducedData.blockSize)
    var place = block * blockLanes
    for i in 0..<effectCount {
      for k in i..<width {
        lanes[place][lane] = triangle[i * width + k]
        place += 1
      }
    }
  }
}
