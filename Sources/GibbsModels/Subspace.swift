import GSLNumerics

/// A subspace of the effects of a group, by an orthonormal basis.
struct Subspace: Sendable, Equatable {
  /// The basis: q × k.
  let basis: Matrix
  /// The projection on it: q × q.
  let projector: Matrix

  /// k.
  var dimension: Int { basis.columnCount }

  private init(basis: Matrix) {
    self.basis = basis
    projector = basis.times(transposeOf: basis)
  }

  /// The subspace of these axes.
  init(axes: [Int], order q: Int) {
    self.init(basis: Matrix.identity(q).submatrix(rows: Array(0..<q), columns: axes))
  }

  /// The eigenvectors of a symmetric matrix whose eigenvalues lie in this range.
  init(
    eigenvectorsOf matrix: Matrix, where isTaken: (Double) -> Bool
  ) throws(NumericalError) {
    let eigen = try SymmetricEigen(matrix)
    let columns = eigen.values.indices.filter { isTaken(eigen.values[$0]) }
    self.init(
      basis: eigen.vectors.submatrix(rows: Array(0..<matrix.rowCount), columns: columns))
  }

  /// The column space of a matrix that is given by its positive semidefinite A Aᵀ.
  init(columnSpaceOf gram: Matrix) throws(NumericalError) {
    let trace = gram.trace
    guard trace > 0 else {
      self.init(axes: [], order: gram.rowCount)
      return
    }
    try self.init(eigenvectorsOf: (1 / trace) * gram) { $0 > Self.tolerance }
  }

  private static let tolerance = 1e-9

  /// All that is orthogonal to it.
  var complement: Subspace {
    get throws(NumericalError) {
      try Subspace(eigenvectorsOf: projector) { $0 < 0.5 }
    }
  }

  /// The sum of both.
  func sum(_ other: Subspace) throws(NumericalError) -> Subspace {
    try Subspace(eigenvectorsOf: projector + other.projector) { $0 > Self.tolerance }
  }

  /// What lies in both.
  func intersection(_ other: Subspace) throws(NumericalError) -> Subspace {
    try Subspace(eigenvectorsOf: projector + other.projector) { $0 > 2 - Self.tolerance }
  }

  /// Whether it contains the other.
  func contains(_ other: Subspace) -> Bool {
    (projector * other.projector - other.projector).elements.allSatisfy { abs($0) < 1e-6 }
  }

  /// Whether it is the same subspace.
  func agrees(with other: Subspace) -> Bool {
    dimension == other.dimension && contains(other)
  }

  /// The subspace with k − dim further directions of another in which it lies, in general position there.
  func extended(to k: Int, within other: Subspace) throws(NumericalError) -> Subspace {
    let room = try other.intersection(complement)
    var further = Matrix(rows: room.dimension, columns: k - dimension)
    // Multiples of the golden ratio, modulo 1: no relation between them that data could share.
    for i in further.elements.indices {
      let multiple = Double(i + 1) * 0.618_033_988_749_894_9
      further.elements[i] = multiple - multiple.rounded(.down) - 0.37
    }
    let directions = room.basis * further
    return try sum(Subspace(columnSpaceOf: directions.times(transposeOf: directions)))
  }

  /// The effects whose axes lie in it.
  var axes: [Int] { projector.diagonal.indices.filter { projector[$0, $0] > 1 - 1e-9 } }

  /// The effects that have a part in it.
  var effects: [Int] { projector.diagonal.indices.filter { projector[$0, $0] > 1e-12 } }
}

extension [Subspace] {
  /// Adds those that are not there yet.
  mutating func add(_ other: Subspace) {
    if other.dimension > 0, !contains(where: { $0.agrees(with: other) }) { append(other) }
  }

  /// With sums and intersections, as long as there are no more than so many.
  func closed(limit: Int) throws(NumericalError) -> [Subspace] {
    var all = self
    var i = 1
    while i < all.count {
      for k in 0..<i where all.count < limit {
        all.add(try all[i].sum(all[k]))
        all.add(try all[i].intersection(all[k]))
      }
      i += 1
    }
    return all
  }
}
