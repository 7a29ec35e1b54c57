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
  /// The base columns of G, and g.
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
  /// q: a column of D⁻¹A⁻¹(G, g).
  private let scaled: UnsafeMutablePointer<Lane>
  /// (q − 1) × order: A⁻¹(G, g) but for its last row, which is that of (G, g).
  private let whitened: UnsafeMutablePointer<Lane>

  /// The lanes of scratch space that a block needs, without those of A⁻¹(G, g).
  static func scratchLanes(q: Int) -> Int { 2 * q * q + q + (q * q + 7) / 8 }

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
    scaled = scratch + 2 * q * q
    self.root = UnsafeMutableRawPointer(scaled + q).assumingMemoryBound(to: Double.self)
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
    unrolled(1, q) { step in
      let i = q &- 1 &- step
      let row = lanes + responses(ofRow: i)
      let target = whitened + i &* order
      for c in 0..<zeros[i &+ 1] { target[c] = row[c] }
      var c = zeros[i &+ 1]
      while c < order {
        var value = row[c]
        unrolled(i &+ 1, q) { m in
          value -= factor[i &* q &+ m] * self.row(m, of: lanes)[c]
        }
        target[c] = value
        c &+= 1
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
    unrolled(0, q) { step in
      let i = q &- 1 &- step
      unrolled(0, step) { back in
        let k = q &- 1 &- back
        var element = factor[i &* q &+ k]
        unrolled(k &+ 1, q) { m in element -= product[i &* q &+ m] * factor[k &* q &+ m] }
        product[i &* q &+ k] = element
      }
      var pivot = factor[i &* q &+ i]
      unrolled(i &+ 1, q) { k in
        let element = product[i &* q &+ k] * factor[k &* q &+ k]
        factor[i &* q &+ k] = element
        pivot -= element * product[i &* q &+ k]
      }
      logDeterminant.multiply(by: pivot)
      if step % 2 == 1 || step == q &- 1 { logDeterminant.takeExponents() }
      factor[i &* q &+ i] = 1 / pivot
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
    unrolled(0, q) { i in
      let row = lanes + (responses(ofRow: i) &- q)
      unrolled(0, q) { k in
        let first = i > k ? i : k
        var value = row[first] * root[k &* q &+ first]
        unrolled(first &+ 1, q) { m in value += row[m] * root[k &* q &+ m] }
        product[i &* q &+ k] = value
      }
    }
    unrolled(0, q) { i in
      unrolled(i, q) { k in
        var value = product[i &* q] * product[k &* q]
        unrolled(1, q) { m in value += product[i &* q &+ m] * product[k &* q &+ m] }
        if let inverseWeights { value *= inverseWeights }
        factor[i &* q &+ k] = i == k ? value + sigmaSquared : value
      }
    }
  }

  /// Adds (G, g)ᵀK⁻¹(G, g) to the sums of `ProductSums`.
  ///
  /// - Parameters:
  ///   - products: those of the groups' predictors that multiply base columns.
  ///   - runs: of all pairs.
  @inline(always)
  func accumulate(
    _ lanes: UnsafePointer<Lane>, products: UnsafePointer<Lane>, runs: UnsafePointer<Int>,
    into sums: UnsafeMutablePointer<SIMD2<Double>>
  ) {
    var (runs, place) = (runs, sums)
    var a = 0
    while a < order {
      unrolled(0, q) { i in scaled[i] = factor[i &* q &+ i] * row(i, of: lanes)[a] }
      var b = 0
      // Columns that are 0 in all rows but the first of them, then those that are in none.
      unrolled(1, q) { height in
        let end = zeros[height] <= a ? zeros[height] : a &+ 1
        while b < end {
          let value = product(b, rows: height, of: lanes)
          ProductSums.add(value, products, runs: &runs, to: &place)
          b &+= 1
        }
      }
      while b <= a {
        ProductSums.add(product(b, rows: q, of: lanes), products, runs: &runs, to: &place)
        b &+= 1
      }
      a &+= 1
    }
  }

  /// The product of the scaled column and another, over its first rows.
  @inline(always)
  private func product(_ b: Int, rows: Int, of lanes: UnsafePointer<Lane>) -> Lane {
    var value = scaled[0] * row(0, of: lanes)[b]
    unrolled(1, rows) { i in value += scaled[i] * row(i, of: lanes)[b] }
    return value
  }
}
