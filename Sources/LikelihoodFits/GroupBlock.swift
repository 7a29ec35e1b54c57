import GSLNumerics

/// Eight groups at once: K = σ²I + R T Rᵀ/w = A D Aᵀ with A unit lower triangular, and A⁻¹(G, g).
///
/// Without square roots, which cost as much as all the rest of the factorisation. The methods are
/// inlined always, so that where q is a literal the loops over effects unroll.
struct GroupBlock {
  typealias Lane = SIMD8<Double>

  let q: Int
  /// f + 1.
  let order: Int
  private let sigmaSquared: Lane
  /// L by columns.
  private let root: UnsafeMutablePointer<Double>
  /// q × q: R L, then A D below the diagonal.
  private let product: UnsafeMutablePointer<Lane>
  /// q × q: K, then A below the diagonal and D⁻¹ on it.
  let factor: UnsafeMutablePointer<Lane>
  /// q × (f + 1): A⁻¹(G, g).
  let whitened: UnsafeMutablePointer<Lane>

  /// The lanes of scratch space that a block needs, without those of A⁻¹(G, g).
  static func scratchLanes(q: Int) -> Int { 2 * q * q + (q * q + 7) / 8 }

  /// The lanes of scratch space that a block needs.
  static func scratchLanes(q: Int, order: Int) -> Int { scratchLanes(q: q) + q * order }

  /// Takes L by columns, scratch space of `scratchLanes(q:)` and room for A⁻¹(G, g).
  @inline(always)
  init(
    q: Int, order: Int, root: UnsafePointer<Double>, sigmaSquared: Double,
    scratch: UnsafeMutablePointer<Lane>, whitened: UnsafeMutablePointer<Lane>
  ) {
    self.q = q
    self.order = order
    self.sigmaSquared = Lane(repeating: sigmaSquared)
    self.whitened = whitened
    product = scratch
    factor = scratch + q * q
    self.root = UnsafeMutableRawPointer(scratch + 2 * q * q).assumingMemoryBound(to: Double.self)
    self.root.update(from: root, count: q * q)
  }

  /// Takes L, and scratch space of `scratchLanes(q:order:)`.
  init(
    q: Int, order: Int, root: Matrix, sigmaSquared: Double, scratch: UnsafeMutablePointer<Lane>
  ) {
    self = root.elements.withUnsafeBufferPointer { root in
      GroupBlock(
        q: q, order: order, root: root.baseAddress.unsafelyUnwrapped, sigmaSquared: sigmaSquared,
        scratch: scratch, whitened: scratch + Self.scratchLanes(q: q))
    }
  }

  /// Factorises K for the eight groups whose lanes begin here, and solves for (G, g).
  @inline(always)
  func whiten(
    _ lanes: UnsafePointer<Lane>, weights: Lane?, into logDeterminant: inout LogProduct
  ) {
    factorise(lanes, weights: weights, into: &logDeterminant)
    // Column by column: the loops over rows are the ones that unroll.
    for c in 0..<order {
      for i in 0..<q {
        var value = lanes[responses(ofRow: i) &+ c]
        for m in 0..<i { value -= factor[i * q + m] * whitened[m &* order &+ c] }
        whitened[i &* order &+ c] = value
      }
    }
  }

  /// Where G and g of a row begin among the lanes of a block.
  @inline(always)
  private func responses(ofRow i: Int) -> Int {
    i &* (q &+ order) &- i &* (i &- 1) / 2 &+ q &- i
  }

  /// Factorises K = A D Aᵀ for the eight groups whose lanes begin here.
  @inline(always)
  func factorise(
    _ lanes: UnsafePointer<Lane>, weights: Lane?, into logDeterminant: inout LogProduct
  ) {
    multiplyRoots(lanes, inverseWeights: weights.map { 1 / $0 })
    for i in 0..<q {
      for k in 0..<i {
        var element = factor[i * q + k]
        for m in 0..<k { element -= product[i * q + m] * factor[k * q + m] }
        product[i * q + k] = element
      }
      var pivot = factor[i * q + i]
      for k in 0..<i {
        factor[i * q + k] = product[i * q + k] * factor[k * q + k]
        pivot -= factor[i * q + k] * product[i * q + k]
      }
      logDeterminant.multiply(by: pivot)
      factor[i * q + i] = 1 / pivot
    }
  }

  /// Turns A and D⁻¹ into M = A D^½, the Cholesky factor of K, with the reciprocals of its diagonal.
  @inline(always)
  func takeRoots() {
    for k in 0..<q {
      let reciprocal = factor[k * q + k].squareRoot()
      factor[k * q + k] = reciprocal
      for i in k + 1..<q { factor[i * q + k] = product[i * q + k] * reciprocal }
    }
  }

  /// K = σ²I + (RL)(RL)ᵀ/w in the lower triangle of `factor`.
  @inline(always)
  private func multiplyRoots(_ lanes: UnsafePointer<Lane>, inverseWeights: Lane?) {
    var row = lanes
    for i in 0..<q {
      for k in 0..<q {
        let first = max(i, k)
        var value = row[first - i] * root[k * q + first]
        for m in first + 1..<q { value += row[m - i] * root[k * q + m] }
        product[i * q + k] = value
      }
      row += q - i + order
    }
    for i in 0..<q {
      for k in 0..<i + 1 {
        var value = product[i * q] * product[k * q]
        for m in 1..<q { value += product[i * q + m] * product[k * q + m] }
        if let inverseWeights { value *= inverseWeights }
        factor[i * q + k] = i == k ? value + sigmaSquared : value
      }
    }
  }

  /// Adds (G, g)ᵀK⁻¹(G, g) to the sums, a lower triangle by rows.
  ///
  /// Two rows of A⁻¹(G, g) at a time: a column of them, times D⁻¹, stays in registers.
  @inline(always)
  func accumulate(into sums: UnsafeMutablePointer<SIMD2<Double>>) {
    var row = 0
    while row &+ 1 < q {
      addRows(row, into: sums)
      row &+= 2
    }
    if row < q { addRow(row, into: sums) }
  }

  /// Adds the part of this row and the next.
  @inline(always)
  private func addRows(_ row: Int, into sums: UnsafeMutablePointer<SIMD2<Double>>) {
    let first = whitened + row &* order
    let second = first + order
    var place = sums
    for a in 0..<order {
      let x = factor[row * q + row] * first[a]
      let y = factor[(row + 1) * q + row + 1] * second[a]
      for b in 0..<a &+ 1 {
        place.pointee += (x * first[b] + y * second[b]).pairSums
        place += 1
      }
    }
  }

  /// Adds the part of one row.
  @inline(always)
  private func addRow(_ row: Int, into sums: UnsafeMutablePointer<SIMD2<Double>>) {
    let first = whitened + row &* order
    var place = sums
    for a in 0..<order {
      let x = factor[row * q + row] * first[a]
      for b in 0..<a &+ 1 {
        place.pointee += (x * first[b]).pairSums
        place += 1
      }
    }
  }
}
