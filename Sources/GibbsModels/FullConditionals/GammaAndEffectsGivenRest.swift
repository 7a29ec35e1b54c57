import Distributions
import GSLNumerics
import GibbsEngine
import LikelihoodFits
import ModelData

/// γ and u as one block, given T, σ² and the data: γ with u integrated out, then u given γ.
///
///     γ | T, σ², y ~ N(D Σ Xⱼ'Vⱼ⁻¹yⱼ, D),  D = (Σ Xⱼ'Vⱼ⁻¹Xⱼ + prior precision)⁻¹
///     uⱼ = L zⱼ,  zⱼ | γ, T, σ², y ~ N(Cⱼ⁻¹Bⱼ'ρⱼ/σ², Cⱼ⁻¹)
///
/// with L Lᵀ = T, Bⱼ = RⱼL, ρⱼ = gⱼ − Gⱼγ and Cⱼ = I + Bⱼ'Bⱼ/σ². T is never inverted, so that the
/// draw stays exact as T → 0.
///
/// | symbol | in code | shape |
/// |---|---|---|
/// | γ | `state.gamma` | f |
/// | uⱼ | `state.effects[j]` | q |
///
/// - Source: Lindley & Smith (1972) for the distributions; Chib & Carlin (1999), Statistics and
///   Computing 9, 17–26, for drawing them as one block.
public struct GammaAndEffectsGivenRest: Kernel {
  /// The kernel's name.
  public static let name = "γ, u | rest"

  let likelihood: MarginalLikelihood
  let prior: CoefficientPrior?
  /// Whether the statistics that other kernels need are gathered in the pass that draws u.
  var gathersStatistics = false

  /// Whether the next iteration begins with T, α and σ² given the effects.
  private func isFollowedByStatistics(_ state: TwoLevelState) -> Bool {
    gathersStatistics && VariancesInTurn.isGivenEffects(after: state)
  }

  /// γ with u integrated out.
  public func gammaDistribution(
    given state: TwoLevelState
  ) throws(NumericalError) -> MultivariateNormal {
    let fixed = try fixedEffects(given: state)
    return MultivariateNormal(
      mean: fixed.computedEstimate, precision: fixed.computedPrecision)
  }

  /// uⱼ given γ, for T that can be inverted: uⱼ ~ N((A + σ²T⁻¹)⁻¹R'ρ, σ²(A + σ²T⁻¹)⁻¹), A = R'R.
  public func effectsDistribution(
    of group: Int, given state: TwoLevelState
  ) throws(NumericalError) -> MultivariateNormal {
    let data = likelihood.data
    let root = data.effectRoot(of: group)
    let residual = zip(data.response(of: group), data.design(of: group) * state.gamma).map(-)
    let precision =
      (1 / state.sigmaSquared) * (root.transposed * root) + (try CholeskyFactor(state.tau).inverse)
    let factor = try CholeskyFactor(precision)
    let linear = (root.transposed * residual).map { $0 / state.sigmaSquared }
    return MultivariateNormal(mean: factor.solve(linear), precision: factor)
  }

  /// Draws the block anew.
  public func step(
    _ state: inout TwoLevelState, using stream: inout RandomStream
  ) throws(NumericalError) {
    let q = likelihood.data.effectCount
    let count = (state.gamma.count + 1) * (state.gamma.count + 2) / 2
    evaluate(&state)
    let failure = withUnsafeTemporaryAllocation(
      of: Double.self, capacity: q * q + count
    ) { scratch -> NumericalError? in
      guard let root = scratch.baseAddress else { return nil }
      VarianceParameters.factorise(state.tau, into: root)
      do throws(NumericalError) {
        try drawGamma(&state, triangle: root + q * q, using: &stream)
      } catch { return error }
      drawEffects(&state, root: root, using: &stream)
      return nil
    }
    if let failure { throw failure }
  }

  /// Sees that the state carries the evaluation at its T and σ².
  private func evaluate(_ state: inout TwoLevelState) {
    if let kept = state.evaluation, kept.sigmaSquared == state.sigmaSquared,
      kept.tau == state.tau
    {
      return
    }
    let f = likelihood.data.coefficientCount
    // The buffer of the last evaluation is used again.
    var evaluation =
      state.evaluation
      ?? TwoLevelState.Evaluation(
        tau: state.tau, sigmaSquared: state.sigmaSquared,
        triangle: Array(repeating: 0, count: (f + 1) * (f + 2) / 2), logDeterminant: 0)
    state.evaluation = nil
    let q = state.tau.rowCount
    evaluation.logDeterminant = withUnsafeTemporaryAllocation(of: Double.self, capacity: q * q) {
      root -> Double in
      guard let root = root.baseAddress else { return 0 }
      VarianceParameters.factorise(state.tau, into: root)
      return evaluation.triangle.withUnsafeMutableBufferPointer { triangle in
        guard let triangle = triangle.baseAddress else { return 0 }
        return likelihood.accumulate(
          tauRoot: root, sigmaSquared: state.sigmaSquared, into: triangle)
      }
    }
    evaluation.tau = state.tau
    evaluation.sigmaSquared = state.sigmaSquared
    state.evaluation = evaluation
  }

  private func fixedEffects(given state: TwoLevelState) throws(NumericalError) -> FixedEffects {
    let parameters = VarianceParameters(tau: state.tau, sigmaSquared: state.sigmaSquared)
    let moments = likelihood.moments(
      tauRoot: parameters.tauRoot, sigmaSquared: state.sigmaSquared)
    return try FixedEffects(moments, data: likelihood.data, prior: prior)
  }

  /// Draws γ as `gammaDistribution(given:)` has it: with M M' = D⁻¹, γ = M⁻ᵀ(M⁻¹b + noise).
  private func drawGamma(
    _ state: inout TwoLevelState, triangle: UnsafeMutablePointer<Double>,
    using stream: inout RandomStream
  ) throws(NumericalError) {
    guard let evaluation = state.evaluation else { return }
    for (place, value) in evaluation.triangle.enumerated() { triangle[place] = value }
    prior?.add(to: triangle)
    let f = state.gamma.count
    try PackedTriangle.factorise(triangle, order: f, rows: f + 1)
    let half = triangle + f * (f + 1) / 2
    for k in 0..<f { half[k] += stream.normal() }
    PackedTriangle.solveTransposed(triangle, order: f, half)
    state.gamma.withUnsafeMutableBufferPointer { gamma in
      for k in 0..<f { gamma[k] = half[k] }
    }
  }

  /// Draws all uⱼ given γ, eight groups at a time, from q normals a group.
  private func drawEffects(
    _ state: inout TwoLevelState, root: UnsafePointer<Double>, using stream: inout RandomStream
  ) {
    let data = likelihood.data
    let q = data.effectCount
    let (gamma, sigmaSquared) = (state.gamma, state.sigmaSquared)
    let lastMask = state.effects.mask(ofBlock: data.blockCount - 1)
    var gatherer = isFollowedByStatistics(state) ? StatisticsGatherer(effects: q) : nil
    var statistics: EffectStatistics?
    withUnsafeTemporaryAllocation(
      of: SIMD8<Double>.self, capacity: 2 * q * q + 2 * q + (gatherer?.laneCount ?? 0)
    ) { scratch in
      gamma.withUnsafeBufferPointer { gamma in
        data.lanes.withUnsafeBufferPointer { lanes in
          state.effects.lanes.withUnsafeMutableBufferPointer { effects in
            guard let start = lanes.baseAddress, let free = scratch.baseAddress,
              let out = effects.baseAddress
            else { return }
            gatherer?.begin(free + (2 * q * q + 2 * q))
            let pass = EffectsPass(
              gamma: gamma, root: root, sigmaSquared: sigmaSquared, scratch: free,
              lastMask: lastMask, gatherer: gatherer)
            // With q a literal the loops over effects unroll.
            switch q {
            case 1: pass.run(1, start, out, blocks: data.blockCount, using: &stream)
            case 2: pass.run(2, start, out, blocks: data.blockCount, using: &stream)
            case 3: pass.run(3, start, out, blocks: data.blockCount, using: &stream)
            default: pass.run(q, start, out, blocks: data.blockCount, using: &stream)
            }
          }
        }
      }
      statistics = gatherer.map { EffectStatistics($0, data: data, gamma: gamma) }
    }
    state.statistics = statistics
  }
}

/// The pass over all blocks that draws u and gathers its statistics.
private struct EffectsPass {
  typealias Lane = SIMD8<Double>

  let gamma: UnsafeBufferPointer<Double>
  let root: UnsafePointer<Double>
  let sigmaSquared: Double
  let scratch: UnsafeMutablePointer<Lane>
  let lastMask: Lane
  let gatherer: StatisticsGatherer?

  @inline(__always)
  func run(
    _ q: Int, _ lanes: UnsafePointer<Lane>, _ out: UnsafeMutablePointer<Lane>, blocks: Int,
    using stream: inout RandomStream
  ) {
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
      kernel.draw(lanes + block * blockLanes, into: target)
      if block == blocks - 1 { for k in 0..<q { target[k] *= lastMask } }
      gatherer?.add(q, lanes + block * blockLanes, gamma: gamma, effects: target)
    }
  }
}

/// The draw of u for eight groups at once.
private struct EffectsBlock {
  typealias Lane = SIMD8<Double>

  let q: Int
  let gamma: UnsafeBufferPointer<Double>
  /// L by columns.
  let root: UnsafePointer<Double>
  let sigmaSquared: Double
  /// q × q: B = R L.
  let product: UnsafeMutablePointer<Lane>
  /// q × q: the Cholesky factor of C in the lower triangle, with reciprocals on the diagonal.
  let factor: UnsafeMutablePointer<Lane>
  /// q: z.
  let standardised: UnsafeMutablePointer<Lane>

  @inline(__always)
  init(
    q: Int, gamma: UnsafeBufferPointer<Double>, root: UnsafePointer<Double>,
    sigmaSquared: Double, scratch: UnsafeMutablePointer<Lane>
  ) {
    (self.q, self.gamma, self.root, self.sigmaSquared) = (q, gamma, root, sigmaSquared)
    product = scratch
    factor = scratch + q * q
    standardised = scratch + 2 * q * q
  }

  /// Turns the standard normal numbers in `effects` into the effects of eight groups.
  @inline(__always)
  func draw(_ lanes: UnsafePointer<Lane>, into effects: UnsafeMutablePointer<Lane>) {
    project(lanes)
    factorise()
    // L_C⁻¹(B'ρ/σ²), then the noise, then L_C⁻ᵀ: the mean and the spread by one back-solve.
    for i in 0..<q {
      var value = standardised[i]
      for m in 0..<i { value -= factor[i * q + m] * standardised[m] }
      standardised[i] = value * factor[i * q + i]
    }
    for i in 0..<q { standardised[i] += effects[i] }
    for i in stride(from: q - 1, through: 0, by: -1) {
      var value = standardised[i]
      for m in i + 1..<max(q, i + 1) { value -= factor[m * q + i] * standardised[m] }
      standardised[i] = value * factor[i * q + i]
    }
    for i in 0..<q {
      var value = Lane.zero
      for k in 0...i { value += root[k * q + i] * standardised[k] }
      effects[i] = value
    }
  }

  /// B = R L, and B'ρ/σ² in `standardised`.
  @inline(__always)
  private func project(_ lanes: UnsafePointer<Lane>) {
    let inverse = 1 / sigmaSquared
    for k in 0..<q { standardised[k] = .zero }
    var row = lanes
    for i in 0..<q {
      let design = row + (q - i)
      var residual = design[gamma.count]
      for c in gamma.indices { residual -= gamma[c] * design[c] }
      residual *= inverse
      for k in 0..<q {
        var value = Lane.zero
        for m in max(i, k)..<q { value += root[k * q + m] * row[m - i] }
        product[i * q + k] = value
        standardised[k] += value * residual
      }
      row = design + gamma.count + 1
    }
  }

  /// C = I + B'B/σ² and its factor.
  @inline(__always)
  private func factorise() {
    let inverse = 1 / sigmaSquared
    for i in 0..<q {
      for k in 0...i {
        var element = Lane.zero
        for m in 0..<q { element += product[m * q + i] * product[m * q + k] }
        element *= inverse
        if i == k { element += 1 }
        for m in 0..<k { element -= factor[i * q + m] * factor[k * q + m] }
        factor[i * q + k] =
          k < i ? element * factor[k * q + k] : 1 / element.squareRoot()
      }
    }
  }
}
