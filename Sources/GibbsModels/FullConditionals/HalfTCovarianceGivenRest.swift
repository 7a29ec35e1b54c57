import Distributions
import GSLNumerics
import GibbsEngine

/// T given the rest when each standard deviation is half-t and the effects are correlated.
///
/// Two draws, of which the first is not kept:
///
///     a_k | T    ~ InverseGamma((ν + q)/2, ν (T⁻¹)_kk + 1/A_k²)
///     T | a, u   ~ InverseWishart(ν + q − 1 + J, 2ν diag(1/a) + Σⱼ wⱼuⱼuⱼᵀ)
///
/// | symbol | in code | shape |
/// |---|---|---|
/// | T | `state.tau` | q × q |
/// | a | drawn here, not kept | q |
///
/// - Source: Huang & Wand (2013), Bayesian Analysis 8, 439–452, section 4.
public struct HalfTCovarianceGivenRest: Kernel {
  /// The kernel's name.
  public static let name = "T | rest"

  let prior: HuangWandPrior

  /// a_k given T.
  public func auxiliary(_ k: Int, given tau: CholeskyFactor) throws(NumericalError) -> InverseGamma
  {
    let scale = prior.scales[k]
    return try InverseGamma(
      shape: 0.5 * (prior.degreesOfFreedom + Double(tau.order)),
      scale: prior.degreesOfFreedom * tau.inverse[k, k] + 1 / (scale * scale))
  }

  /// T given a and the effects.
  public func distribution(
    given state: TwoLevelState, auxiliary a: [Double]
  ) throws(NumericalError) -> InverseWishart {
    let nu = prior.degreesOfFreedom
    return try InverseWishart(
      degreesOfFreedom: nu + Double(a.count - 1 + state.effects.groupCount),
      scale: state.squares + Matrix(diagonal: a.map { 2 * nu / $0 }))
  }

  /// Draws a, then T.
  public func step(
    _ state: inout TwoLevelState, using stream: inout RandomStream
  ) throws(NumericalError) {
    let factor = try CholeskyFactor(state.tau)
    var a: [Double] = []
    for k in prior.scales.indices {
      a.append(try auxiliary(k, given: factor).draw(using: &stream))
    }
    state.tau = try distribution(given: state, auxiliary: a).draw(using: &stream)
  }
}
