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

  /// The lanes of scratch space that a block needs.
  static func scratchLanes(q: Int, order: Int) -> Int { 2 * q * q + q * order + (q * q + 7) / 8 }

  /// Takes L by columns, and scratch space of `scratchLanes`.
  @inline(always)
  init(
    q: Int, order: Int, root: UnsafePointer<Double>, sigmaSquared: Double,
    scratch: UnsafeMutablePointer<Lane>
  ) {
    self.q = q
    self.order = order
    self.sigmaSquared = Lane(repeating: sigmaSquared)
    product = scratch
    factor = scratch + q * q
    whitened = scratch + 2 * q * q
    self.root = UnsafeMutableRawPointer(whitened + q * order).assumingMemoryBound(to: Double.self)
    self.root.update(from: root, count: q * q)
  }

  /// Takes L, and scratch space of `scratchLanes`.
  init(
    q: Int, order: Int, root: Matrix, sigmaSquared: Double, scratch: UnsafeMutablePointer<Lane>
  ) {
    self = root.elements.withUnsafeBufferPointer { root in
      GroupBlock(
        q: q, order: order, root: root.baseAddress.unsafelyUnwrapped, sigmaSquared: sigmaSquared,
        scratch: scratch)
    }
  }

  /// Factorises K for the eight groups whose lanes begin here, and solves for (G, g).
  @inline(always)
  func whiten(
    _ lanes: UnsafePointer<Lane>, weights: Lane?, into logDeterminant: inout LogProduct
  ) {
    factorise(lanes, weights: weights, into: &logDeterminant)
    var row = lanes
    for i in 0..<q {
      let responses = row + (q - i)
      for c in 0..<order {
        var value = responses[c]
        for m in 0..<i { value -= factor[i * q + m] * whitened[m * order + c] }
        whitened[i * order + c] = value
      }
      row = responses + order
    }
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
        var value = Lane(repeating: 0)
        for m in max(i, k)..<q { value += row[m - i] * root[k * q + m] }
        product[i * q + k] = value
      }
      row += q - i + order
    }
    for i in 0..<q {
      for k in 0...i {
        var value = Lane(repeating: 0)
        for m in 0..<q { value += product[i * q + m] * product[k * q + m] }
        if let inverseWeights { value *= inverseWeights }
        factor[i * q + k] = i == k ? value + sigmaSquared : value
      }
    }
  }

  /// Adds (G, g)ᵀK⁻¹(G, g) to the sums, a lower triangle by rows.
  @inline(always)
  func accumulate(into sums: UnsafeMutablePointer<SIMD2<Double>>) {
    var place = sums
    for a in 0..<order {
      // R L and A D are done with: a column of D⁻¹A⁻¹(G, g) takes their room.
      for i in 0..<q { product[i] = factor[i * q + i] * whitened[i * order + a] }
      for b in 0...a {
        var value = product[0] * whitened[b]
        for i in 1..<q { value += product[i] * whitened[i * order + b] }
        place.pointee += value.pairSums
        place += 1
      }
    }
  }
}
