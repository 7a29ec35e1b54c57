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
    try state.evaluate(likelihood, prior: prior)
    guard let factor = state.evaluation?.factor, let root = state.evaluation?.root else { return }
    drawGamma(&state, factor, using: &stream)
    root.elements.withUnsafeBufferPointer { root in
      if let root = root.baseAddress { drawEffects(&state, root: root, using: &stream) }
    }
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
    _ state: inout TwoLevelState, _ factor: [Double], using stream: inout RandomStream
  ) {
    let f = state.gamma.count
    factor.withUnsafeBufferPointer { factor in
      state.gamma.withUnsafeMutableBufferPointer { gamma in
        guard let factor = factor.baseAddress, let gamma = gamma.baseAddress else { return }
        let solved = factor + f * (f + 1) / 2
        for k in 0..<f { gamma[k] = solved[k] + stream.normal() }
        PackedTriangle.solveTransposed(factor, order: f, gamma)
      }
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
      &state.effects, gathering: gathersStatistics && state.isFollowedByDrawsGivenEffects,
      using: &stream)
  }
}
