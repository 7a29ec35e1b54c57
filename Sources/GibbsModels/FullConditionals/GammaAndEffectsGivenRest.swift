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
/// draw stays exact as T → 0. Where effects are t, L/√wⱼ stands for L.
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

  /// uⱼ given γ, for T that can be inverted: uⱼ ~ N((A + σ²wⱼT⁻¹)⁻¹R'ρ, σ²(A + σ²wⱼT⁻¹)⁻¹), A = R'R.
  public func effectsDistribution(
    of group: Int, given state: TwoLevelState
  ) throws(NumericalError) -> MultivariateNormal {
    let data = state.data(else: likelihood.data)
    let root = data.effectRoot(of: group)
    let residual = zip(data.response(of: group), data.design(of: group) * state.gamma).map(-)
    let precision =
      (1 / state.sigmaSquared) * (root.transposed * root)
      + state.weight(of: group) * (try CholeskyFactor(state.tau).inverse)
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
        return accumulate(state, root: root, into: triangle)
      }
    }
    evaluation.tau = state.tau
    evaluation.sigmaSquared = state.sigmaSquared
    state.evaluation = evaluation
  }

  private func accumulate(
    _ state: TwoLevelState, root: UnsafePointer<Double>, into triangle: UnsafeMutablePointer<Double>
  ) -> Double {
    // Without weights of rows the likelihood serves as it stands, and is not copied.
    guard let data = state.rowErrors?.data else {
      return likelihood.accumulate(
        tauRoot: root, sigmaSquared: state.sigmaSquared, weights: state.weights, into: triangle)
    }
    return MarginalLikelihood(data).accumulate(
      tauRoot: root, sigmaSquared: state.sigmaSquared, weights: state.weights, into: triangle)
  }

  private func fixedEffects(given state: TwoLevelState) throws(NumericalError) -> FixedEffects {
    let parameters = VarianceParameters(tau: state.tau, sigmaSquared: state.sigmaSquared)
    let data = state.data(else: likelihood.data)
    let moments = MarginalLikelihood(data).moments(
      tauRoot: parameters.tauRoot, sigmaSquared: state.sigmaSquared, weights: state.weights)
    return try FixedEffects(moments, data: data, prior: prior)
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
    func pass(over data: ReducedData) -> EffectsPass {
      EffectsPass(
        data: data, gamma: state.gamma, root: root, sigmaSquared: state.sigmaSquared,
        weights: state.weights)
    }
    let effectsPass = state.rowErrors?.data.map { pass(over: $0) } ?? pass(over: likelihood.data)
    state.statistics = effectsPass.draw(
      &state.effects, gathering: isFollowedByStatistics(state), using: &stream)
  }
}
