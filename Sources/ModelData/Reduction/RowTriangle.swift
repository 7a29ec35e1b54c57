import GSLNumerics

/// The upper triangular U with UᵀU = Σ x xᵀ over rows x that enter one after the other.
///
/// By Givens rotations of each row into the triangle: cross-products, which would square the columns'
/// condition, are never formed. Source: Golub & Van Loan (2013), section 6.5.4.
public struct RowTriangle: Sendable {
  /// U.
  public private(set) var matrix: Matrix

  /// Makes the triangle of no rows.
  public init(columns: Int) { matrix = Matrix(rows: columns, columns: columns) }

  /// Takes in a row.
  public mutating func add(_ row: [Double]) {
    var rest = row
    for i in rest.indices where rest[i] != 0 {
      let (a, b) = (matrix[i, i], rest[i])
      let length = (a * a + b * b).squareRoot()
      guard length > 0 else { continue }
      let (cosine, sine) = (a / length, b / length)
      for k in i..<rest.count {
        let (above, below) = (matrix[i, k], rest[k])
        matrix[i, k] = cosine * above + sine * below
        rest[k] = cosine * below - sine * above
      }
    }
  }

  /// The length of each column over all rows.
  public var columnLengths: [Double] {
    (0..<matrix.columnCount).map { k in
      (0...k).reduce(0.0) { $0 + matrix[$1, k] * matrix[$1, k] }.squareRoot()
    }
  }

  /// How many columns do not depend on those before them, by Gram and Schmidt.
  ///
  /// - Parameter scales: for each column the size beside which what the others leave of it is judged; an
  ///   infinite one leaves the column out.
  public func rank(scales: [Double]) -> Int {
    var basis: [[Double]] = []
    for (k, scale) in scales.enumerated() {
      var rest = matrix.column(k)
      // Twice, so that no digits are lost.
      for direction in basis + basis {
        let share = dot(direction, rest)
        for i in rest.indices { rest[i] -= share * direction[i] }
      }
      let length = dot(rest, rest).squareRoot()
      if length > 1e-9 * scale { basis.append(rest.map { $0 / length }) }
    }
    return basis.count
  }
}
