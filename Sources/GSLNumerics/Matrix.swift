/// A dense matrix of doubles, stored by columns as R, LAPACK and the draws files have it.
///
/// For small matrices and for reports. The sweeps over groups keep flat buffers of their own.
public struct Matrix: Equatable, Sendable, Codable {
  /// The number of rows.
  public let rowCount: Int
  /// The number of columns.
  public let columnCount: Int
  /// The elements, column after column.
  public var elements: [Double]

  /// Makes a matrix of the given shape with all elements alike.
  public init(rows: Int, columns: Int, repeating value: Double = 0) {
    rowCount = rows
    columnCount = columns
    elements = [Double](short: rows * columns, of: value)
  }

  /// Makes a matrix from its elements in column-major order; their number must fit the shape.
  public init(rows: Int, columns: Int, columnMajor elements: [Double]) {
    precondition(elements.count == rows * columns, "the elements do not fill the shape")
    rowCount = rows
    columnCount = columns
    self.elements = elements
  }

  /// Makes a matrix from its rows, which must have one length.
  public init(_ rows: [[Double]]) {
    self.init(rows: rows.count, columns: rows.first?.count ?? 0)
    for (i, row) in rows.enumerated() {
      precondition(row.count == columnCount, "the rows differ in length")
      for (j, value) in row.enumerated() { self[i, j] = value }
    }
  }

  /// Makes a square matrix with these elements on its diagonal.
  public init(diagonal: [Double]) {
    self.init(rows: diagonal.count, columns: diagonal.count)
    for (i, value) in diagonal.enumerated() { self[i, i] = value }
  }

  /// The identity matrix of this order.
  public static func identity(_ order: Int) -> Matrix {
    var result = Matrix(rows: order, columns: order)
    for i in 0..<order { result[i, i] = 1 }
    return result
  }

  /// The element in this row and column (0-based).
  @inlinable
  public subscript(row: Int, column: Int) -> Double {
    get { elements[column * rowCount + row] }
    set { elements[column * rowCount + row] = newValue }
  }

  /// Takes the elements of a matrix of the same shape, in place.
  public mutating func take(_ other: Matrix) {
    precondition(elements.count == other.elements.count, "the shapes do not fit")
    elements.withUnsafeMutableBufferPointer { elements in
      for i in elements.indices { elements[i] = other.elements[i] }
    }
  }

  /// The elements of one row.
  public func row(_ i: Int) -> [Double] { (0..<columnCount).map { self[i, $0] } }

  /// The elements of one column.
  public func column(_ j: Int) -> [Double] {
    Array(elements[j * rowCount..<(j + 1) * rowCount])
  }

  /// All rows, for printing and for JSON.
  public var rows: [[Double]] { (0..<rowCount).map(row) }

  /// The elements on the diagonal.
  public var diagonal: [Double] { (0..<min(rowCount, columnCount)).map { self[$0, $0] } }

  /// The sum of the diagonal.
  public var trace: Double { diagonal.reduce(0, +) }

  /// The transpose.
  public var transposed: Matrix {
    var elements: [Double] = []
    elements.reserveCapacity(rowCount * columnCount)
    for i in 0..<rowCount { for j in 0..<columnCount { elements.append(self[i, j]) } }
    return Matrix(rows: columnCount, columns: rowCount, columnMajor: elements)
  }

  /// The rows and columns at these places, in this order.
  public func submatrix(rows: [Int], columns: [Int]) -> Matrix {
    var result = Matrix(rows: rows.count, columns: columns.count)
    for (j, column) in columns.enumerated() {
      for (i, row) in rows.enumerated() { result[i, j] = self[row, column] }
    }
    return result
  }
}

extension Matrix {
  /// The elementwise sum of two matrices of one shape; one that is not needed further is best put first.
  public static func + (a: consuming Matrix, b: Matrix) -> Matrix {
    precondition(a.elements.count == b.elements.count, "the shapes do not fit")
    a.elements.withUnsafeMutableBufferPointer { a in
      for i in a.indices { a[i] += b.elements[i] }
    }
    return a
  }

  /// The elementwise difference of two matrices of one shape.
  public static func - (a: Matrix, b: Matrix) -> Matrix {
    precondition(a.elements.count == b.elements.count, "the shapes do not fit")
    var result = a
    for i in result.elements.indices { result.elements[i] -= b.elements[i] }
    return result
  }

  /// A multiple of a matrix.
  public static func * (factor: Double, a: consuming Matrix) -> Matrix {
    a.elements.withUnsafeMutableBufferPointer { for i in $0.indices { $0[i] *= factor } }
    return a
  }

  /// The matrix product.
  public static func * (a: Matrix, b: Matrix) -> Matrix {
    precondition(a.columnCount == b.rowCount, "the shapes do not fit")
    return product(a, b, columns: b.columnCount, rowStep: 1, columnStep: b.rowCount)
  }

  /// The product A Bᵀ.
  public func times(transposeOf b: Matrix) -> Matrix {
    precondition(columnCount == b.columnCount, "the shapes do not fit")
    return Self.product(self, b, columns: b.rowCount, rowStep: b.rowCount, columnStep: 1)
  }

  /// A times the matrix whose elements stand in `b`, so far apart within a column and within a row.
  private static func product(
    _ a: Matrix, _ b: Matrix, columns: Int, rowStep: Int, columnStep: Int
  ) -> Matrix {
    var result = Matrix(rows: a.rowCount, columns: columns)
    let (rows, inner) = (a.rowCount, a.columnCount)
    result.elements.withUnsafeMutableBufferPointer { result in
      a.elements.withUnsafeBufferPointer { a in
        b.elements.withUnsafeBufferPointer { b in
          for j in 0..<columns {
            for k in 0..<inner {
              let factor = b[k &* rowStep &+ j &* columnStep]
              for i in 0..<rows {
                result[j &* rows &+ i] += a[k &* rows &+ i] * factor
              }
            }
          }
        }
      }
    }
    return result
  }

  /// The product of a matrix and a vector.
  public static func * (a: Matrix, x: [Double]) -> [Double] {
    precondition(a.columnCount == x.count, "the shapes do not fit")
    var result = Array(repeating: 0.0, count: a.rowCount)
    for k in 0..<a.columnCount { for i in 0..<a.rowCount { result[i] += a[i, k] * x[k] } }
    return result
  }

  /// The quadratic form xᵀA x.
  public func quadraticForm(_ x: [Double]) -> Double {
    precondition(rowCount == x.count && columnCount == x.count, "the shapes do not fit")
    return elements.withUnsafeBufferPointer { elements in
      x.withUnsafeBufferPointer { x in
        var sum = 0.0
        for i in 0..<x.count {
          var product = 0.0
          for k in 0..<x.count { product += elements[k &* x.count &+ i] * x[k] }
          sum += x[i] * product
        }
        return sum
      }
    }
  }

  /// Adds x xᵀ, in place.
  public mutating func addOuterProduct(of x: [Double]) {
    for j in x.indices where x[j] != 0 { for i in x.indices { self[i, j] += x[i] * x[j] } }
  }

  /// The outer product x yᵀ.
  public static func outer(_ x: [Double], _ y: [Double]) -> Matrix {
    var result = Matrix(rows: x.count, columns: y.count)
    for j in 0..<y.count { for i in 0..<x.count { result[i, j] = x[i] * y[j] } }
    return result
  }
}

extension [Double] {
  /// An array of equal values, in half the time of `Array(repeating:count:)` where it is short.
  ///
  /// That one allocates by way of generic code, which a sweep that makes small matrices would feel.
  public init(short count: Int, of value: Double) {
    self.init()
    reserveCapacity(count)
    for _ in 0..<count { append(value) }
  }
}

/// The inner product of two vectors of one length.
public func dot(_ x: [Double], _ y: [Double]) -> Double {
  var sum = 0.0
  for (a, b) in zip(x, y) { sum += a * b }
  return sum
}
