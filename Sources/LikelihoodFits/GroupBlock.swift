import GSLNumerics

/// Eight groups at once: K = σ²I + R T Rᵀ/w = A D Aᵀ with A unit upper triangular, and A⁻¹(G, g).
///
/// From the last row up, so that the columns of G that are 0 in the rows below a row of R, as those of
/// predictors of the groups are below the intercept's, stay so in A⁻¹G and cost nothing there. Without
/// square roots, which cost as much as all the rest of the factorisation. The methods are
/// inlined always, so that where q is a literal the loops over effects unroll.
struct GroupBlock {
  typealias Lane = SIMD8<Double>

  let q: Int
  /// f + 1.
  let order: Int
  private let sigmaSquared: Lane
  /// L by columns.
  private let root: UnsafeMutablePointer<Double>
  /// `ReducedData.leadingZeros` of each row.
  private let zeros: UnsafePointer<Int>
  /// q × q: R L, then A D above the diagonal.
  private let product: UnsafeMutablePointer<Lane>
  /// q × q: K, then A above the diagonal and D⁻¹ on it.
  let factor: UnsafeMutablePointer<Lane>
  /// (q − 1) × (f + 1): A⁻¹(G, g) but for its last row, which is that of (G, g).
  private let whitened: UnsafeMutablePointer<Lane>

  /// The lanes of scratch space that a block needs, without those of A⁻¹(G, g).
  static func scratchLanes(q: Int) -> Int { 2 * q * q + (q * q + 7) / 8 }

  /// The lanes of scratch space that a block needs.
  static func scratchLanes(q: Int, order: Int) -> Int { scratchLanes(q: q) + q * order }

  /// Takes L by columns, scratch space of `scratchLanes(q:)` and room for A⁻¹(G, g).
  @inline(always)
  init(
    q: Int, order: Int, zeros: UnsafePointer<Int>, root: UnsafePointer<Double>,
    sigmaSquared: Double, scratch: UnsafeMutablePointer<Lane>,
    whitened: UnsafeMutablePointer<Lane>
  ) {
    self.q = q
    self.order = order
    self.zeros = zeros
    self.sigmaSquared = Lane(repeating: sigmaSquared)
    self.whitened = whitened
    product = scratch
    factor = scratch + q * q
    self.root = UnsafeMutableRawPointer(scratch + 2 * q * q).assumingMemoryBound(to: Double.self)
    self.root.update(from: root, count: q * q)
  }

  /// Takes L, and scratch space of `scratchLanes(q:order:)`.
  init(
    q: Int, order: Int, zeros: UnsafePointer<Int>, root: Matrix, sigmaSquared: Double,
    scratch: UnsafeMutablePointer<Lane>
  ) {
    self = root.elements.withUnsafeBufferPointer { root in
      GroupBlock(
        q: q, order: order, zeros: zeros, root: root.baseAddress.unsafelyUnwrapped,
        sigmaSquared: sigmaSquared, scratch: scratch,
        whitened: scratch + Self.scratchLanes(q: q))
    }
  }

  /// Factorises K for the eight groups whose lanes begin here, and solves for (G, g).
  @inline(always)
  func whiten(
    _ lanes: UnsafePointer<Lane>, weights: Lane?, into logDeterminant: inout LogProduct
  ) {
    factorise(lanes, weights: weights, into: &logDeterminant)
    for step in 1..<q {
      let i = q &- 1 &- step
      let row = lanes + responses(ofRow: i)
      let target = whitened + i &* order
      for c in 0..<zeros[i &+ 1] { target[c] = row[c] }
      for c in zeros[i &+ 1]..<order {
        var value = row[c]
        for m in i &+ 1..<q { value -= factor[i * q + m] * self.row(m, of: lanes)[c] }
        target[c] = value
      }
    }
  }

  /// A row of A⁻¹(G, g), after `whiten` with the same lanes.
  @inline(always)
  func row(_ i: Int, of lanes: UnsafePointer<Lane>) -> UnsafePointer<Lane> {
    i == q &- 1 ? lanes + responses(ofRow: i) : UnsafePointer(whitened + i &* order)
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
    for step in 1..<q &+ 1 {
      let i = q &- step
      for back in 1..<step {
        let k = q &- back
        var element = factor[i * q + k]
        for m in k + 1..<q { element -= product[i * q + m] * factor[k * q + m] }
        product[i * q + k] = element
      }
      var pivot = factor[i * q + i]
      for k in i + 1..<q {
        factor[i * q + k] = product[i * q + k] * factor[k * q + k]
        pivot -= factor[i * q + k] * product[i * q + k]
      }
      logDeterminant.multiply(by: pivot)
      factor[i * q + i] = 1 / pivot
    }
  }

  /// Turns A and D⁻¹ into M = A D^½, the upper triangular root of K, with the reciprocals of its diagonal.
  @inline(always)
  func takeRoots() {
    for k in 0..<q {
      let reciprocal = factor[k * q + k].squareRoot()
      factor[k * q + k] = reciprocal
      for i in 0..<k { factor[i * q + k] = product[i * q + k] * reciprocal }
    }
  }

  /// K = σ²I + (RL)(RL)ᵀ/w in the upper triangle of `factor`.
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
      for k in i..<q {
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
  func accumulate(_ lanes: UnsafePointer<Lane>, into sums: UnsafeMutablePointer<SIMD2<Double>>) {
    var i = 0
    while i &+ 1 < q {
      let (first, second) = (row(i, of: lanes), row(i &+ 1, of: lanes))
      addRow(i, first, columns: zeros[i]..<zeros[i &+ 1], into: sums)
      addRows(i, first, second, into: sums)
      i &+= 2
    }
    if i < q { addRow(i, row(i, of: lanes), columns: zeros[i]..<order, into: sums) }
  }

  /// Adds the part of this row and the next in the columns where both may be other than 0.
  @inline(always)
  private func addRows(
    _ row: Int, _ first: UnsafePointer<Lane>, _ second: UnsafePointer<Lane>,
    into sums: UnsafeMutablePointer<SIMD2<Double>>
  ) {
    let (zeros, both) = (zeros[row], zeros[row + 1])
    for a in both..<order {
      let x = factor[row * q + row] * first[a]
      let y = factor[(row + 1) * q + row + 1] * second[a]
      let place = sums + a &* (a &+ 1) / 2
      for b in zeros..<both { place[b] += (x * first[b]).pairSums }
      for b in both..<a &+ 1 { place[b] += (x * first[b] + y * second[b]).pairSums }
    }
  }

  /// Adds the part of one row in these columns.
  @inline(always)
  private func addRow(
    _ row: Int, _ first: UnsafePointer<Lane>, columns: Range<Int>,
    into sums: UnsafeMutablePointer<SIMD2<Double>>
  ) {
    for a in columns {
      let x = factor[row * q + row] * first[a]
      let place = sums + a &* (a &+ 1) / 2
      for b in columns.lowerBound..<a &+ 1 { place[b] += (x * first[b]).pairSums }
    }
  }
}
