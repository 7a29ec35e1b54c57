internal import CGSL

/// The eigenvalues and eigenvectors of a symmetric matrix A = Q diag(values) Qᵀ.
public struct SymmetricEigen: Equatable, Sendable {
  /// The eigenvalues, ascending.
  public let values: [Double]
  /// Q: the unit eigenvectors in columns, the element largest in size above zero.
  public let vectors: Matrix

  /// Decomposes a symmetric matrix, of which only the lower triangle is read.
  ///
  /// - Throws: `NumericalError.notFinite` for an element that is not a number, and
  ///   `NumericalError.gsl` when the iteration does not converge.
  public init(_ matrix: Matrix) throws(NumericalError) {
    let order = matrix.rowCount
    if let place = matrix.elements.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(quantity: "matrix", at: Double(place))
    }
    guard order > 0 else {
      values = []
      vectors = matrix
      return
    }
    _ = GSLErrorHandling.isOff
    // GSL stores by rows: for a symmetric matrix, its lower triangle is our upper one.
    var work = matrix.transposed.elements
    var eigenvalues = [Double](repeating: 0, count: order)
    var eigenvectors = [Double](repeating: 0, count: order * order)
    let workspace = gsl_eigen_symmv_alloc(order)
    defer { gsl_eigen_symmv_free(workspace) }
    let code = work.withUnsafeMutableBufferPointer { a in
      eigenvalues.withUnsafeMutableBufferPointer { d in
        eigenvectors.withUnsafeMutableBufferPointer { q in
          var a = gsl_matrix_view_array(a.baseAddress, order, order)
          var d = gsl_vector_view_array(d.baseAddress, order)
          var q = gsl_matrix_view_array(q.baseAddress, order, order)
          let code = gsl_eigen_symmv(&a.matrix, &d.vector, &q.matrix, workspace)
          gsl_eigen_symmv_sort(&d.vector, &q.matrix, GSL_EIGEN_SORT_VAL_ASC)
          return code
        }
      }
    }
    try GSLErrorHandling.check(code, in: "gsl_eigen_symmv")
    var columns = Matrix(rows: order, columns: order, columnMajor: eigenvectors).transposed
    for j in 0..<order where columns.column(j).max(by: { abs($0) < abs($1) }) ?? 0 < 0 {
      for i in 0..<order { columns[i, j] = -columns[i, j] }
    }
    values = eigenvalues
    vectors = columns
  }
}
