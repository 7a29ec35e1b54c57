/// The upper triangular U of one group with UᵀU = Σ w x xᵀ over its rows.
///
/// The factor of the centred cross-products, updated by one row: √(Σw) times the means. Where a
/// column depends on those before it, its row is zero. One triangle serves for one group after the
/// other, so that none of a million groups allocates.
/// Source: Golub & Van Loan (2013), section 6.5.4, the update by Givens rotations.
struct GroupTriangle {
  private let order: Int
  private var elements: [Double]
  /// √(Σw) times the means, and each column's Σ w x².
  private var mean: [Double]
  private var squares: [Double]

  /// Below this part of a column's own sum of squares a pivot counts as zero.
  private static let tolerance = 1e-11
  /// The same for the outcome, the last column, whose pivot decides no rank: what rounding leaves.
  private static let rounding = 1e-14

  subscript(row: Int, column: Int) -> Double {
    get { column < row ? 0 : elements[row * order + column] }
    set { elements[row * order + column] = newValue }
  }

  /// Makes room for the columns of these moments.
  init(_ moments: GroupMoments) {
    order = moments.columnCount
    elements = Array(repeating: 0, count: order * order)
    mean = Array(repeating: 0, count: order)
    squares = mean
  }

  /// Becomes the triangle of a group.
  mutating func factorise(_ moments: GroupMoments, group: Int) {
    let root = moments.weight(of: group).squareRoot()
    for place in elements.indices { elements[place] = 0 }
    for i in 0..<order {
      mean[i] = root * moments.mean(of: i, in: group)
      squares[i] = moments.comoment(i, i, in: group) + mean[i] * mean[i]
    }
    factoriseComoments(moments, group)
    for i in 0..<order { rotateMean(into: i) }
  }

  /// Factorises the centred cross-products.
  private mutating func factoriseComoments(_ moments: GroupMoments, _ group: Int) {
    for i in 0..<order {
      let sumOfSquares = moments.comoment(i, i, in: group)
      var pivot = sumOfSquares
      for k in 0..<i { pivot -= self[k, i] * self[k, i] }
      let least = i < order - 1 ? Self.tolerance : Self.rounding
      guard pivot > least * sumOfSquares else { continue }
      self[i, i] = pivot.squareRoot()
      for k in i + 1..<max(order, i + 1) {
        var rest = moments.comoment(k, i, in: group)
        for m in 0..<i { rest -= self[m, i] * self[m, k] }
        self[i, k] = rest / self[i, i]
      }
    }
  }

  /// Turns the additional row so that its element in this column vanishes.
  private mutating func rotateMean(into row: Int) {
    let (a, b) = (self[row, row], mean[row])
    // A centred column that passed its own test has rank; a constant one is judged by its mean.
    guard a != 0 || b * b > Self.tolerance * squares[row] else {
      mean[row] = 0
      return
    }
    let length = (a * a + b * b).squareRoot()
    let (cosine, sine) = (a / length, b / length)
    for k in row..<order {
      let (above, below) = (self[row, k], mean[k])
      self[row, k] = cosine * above + sine * below
      mean[k] = cosine * below - sine * above
    }
  }
}
