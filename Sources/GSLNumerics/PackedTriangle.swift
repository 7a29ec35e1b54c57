/// Cholesky factors in place, in a lower triangle packed by rows: for hot loops, without allocation.
///
/// Element (i, j), j ≤ i, stands at i (i + 1)/2 + j. After factorising, the diagonal holds the
/// reciprocals of the factor's pivots, so that solving needs no division.
public enum PackedTriangle {
  /// Factorises the leading rows; rows below them become L⁻¹ times what they were, as right sides.
  ///
  /// - Parameters:
  ///   - order: the order of the matrix.
  ///   - rows: how many rows the buffer has, at least `order`; those beyond hold `order` elements
  ///     and one more each, which is left alone but for the right side's own square.
  /// - Throws: `NumericalError.notPositiveDefinite` at the first pivot that is not above zero.
  public static func factorise(
    _ triangle: UnsafeMutablePointer<Double>, order: Int, rows: Int
  ) throws(NumericalError) {
    var row = triangle
    for i in 0..<rows {
      var other = triangle
      for j in 0..<(i < order ? i : order) {
        var element = row[j]
        for k in 0..<j { element -= row[k] * other[k] }
        row[j] = element * other[j]
        other += j &+ 1
      }
      if i < order {
        var pivot = row[i]
        for k in 0..<i { pivot -= row[k] * row[k] }
        guard pivot > 0, pivot.isFinite else { throw .notPositiveDefinite(pivot: i, value: pivot) }
        row[i] = 1 / pivot.squareRoot()
      }
      row += i &+ 1
    }
  }

  /// log |A|, for a factorised triangle.
  public static func logDeterminant(_ triangle: UnsafePointer<Double>, order: Int) -> Double {
    var sum = SumOfLogarithms()
    for i in 0..<order { sum.add(triangle[i &* (i &+ 3) / 2]) }
    return -2 * sum.value
  }

  /// Replaces x by L⁻ᵀx, for a factorised triangle.
  public static func solveTransposed(
    _ triangle: UnsafePointer<Double>, order: Int, _ x: UnsafeMutablePointer<Double>
  ) {
    for i in stride(from: order - 1, through: 0, by: -1) {
      let row = triangle + i &* (i &+ 1) / 2
      x[i] *= row[i]
      for k in 0..<i { x[k] -= row[k] * x[i] }
    }
  }
}
