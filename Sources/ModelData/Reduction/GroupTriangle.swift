/// The upper triangular U of one group with UᵀU = Σ w x xᵀ over its rows.
///
/// The factor of the centred cross-products, updated by one row: √(Σw) times the means. Where a
/// column depends on those before it, its row is zero.
/// Source: Golub & Van Loan (2013), section 6.5.4, the update by Givens rotations.
struct GroupTriangle {
  private let order: Int
  private var elements: [Double]

  /// Below this part of a column's own sum of squares a pivot counts as zero.
  private static let tolerance = 1e-11

  subscript(row: Int, column: Int) -> Double {
    get { column < row ? 0 : elements[row * order + column] }
    set { elements[row * order + column] = newValue }
  }

  init(_ moments: GroupMoments, group: Int) {
    order = moments.columnCount
    elements = Array(repeating: 0, count: order * order)
    let start = group * moments.triangleCount
    let weight = moments.weights[group]
    let means = moments.means[group * order..<(group + 1) * order]
    var mean = means.map { weight.squareRoot() * $0 }
    factorise { moments.comoments[start + $0 * ($0 + 1) / 2 + $1] }
    let squares = (0..<order).map {
      moments.comoments[start + $0 * ($0 + 1) / 2 + $0] + mean[$0] * mean[$0]
    }
    for i in 0..<order { rotate(&mean, into: i, sumOfSquares: squares[i]) }
  }

  /// Factorises the centred cross-products, given by their lower triangle.
  private mutating func factorise(_ comoment: (Int, Int) -> Double) {
    for i in 0..<order {
      let sumOfSquares = comoment(i, i)
      let pivot = (0..<i).reduce(sumOfSquares) { $0 - self[$1, i] * self[$1, i] }
      guard pivot > Self.tolerance * sumOfSquares else { continue }
      self[i, i] = pivot.squareRoot()
      for k in i + 1..<max(order, i + 1) {
        let rest = (0..<i).reduce(comoment(k, i)) { $0 - self[$1, i] * self[$1, k] }
        self[i, k] = rest / self[i, i]
      }
    }
  }

  /// Turns the additional row so that its element in this column vanishes.
  private mutating func rotate(_ extra: inout [Double], into row: Int, sumOfSquares: Double) {
    let (a, b) = (self[row, row], extra[row])
    // A centred column that passed its own test has rank; a constant one is judged by its mean.
    guard a != 0 || b * b > Self.tolerance * sumOfSquares else {
      extra[row] = 0
      return
    }
    let length = (a * a + b * b).squareRoot()
    let (cosine, sine) = (a / length, b / length)
    for k in row..<order {
      let (above, below) = (self[row, k], extra[k])
      self[row, k] = cosine * above + sine * below
      extra[k] = cosine * below - sine * above
    }
  }
}
