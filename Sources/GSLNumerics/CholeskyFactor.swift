import RealModule

/// The lower triangular L of a positive definite matrix A = L Lᵀ, and what it solves.
public struct CholeskyFactor: Equatable, Sendable, Codable {
  /// L: order × order, zero above its diagonal.
  public let lower: Matrix

  /// Factorises a symmetric matrix, of which only the lower triangle is read.
  ///
  /// - Throws: `NumericalError.notPositiveDefinite` at the first pivot that is not above zero.
  public init(_ matrix: Matrix) throws(NumericalError) {
    let order = matrix.rowCount
    var factor = Matrix(rows: order, columns: order)
    for j in 0..<order {
      var pivot = matrix[j, j]
      for k in 0..<j { pivot -= factor[j, k] * factor[j, k] }
      guard pivot > 0, pivot.isFinite else {
        throw .notPositiveDefinite(pivot: j, value: pivot)
      }
      let root = pivot.squareRoot()
      factor[j, j] = root
      for i in j + 1..<max(order, j + 1) {
        var element = matrix[i, j]
        for k in 0..<j { element -= factor[i, k] * factor[j, k] }
        factor[i, j] = element / root
      }
    }
    lower = factor
  }

  /// Takes a lower triangular matrix with a positive diagonal as the factor itself.
  public init(lower: Matrix) { self.lower = lower }

  /// The order of the matrix.
  public var order: Int { lower.rowCount }

  /// log |A|.
  public var logDeterminant: Double {
    2 * (0..<order).reduce(0) { $0 + Double.log(lower[$1, $1]) }
  }

  /// L⁻¹b.
  public func solveLower(_ b: [Double]) -> [Double] {
    var x = b
    for i in 0..<order {
      for k in 0..<i { x[i] -= lower[i, k] * x[k] }
      x[i] /= lower[i, i]
    }
    return x
  }

  /// L⁻ᵀb.
  public func solveUpper(_ b: [Double]) -> [Double] {
    var x = b
    for i in stride(from: order - 1, through: 0, by: -1) {
      for k in i + 1..<max(order, i + 1) { x[i] -= lower[k, i] * x[k] }
      x[i] /= lower[i, i]
    }
    return x
  }

  /// A⁻¹b.
  public func solve(_ b: [Double]) -> [Double] { solveUpper(solveLower(b)) }

  /// A⁻¹B.
  public func solve(_ b: Matrix) -> Matrix {
    Matrix(
      rows: b.rowCount, columns: b.columnCount,
      columnMajor: (0..<b.columnCount).flatMap { solve(b.column($0)) })
  }

  /// A⁻¹, exactly symmetric.
  public var inverse: Matrix {
    var result = solve(.identity(order))
    for j in 0..<order { for i in 0..<j { result[i, j] = result[j, i] } }
    return result
  }

  /// A itself: L Lᵀ.
  public var matrix: Matrix { lower * lower.transposed }
}
