/// The lower triangular L of a positive definite matrix A = L Lᵀ, and what it solves.
public struct CholeskyFactor: Equatable, Sendable, Codable {
  /// L: order × order, zero above its diagonal.
  public let lower: Matrix

  /// Factorises a symmetric matrix, of which only the lower triangle is read.
  ///
  /// - Throws: `NumericalError.notPositiveDefinite` at the first pivot that is not above zero.
  public init(_ matrix: consuming Matrix) throws(NumericalError) {
    let order = matrix.rowCount
    let failure = matrix.elements.withUnsafeMutableBufferPointer {
      Self.factorise($0, order: order)
    }
    if let failure { throw failure }
    lower = matrix
  }

  /// Replaces a symmetric matrix by its factor, column by column; the error where it has none.
  private static func factorise(
    _ elements: UnsafeMutableBufferPointer<Double>, order: Int
  ) -> NumericalError? {
    for j in 0..<order {
      let column = j &* order
      var pivot = elements[column &+ j]
      for k in 0..<j {
        let element = elements[k &* order &+ j]
        pivot -= element * element
        elements[column &+ k] = 0
      }
      guard pivot > 0, pivot.isFinite else {
        return .notPositiveDefinite(pivot: j, value: pivot)
      }
      let root = pivot.squareRoot()
      elements[column &+ j] = root
      for i in j &+ 1..<max(order, j &+ 1) {
        var element = elements[column &+ i]
        for k in 0..<j { element -= elements[k &* order &+ i] * elements[k &* order &+ j] }
        elements[column &+ i] = element / root
      }
    }
    return nil
  }

  /// Takes a lower triangular matrix with a positive diagonal as the factor itself.
  public init(lower: Matrix) { self.lower = lower }

  /// The order of the matrix.
  public var order: Int { lower.rowCount }

  /// log |A|.
  public var logDeterminant: Double {
    var sum = SumOfLogarithms()
    for i in 0..<order { sum.add(lower[i, i]) }
    return 2 * sum.value
  }

  /// L⁻¹b.
  public func solveLower(_ b: [Double]) -> [Double] {
    var x = b
    solveLower(inPlace: &x)
    return x
  }

  /// Replaces x by L⁻¹x.
  public func solveLower(inPlace x: inout [Double]) {
    precondition(x.count == order, "the shapes do not fit")
    let order = order
    lower.elements.withUnsafeBufferPointer { lower in
      x.withUnsafeMutableBufferPointer { x in
        for i in 0..<order {
          var value = x[i]
          for k in 0..<i { value -= lower[k &* order &+ i] * x[k] }
          x[i] = value / lower[i &* order &+ i]
        }
      }
    }
  }

  /// L⁻ᵀb.
  public func solveUpper(_ b: [Double]) -> [Double] {
    var x = b
    solveUpper(inPlace: &x)
    return x
  }

  /// Replaces x by L⁻ᵀx.
  public func solveUpper(inPlace x: inout [Double]) {
    precondition(x.count == order, "the shapes do not fit")
    let order = order
    lower.elements.withUnsafeBufferPointer { lower in
      x.withUnsafeMutableBufferPointer { x in
        for step in 0..<order {
          let i = order &- 1 &- step
          var value = x[i]
          for k in i &+ 1..<order { value -= lower[i &* order &+ k] * x[k] }
          x[i] = value / lower[i &* order &+ i]
        }
      }
    }
  }

  /// A⁻¹b.
  public func solve(_ b: consuming [Double]) -> [Double] {
    solveLower(inPlace: &b)
    solveUpper(inPlace: &b)
    return b
  }

  /// A⁻¹B.
  public func solve(_ b: Matrix) -> Matrix {
    Matrix(
      rows: b.rowCount, columns: b.columnCount,
      columnMajor: (0..<b.columnCount).flatMap { solve(b.column($0)) })
  }

  /// L⁻¹B.
  public func solveLower(_ b: Matrix) -> Matrix {
    Matrix(
      rows: b.rowCount, columns: b.columnCount,
      columnMajor: (0..<b.columnCount).flatMap { solveLower(b.column($0)) })
  }

  /// L⁻ᵀB.
  public func solveUpper(_ b: Matrix) -> Matrix {
    Matrix(
      rows: b.rowCount, columns: b.columnCount,
      columnMajor: (0..<b.columnCount).flatMap { solveUpper(b.column($0)) })
  }

  /// L⁻¹SL⁻ᵀ for a symmetric S.
  public func whitened(_ symmetric: Matrix) -> Matrix {
    solveLower(solveLower(symmetric).transposed)
  }

  /// A⁻¹, exactly symmetric.
  public var inverse: Matrix {
    var result = solve(.identity(order))
    for j in 0..<order { for i in 0..<j { result[i, j] = result[j, i] } }
    return result
  }

  /// A itself: L Lᵀ.
  public var matrix: Matrix { lower.times(transposeOf: lower) }
}
