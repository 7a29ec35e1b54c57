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
  private let layout: DesignLayout
  private let leadingZeros: [Int]
  private let pooled: Matrix

  /// Takes of the data what the pass needs: a copy of all would count many references.
  init(
    data: ReducedData, gamma: [Double], root: UnsafePointer<Double>, sigmaSquared: Double,
    weights: [Lane]?
  ) {
    (self.gamma, self.root, self.sigmaSquared, self.weights) = (gamma, root, sigmaSquared, weights)
    (effectCount, blockCount) = (data.effectCount, data.blockCount)
    (lanes, layout, leadingZeros) = (data.lanes, data.layout, data.leadingZeros)
    pooled = data.pooled
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
      return EffectStatistics(
        gatherer.layout, sums: gatherer.totals, pooled: pooled, gamma: gamma)
    }
  }

  private func drawAll(
    _ effects: inout GroupEffects, _ gatherer: StatisticsGatherer?,
    using stream: inout RandomStream
  ) {
    let q = effectCount
    let lastMask = effects.mask(ofBlock: blockCount - 1)
    BaseCoefficients.with(
      layout, leadingZeros: leadingZeros, gamma: gamma,
      furtherLanes: EffectsBlock.scratchLanes(q: q)
    ) { coefficients, free in
      lanes.withUnsafeBufferPointer { lanes in
        effects.lanes.withUnsafeMutableBufferPointer { effects in
          guard let start = lanes.baseAddress, let out = effects.baseAddress else { return }
          // With q a literal the loops over effects unroll.
          switch q {
          case 1: run(1, start, out, coefficients, free, lastMask, gatherer, using: &stream)
          case 2: run(2, start, out, coefficients, free, lastMask, gatherer, using: &stream)
          case 3: run(3, start, out, coefficients, free, lastMask, gatherer, using: &stream)
          default: run(q, start, out, coefficients, free, lastMask, gatherer, using: &stream)
          }
        }
      }
    }
  }

  /// For so many blocks noise is drawn at a time: as much as the nearest cache holds beside the data.
  private static let blocksOfNoise = 32

  @inline(always)
  private func run(
    _ q: Int, _ lanes: UnsafePointer<Lane>, _ out: UnsafeMutablePointer<Lane>,
    _ coefficients: BaseCoefficients, _ scratch: UnsafeMutablePointer<Lane>, _ lastMask: Lane,
    _ gatherer: StatisticsGatherer?, using stream: inout RandomStream
  ) {
    let blocks = blockCount
    let rowLength = coefficients.count + 1
    let rowLanes = q * (q + 1) / 2 + q * rowLength
    let blockLanes = rowLanes + layout.predictorLanes
    let kernel = EffectsBlock(
      q: q, coefficients: coefficients, root: root, sigmaSquared: sigmaSquared, scratch: scratch)
    for block in 0..<blocks {
      // The noise is filled in where the effects will stand.
      let target = out + block * q
      if block % Self.blocksOfNoise == 0 {
        let count = q * min(Self.blocksOfNoise, blocks - block) * ReducedData.blockSize
        stream.fill(
          normals: UnsafeMutableBufferPointer(
            start: UnsafeMutableRawPointer(target).assumingMemoryBound(to: Double.self),
            count: count))
      }
      let weight = weights.map { $0[block] }
      let groups = lanes + block * blockLanes
      coefficients.take(groups + rowLanes)
      kernel.draw(groups, weight: weight, into: target)
      if block == blocks - 1 { for k in 0..<q { target[k] *= lastMask } }
      gatherer?.add(
        q, groups, rowLength: rowLength, residual: kernel.residual, effects: target,
        weight: weight)
    }
  }
}

/// The draw of u for eight groups at once.
struct EffectsBlock {
  typealias Lane = SIMD8<Double>

  private let q: Int
  private let coefficients: BaseCoefficients
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
    q: Int, coefficients: BaseCoefficients, root: UnsafePointer<Double>,
    sigmaSquared: Double, scratch: UnsafeMutablePointer<Lane>
  ) {
    (self.q, self.coefficients, self.root) = (q, coefficients, root)
    inverseSigmaSquared = 1 / sigmaSquared
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
    unrolled(0, q) { i in
      var value = standardised[i]
      unrolled(0, i) { m in value -= factor[i &* q &+ m] * standardised[m] }
      standardised[i] = value * factor[i &* q &+ i]
    }
    unrolled(0, q) { i in standardised[i] += effects[i] }
    unrolled(0, q) { step in
      let i = q &- 1 &- step
      var value = standardised[i]
      unrolled(i &+ 1, q) { m in value -= factor[m &* q &+ i] * standardised[m] }
      standardised[i] = value * factor[i &* q &+ i]
    }
    unrolled(0, q) { i in
      var value = root[i] * standardised[0]
      unrolled(1, i &+ 1) { k in value += root[k &* q &+ i] * standardised[k] }
      effects[i] = value
    }
  }

  /// ρ, B = R L, and B'ρ/σ² in `standardised`.
  @inline(always)
  private func project(_ lanes: UnsafePointer<Lane>) {
    var row = lanes
    for i in 0..<q {
      residual[i] = coefficients.residual(row + (q &- i), row: i)
      row += q &- i &+ coefficients.count &+ 1
    }
    row = lanes
    unrolled(0, q) { i in
      let scaled = inverseSigmaSquared * residual[i]
      unrolled(0, q) { k in
        let first = i > k ? i : k
        var value = root[k &* q &+ first] * row[first &- i]
        unrolled(first &+ 1, q) { m in value += root[k &* q &+ m] * row[m &- i] }
        product[i &* q &+ k] = value
        standardised[k] = i == 0 ? value * scaled : standardised[k] + value * scaled
      }
      row += q &- i &+ coefficients.count &+ 1
    }
  }

  /// C = wI + B'B/σ² and its factor.
  @inline(always)
  private func factorise(_ weight: Lane?) {
    unrolled(0, q) { i in
      unrolled(0, i) { k in
        factor[i &* q &+ k] = element(i, k, weight) * factor[k &* q &+ k]
      }
      factor[i &* q &+ i] = element(i, i, weight).inverseSquareRoots
    }
  }

  /// An element of C, from which the columns of its factor before this one are taken.
  @inline(always)
  private func element(_ i: Int, _ k: Int, _ weight: Lane?) -> Lane {
    var element = product[i] * product[k]
    unrolled(1, q) { m in element += product[m &* q &+ i] * product[m &* q &+ k] }
    element *= inverseSigmaSquared
    if i == k { element += weight ?? Lane(repeating: 1) }
    unrolled(0, k) { m in element -= factor[i &* q &+ m] * factor[k &* q &+ m] }
    return element
  }
}
