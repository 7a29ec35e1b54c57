import GSLNumerics
import ModelData

/// What the groups say of γ and of T's growth on a subspace of their effects.
///
/// The effects are measured in their root mean square contributions Σ_j R_j'R_j, so that ranks do not depend on the
/// units of a predictor; those of γ are of the share of a combination's information that a subspace leaves, so that
/// they do not depend on how the columns of X are written. What is left is added up, never subtracted from the
/// whole: it is as small as (s/m)² for the constant beside a slope's predictor with mean m and deviation s.
struct GroupInformation: Sendable {
  /// What is kept of the rows.
  let data: ReducedData
  /// A unit of each effect.
  private let units: [Double]
  /// The Cholesky factor of X'X and of the precisions of normal priors.
  private let factor: CholeskyFactor
  /// The share of γ's information that no subspace takes: of rows within groups, and of normal priors.
  private let withinShare: Matrix
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
    var within = data.pooled.submatrix(rows: Array(0..<f), columns: Array(0..<f))
    let largest = (within + between).diagonal.max() ?? 1
    for k in informed {
      let row = data.coordinates.matrix.row(k)
      within = within + largest / dot(row, row) * Matrix.outer(row, row)
    }
    factor = try CholeskyFactor(within + between)
    let eigen = try SymmetricEigen(factor.whitened(within))
    let shares = eigen.values.map { $0 > Self.leastWithinShare ? $0 : 0 }
    withinShare = eigen.vectors * Matrix(diagonal: shares) * eigen.vectors.transposed
    freeCoefficients = shares.count { $0 == 0 }
  }

  /// Below this share nothing is within groups: cross-products keep no more digits.
  private static let leastWithinShare = 1e-8
  /// Below this share nothing is left to a subspace's complement but rounding.
  private static let leastShare = 1e-12

  /// The growth on W; nil where D − r is at least so large, which is found without looking at all groups.
  func growth(on subspace: Subspace, below limit: Double) throws(NumericalError) -> Growth? {
    var rank = 0
    var left = withinShare
    for group in 0..<data.groupCount {
      let span = span(of: group, on: subspace)
      rank += span.count
      if Double(rank - freeCoefficients) >= limit { return nil }
      var rest = data.design(of: group)
      for direction in span { rest = rest - .outer(direction, rest.transposed * direction) }
      for i in 0..<rest.rowCount {
        let row = factor.solveLower(rest.row(i))
        left = left + .outer(row, row)
      }
    }
    let free = try freeCombinations(left)
    return Double(rank - free.columnCount) >= limit ? nil : Growth(rank: rank, free: free)
  }

  /// The combinations of γ of whose information these shares hold nothing.
  private func freeCombinations(_ left: Matrix) throws(NumericalError) -> Matrix {
    let eigen = try SymmetricEigen(left)
    let places = eigen.values.indices.filter { eigen.values[$0] < Self.leastShare }
    var free = Matrix(rows: left.rowCount, columns: places.count)
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
