import GSLNumerics
import GibbsEngine
import RealModule

/// The standard deviations of uncorrelated effects, or of one, given the rest, each by slice sampling.
///
/// p(τ_k | u) ∝ p(τ_k) τ_k^(−J) exp(−½ Σⱼwⱼu²ⱼₖ/τ²_k); the slice is taken on log τ_k, whose Jacobian is τ_k.
///
/// | symbol | in code | shape |
/// |---|---|---|
/// | τ²_k | `state.tau[k, k]` | q |
///
/// - Source: Neal (2003) for the slice.
public struct DeviationsGivenRest: Kernel {
  /// The kernel's name.
  public static let name = "T | rest"

  let priors: [DeviationPrior]

  /// log p(log τ_k | rest), up to a constant; Σⱼu²ⱼₖ is weighted where effects are t.
  public func logDensity(
    ofLogTau x: Double, effect k: Int, sumOfSquares: Double, groups: Int
  ) -> Double {
    let tau = Double.exp(x)
    return priors[k].logDensity(tau) + (1 - Double(groups)) * x - 0.5 * sumOfSquares / (tau * tau)
  }

  /// Draws each standard deviation anew.
  public func step(
    _ state: inout TwoLevelState, using stream: inout RandomStream
  ) throws(NumericalError) {
    let squares = state.squares
    let groups = state.effects.groupCount
    let slice = SliceStep(width: 2 / Double(groups).squareRoot())
    for k in priors.indices {
      let logTau = try slice.draw(after: 0.5 * .log(state.tau[k, k]), using: &stream) {
        logDensity(ofLogTau: $0, effect: k, sumOfSquares: squares[k, k], groups: groups)
      }
      state.tau[k, k] = .exp(2 * logTau)
    }
  }
}
