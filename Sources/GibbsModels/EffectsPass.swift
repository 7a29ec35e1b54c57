import GSLNumerics
import ModelData

/// The pass over all groups that draws u given γ, T and σ², and gathers its statistics on the way.
///
/// u_j = L z_j with z_j ~ N(C_j⁻¹B_j'ρ_j/σ², C_j⁻¹), C_j = w_jI + B_j'B_j/σ², B_j = R_jL and
/// ρ_j = g_j − G_jγ: the prior is u_j ~ N(0, T/w_j). T is never inverted.
struct EffectsPass {
  typealias Lane = SIMD8<Double>

  private let gamma: [Double]
  /// L by columns.
  private let root: UnsafePointer<Double>
  private let sigmaSquared: Double
  /// w_j, a lane a group, in the order of the blocks; nil: all 1.
  private let weights: [Lane]?
  private let effectCount: Int
  private let blockCount: Int
  private let lanes: [Lane]
  private let pooled: Matrix

  /// Takes of the data what the pass needs: a copy of all would count many references.
  init(
    data: ReducedData, gamma: [Double], root: UnsafePointer<Double>, sigmaSquared: Double,
    weights: [Lane]?
  ) {
    (self.gamma, self.root, self.sigmaSquared, self.weights) = (gamma, root, sigmaSquared, weights)
    (effectCount, blockCount) = (data.effectCount, data.blockCount)
    (lanes, pooled) = (data.lanes, data.pooled)
  }

  /// Draws the effects anew, in place.
  ///
  /// - Parameter gathering: whether the statistics of the new effects are wanted.
  func draw(
    _ effects: inout GroupEffects, gathering: Bool, using stream: inout RandomStream
  ) -> EffectStatistics? {
    guard gathering else {
      drawAll(&effects, nil, using: &stream)
      return nil
    }
    var gatherer = StatisticsGatherer(effects: effectCount)
    return withUnsafeTemporaryAllocation(of: Lane.self, capacity: gatherer.laneCount) { room in
      guard let start = room.baseAddress else { return nil }
      gatherer.begin(start)
      drawAll(&effects, gatherer, using: &stream)
      return EffectStatistics(gatherer, pooled: pooled, gamma: gamma)
    }
  }

  private func drawAll(
    _ effects: inout GroupEffects, _ gatherer: StatisticsGatherer?,
    using stream: inout RandomStream
  ) {
    let q = effectCount
    let lastMask = effects.mask(ofBlock: blockCount - 1)
    withUnsafeTemporaryAllocation(
      of: Lane.self, capacity: EffectsBlock.scratchLanes(q: q)
    ) { scratch in
      lanes.withUnsafeBufferPointer { lanes in
        gamma.withUnsafeBufferPointer { gamma in
          effects.lanes.withUnsafeMutableBufferPointer { effects in
            guard let start = lanes.baseAddress, let out = effects.baseAddress,
              let free = scratch.baseAddress
            else { return }
            // With q a literal the loops over effects unroll.
            switch q {
            case 1: run(1, start, out, gamma, free, lastMask, gatherer, using: &stream)
            case 2: run(2, start, out, gamma, free, lastMask, gatherer, using: &stream)
            case 3: run(3, start, out, gamma, free, lastMask, gatherer, using: &stream)
            default: run(q, start, out, gamma, free, lastMask, gatherer, using: &stream)
            }
          }
        }
      }
    }
  }

  @inline(always)
  private func run(
    _ q: Int, _ lanes: UnsafePointer<Lane>, _ out: UnsafeMutablePointer<Lane>,
    _ gamma: UnsafeBufferPointer<Double>, _ scratch: UnsafeMutablePointer<Lane>, _ lastMask: Lane,
    _ gatherer: StatisticsGatherer?, using stream: inout RandomStream
  ) {
    let blocks = blockCount
    let blockLanes = q * (q + 1) / 2 + q * (gamma.count + 1)
    let kernel = EffectsBlock(
      q: q, gamma: gamma, root: root, sigmaSquared: sigmaSquared, scratch: scratch)
    for block in 0..<blocks {
      // The noise is filled in where the effects will stand.
      let target = out + block * q
      stream.fill(
        normals: UnsafeMutableBufferPointer(
          start: UnsafeMutableRawPointer(target).assumingMemoryBound(to: Double.self),
          count: q * ReducedData.blockSize))
      let weight = weights.map { $0[block] }
      kernel.draw(lanes + block * blockLanes, weight: weight, into: target)
      if block == blocks - 1 { for k in 0..<q { target[k] *= lastMask } }
      gatherer?.add(
        q, lanes + block * blockLanes, rowLength: gamma.count + 1, residual: kernel.residual,
        effects: target, weight: weight)
    }
  }
}

/// The draw of u for eight groups at once.
struct EffectsBlock {
  typealias Lane = SIMD8<Double>

  private let q: Int
  private let gamma: UnsafeBufferPointer<Double>
  /// L by columns.
  private let root: UnsafePointer<Double>
  private let inverseSigmaSquared: Double
  /// q × q: B = R L.
  private let product: UnsafeMutablePointer<Lane>
  /// q × q: the Cholesky factor of C in the lower triangle, with reciprocals on the diagonal.
  private let factor: UnsafeMutablePointer<Lane>
  /// q: z.
  private let standardised: UnsafeMutablePointer<Lane>
  /// q: ρ of the groups last drawn.
  let residual: UnsafeMutablePointer<Lane>

  /// The lanes of scratch space that a block needs.
  static func scratchLanes(q: Int) -> Int { 2 * q * q + 2 * q }

  @inline(always)
  init(
    q: Int, gamma: UnsafeBufferPointer<Double>, root: UnsafePointer<Double>,
    sigmaSquared: Double, scratch: UnsafeMutablePointer<Lane>
  ) {
    (self.q, self.gamma, self.root, inverseSigmaSquared) = (q, gamma, root, 1 / sigmaSquared)
    product = scratch
    factor = scratch + q * q
    standardised = scratch + 2 * q * q
    residual = standardised + q
  }

  /// Turns the standard normal numbers in `effects` into the effects of eight groups.
  @inline(always)
  func draw(
    _ lanes: UnsafePointer<Lane>, weight: Lane?, into effects: UnsafeMutablePointer<Lane>
  ) {
    project(lanes)
    factorise(weight)
    // L_C⁻¹(B'ρ/σ²), then the noise, then L_C⁻ᵀ: the mean and the spread by one back-solve.
    for i in 0..<q {
      var value = standardised[i]
      for m in 0..<i { value -= factor[i &* q &+ m] * standardised[m] }
      standardised[i] = value * factor[i &* q &+ i]
    }
    for i in 0..<q { standardised[i] += effects[i] }
    for step in 1..<q &+ 1 {
      let i = q &- step
      var value = standardised[i]
      for m in i &+ 1..<q { value -= factor[m &* q &+ i] * standardised[m] }
      standardised[i] = value * factor[i &* q &+ i]
    }
    for i in 0..<q {
      var value = root[i] * standardised[0]
      for k in 1..<i &+ 1 { value += root[k &* q &+ i] * standardised[k] }
      effects[i] = value
    }
  }

  /// ρ, B = R L, and B'ρ/σ² in `standardised`.
  @inline(always)
  private func project(_ lanes: UnsafePointer<Lane>) {
    var row = lanes
    for i in 0..<q {
      residual[i] = EffectStatistics.residual(row + (q &- i), gamma: gamma)
      row += q &- i &+ gamma.count &+ 1
    }
    // Apart from the loops over γ, these unroll.
    row = lanes
    for i in 0..<q {
      let scaled = inverseSigmaSquared * residual[i]
      for k in 0..<q {
        let first = max(i, k)
        var value = root[k &* q &+ first] * row[first &- i]
        for m in first &+ 1..<q { value += root[k &* q &+ m] * row[m &- i] }
        product[i &* q &+ k] = value
        standardised[k] = i == 0 ? value * scaled : standardised[k] + value * scaled
      }
      row += q &- i &+ gamma.count &+ 1
    }
  }

  /// C = wI + B'B/σ² and its factor.
  @inline(always)
  private func factorise(_ weight: Lane?) {
    for i in 0..<q {
      for k in 0..<i { factor[i &* q &+ k] = element(i, k, weight) * factor[k &* q &+ k] }
      factor[i &* q &+ i] = element(i, i, weight).inverseSquareRoots
    }
  }

  /// An element of C, from which the columns of its factor before this one are taken.
  @inline(always)
  private func element(_ i: Int, _ k: Int, _ weight: Lane?) -> Lane {
    var element = product[i] * product[k]
    for m in 1..<q { element += product[m &* q &+ i] * product[m &* q &+ k] }
    element *= inverseSigmaSquared
    if i == k { element += weight ?? Lane(repeating: 1) }
    for m in 0..<k { element -= factor[i &* q &+ m] * factor[k &* q &+ m] }
    return element
  }
}
