import GSLNumerics
import GibbsEngine
import RealModule

/// One standard deviation τ given the rest, for priors without a conjugate form, by slice sampling.
///
/// With one effect a group, p(τ | u) ∝ p(τ) τ^(−J) exp(−½ Σⱼwⱼuⱼ²/τ²); the slice is taken on log τ,
/// whose Jacobian is τ.
///
/// | symbol | in code | shape |
/// |---|---|---|
/// | τ² | `state.tau` | 1 × 1 |
/// | uⱼ | `state.effects[j]` | 1 |
///
/// - Source: Neal (2003) for the slice.
public struct TauGivenRest: Kernel {
  /// The kernel's name.
  public static let name = "T | rest"

  let prior: DeviationPrior

  /// log p(log τ | rest), up to a constant.
  public func logDensity(ofLogTau x: Double, sumOfSquares: Double, groups: Int) -> Double {
    let tau = Double.exp(x)
    return prior.logDensity(tau) + (1 - Double(groups)) * x - 0.5 * sumOfSquares / (tau * tau)
  }

  /// Draws the block anew.
  public func step(
    _ state: inout TwoLevelState, using stream: inout RandomStream
  ) throws(NumericalError) {
    let sumOfSquares = state.effects.sumOfSquares(weights: state.weights)[0, 0]
    let groups = state.effects.groupCount
    let step = SliceStep(width: 2 / Double(groups).squareRoot())
    let logTau = try step.draw(after: 0.5 * .log(state.tau[0, 0]), using: &stream) { x in
      logDensity(ofLogTau: x, sumOfSquares: sumOfSquares, groups: groups)
    }
    state.tau[0, 0] = .exp(2 * logTau)
  }
}
