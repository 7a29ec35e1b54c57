import GSLNumerics
import ModelData

/// What the groups say of γ and of T's growth on a subspace of their effects.
///
/// The effects are measured in their root mean square contributions Σ_j R_j'R_j, so that ranks do not depend on the
/// units of a predictor; those of γ are of the share of a combination's information that a subspace takes, so that
/// they do not depend on how the columns of X are written.
struct GroupInformation: Sendable {
  /// What is kept of the rows.
  let data: ReducedData
  /// A unit of each effect.
  private let units: [Double]
  /// The Cholesky factor of X'X and of the precisions of normal priors.
  private let factor: CholeskyFactor
  /// The most coefficients that growth of T can leave free: those in the span of Z_j for all j.
  let freeCoefficients: Int

  /// How T's growth on a subspace W shows in the likelihood, s^−(D − r).
  struct Growth: Sendable, Equatable {
    /// D = Σ_j rank(Z_j restricted to W).
    let rank: Int
    /// The flat combinations of γ, in computed coordinates, whose information vanishes; r columns.
    let free: Matrix
  }

  /// Adds up the groups' information.
  ///
  /// - Parameter informed: the places of the coefficients with a normal prior.
  /// - Throws: `NumericalError` where X lacks rank.
  init(_ data: ReducedData, informed: [Int]) throws(NumericalError) {
    self.data = data
    let f = data.coefficientCount
    units = data.effectCrossProducts.diagonal.map {
      $0 > 0 ? (Double(data.groupCount) / $0).squareRoot() : 1
    }
    let between = data.designCrossProducts
    var whole = data.pooled.submatrix(rows: Array(0..<f), columns: Array(0..<f)) + between
    let largest = whole.diagonal.max() ?? 1
    for k in informed {
      let row = data.coordinates.matrix.row(k)
      whole = whole + largest / dot(row, row) * Matrix.outer(row, row)
    }
    factor = try CholeskyFactor(whole)
    freeCoefficients = try SymmetricEigen(factor.whitened(between)).values
      .count { $0 > Self.wholeShare }
  }

  /// Above this share all of a combination's information counts as taken.
  private static let wholeShare = 1 - 1e-8

  /// The growth on W; nil where D − r is at least so large, which is found without looking at all groups.
  func growth(on subspace: Subspace, below limit: Double) throws(NumericalError) -> Growth? {
    var rank = 0
    var share = Matrix(rows: data.coefficientCount, columns: data.coefficientCount)
    for group in 0..<data.groupCount where data.groupRanks[group] > 0 {
      let span = span(of: group, on: subspace)
      guard !span.isEmpty else { continue }
      rank += span.count
      if Double(rank - freeCoefficients) >= limit { return nil }
      let rows = data.design(of: group).transposed
      for direction in span {
        let column = factor.solveLower(rows * direction)
        share = share + .outer(column, column)
      }
    }
    let free = try freeCombinations(share)
    return Double(rank - free.columnCount) >= limit ? nil : Growth(rank: rank, free: free)
  }

  /// The combinations of γ all of whose information these shares hold.
  private func freeCombinations(_ share: Matrix) throws(NumericalError) -> Matrix {
    let eigen = try SymmetricEigen(share)
    let places = eigen.values.indices.filter { eigen.values[$0] > Self.wholeShare }
    var free = Matrix(rows: share.rowCount, columns: places.count)
    for (k, place) in places.enumerated() {
      let column = factor.solveUpper(eigen.vectors.column(place))
      for i in column.indices { free[i, k] = column[i] }
    }
    return free
  }

  /// R_j in the units of the effects.
  private func root(of group: Int) -> Matrix {
    var root = data.effectRoot(of: group)
    for k in units.indices { for i in 0...k { root[i, k] *= units[k] } }
    return root
  }

  /// An orthonormal basis of R_j W, by the Gram–Schmidt process, the longest column first.
  private func span(of group: Int, on subspace: Subspace) -> [[Double]] {
    let root = root(of: group)
    let floor = 1e-18 * dot(root.elements, root.elements)
    var columns = (0..<subspace.dimension).map { root * subspace.basis.column($0) }
    var basis: [[Double]] = []
    while let place = columns.indices.max(by: {
      dot(columns[$0], columns[$0]) < dot(columns[$1], columns[$1])
    }) {
      let longest = columns.remove(at: place)
      let square = dot(longest, longest)
      guard square > floor else { break }
      let unit = longest.map { $0 / square.squareRoot() }
      basis.append(unit)
      columns = columns.map { column in
        let part = dot(column, unit)
        return zip(column, unit).map { $0 - part * $1 }
      }
    }
    return basis
  }
}

extension GroupInformation {
  /// The subspaces on which D − r may be less than on others: the axes, the kernels that many groups share, and those
  /// in which a coefficient moves the effects; with their sums and intersections.
  func specialSubspaces() throws(NumericalError) -> [Subspace] {
    let q = data.effectCount
    var found: [Subspace] = []
    for k in 0..<q { found.add(Subspace(axes: [k], order: q)) }
    for kernel in try sharedKernels() { found.add(kernel) }
    for moved in try movedSubspaces() { found.add(moved) }
    return try found.closed(limit: 128)
  }

  /// Enough groups to see which kernels and movements recur: where others inform a subspace no group is needed.
  private static let examined = 1000

  /// The kernels of Z_j that more than one group has, the most frequent first.
  private func sharedKernels() throws(NumericalError) -> [Subspace] {
    var counts: [[Double]: (count: Int, kernel: Subspace)] = [:]
    let partial = data.groupRanks.indices.lazy.filter {
      data.groupRanks[$0] > 0 && data.groupRanks[$0] < data.effectCount
    }
    for group in partial.prefix(Self.examined) {
      let root = root(of: group)
      let kernel = try Subspace(columnSpaceOf: root.transposed * root).complement
      // Adding 0 makes one key of 0 and −0.
      let key = kernel.projector.elements.map { ($0 * 1e6).rounded() + 0 }
      counts[key, default: (0, kernel)].count += 1
    }
    return counts.values.filter { $0.count > 1 }.sorted {
      ($0.count, $0.kernel.projector[0, 0]) > ($1.count, $1.kernel.projector[0, 0])
    }.prefix(6).map(\.kernel)
  }

  /// For combinations of γ that few coefficients make up: the space of the c_j with X_jγ = Z_j c_j.
  private func movedSubspaces() throws(NumericalError) -> [Subspace] {
    let q = data.effectCount
    let whole = Subspace(axes: Array(0..<q), order: q)
    guard let all = try growth(on: whole, below: .infinity) else { return [] }
    let combinations = all.free.reducedColumns
    var grams = combinations.map { _ in Matrix(rows: q, columns: q) }
    let full = data.groupRanks.indices.lazy.filter { data.groupRanks[$0] == q }
    for group in full.prefix(Self.examined) {
      let transposed = CholeskyFactor(lower: root(of: group).transposed)
      let design = data.design(of: group)
      for (i, combination) in combinations.enumerated() {
        let moved = transposed.solveUpper(design * combination)
        grams[i] = grams[i] + .outer(moved, moved)
      }
    }
    var found: [Subspace] = []
    for gram in grams {
      let subspace = try Subspace(columnSpaceOf: gram)
      if subspace.dimension < q { found.append(subspace) }
    }
    return found
  }
}

extension ReducedData {
  /// Σ G_j'G_j: f × f.
  fileprivate var designCrossProducts: Matrix {
    let (q, f) = (effectCount, coefficientCount)
    var products = Array(repeating: SIMD8<Double>.zero, count: f * f)
    for block in 0..<blockCount {
      for i in 0..<q {
        let design = block * blockLanes + rowStart(i) + q - i
        for a in 0..<f {
          for b in 0...a { products[a * f + b] += lanes[design + a] * lanes[design + b] }
        }
      }
    }
    var gram = Matrix(rows: f, columns: f)
    for a in 0..<f {
      for b in 0...a {
        gram[a, b] = products[a * f + b].sum()
        gram[b, a] = gram[a, b]
      }
    }
    return gram
  }
}

extension Matrix {
  /// The columns of the reduced echelon form: another basis of the column space, with many zeros.
  fileprivate var reducedColumns: [[Double]] {
    var columns = (0..<columnCount).map(column)
    for i in columns.indices {
      let places = (i..<columns.count).flatMap { k in columns[i].indices.map { (k, $0) } }
      guard
        let (k, place) = places.max(by: { abs(columns[$0.0][$0.1]) < abs(columns[$1.0][$1.1]) })
      else { break }
      columns.swapAt(i, k)
      let pivot = columns[i][place]
      columns[i] = columns[i].map { $0 / pivot }
      for other in columns.indices where other != i {
        let factor = columns[other][place]
        columns[other] = zip(columns[other], columns[i]).map { $0 - factor * $1 }
      }
    }
    return columns
  }
}
