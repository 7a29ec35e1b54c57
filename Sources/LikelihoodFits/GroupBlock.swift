import GSLNumerics

/// Eight groups at once: K = σ²I + R T Rᵀ/w, its Cholesky factor M, and M⁻¹(G, g).
struct GroupBlock {
  typealias Lane = SIMD8<Double>

  let q: Int
  /// f + 1.
  let order: Int
  private let sigmaSquared: Lane
  /// L by columns.
  private let root: UnsafeMutablePointer<Double>
  /// q × q: R L.
  private let product: UnsafeMutablePointer<Lane>
  /// q × q: K, then M in its lower triangle, with the reciprocals of its diagonal.
  let factor: UnsafeMutablePointer<Lane>
  /// q × (f + 1): M⁻¹(G, g).
  let whitened: UnsafeMutablePointer<Lane>

  /// The lanes of scratch space that a block needs.
  static func scratchLanes(q: Int, order: Int) -> Int { 2 * q * q + q * order + (q * q + 7) / 8 }

  /// Takes L by columns, and scratch space of `scratchLanes`.
  @inline(__always)
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
  @inline(__always)
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
        whitened[i * order + c] = value * factor[i * q + i]
      }
      row = responses + order
    }
  }

  /// Factorises K = M Mᵀ for the eight groups whose lanes begin here.
  @inline(__always)
  func factorise(
    _ lanes: UnsafePointer<Lane>, weights: Lane?, into logDeterminant: inout LogProduct
  ) {
    multiplyRoots(lanes, inverseWeights: weights.map { 1 / $0 })
    for i in 0..<q {
      for k in 0...i {
        var element = factor[i * q + k]
        for m in 0..<k { element -= factor[i * q + m] * factor[k * q + m] }
        if k < i {
          factor[i * q + k] = element * factor[k * q + k]
        } else {
          logDeterminant.multiply(by: element)
          // The diagonal holds the reciprocals: one division a pivot.
          factor[i * q + i] = 1 / element.squareRoot()
        }
      }
    }
  }

  /// K = σ²I + (RL)(RL)ᵀ/w in the lower triangle of `factor`.
  @inline(__always)
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

  /// Adds (M⁻¹(G, g))ᵀ(M⁻¹(G, g)) to the sums, a lower triangle by rows.
  @inline(__always)
  func accumulate(into sums: UnsafeMutablePointer<Lane>) {
    var place = sums
    for a in 0..<order {
      for b in 0...a {
        var value = place.pointee
        for i in 0..<q { value += whitened[i * order + a] * whitened[i * order + b] }
        place.pointee = value
        place += 1
      }
    }
  }
}
