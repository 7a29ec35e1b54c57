import GSLNumerics
import GibbsEngine
import RealModule

/// The standard deviations of uncorrelated effects given the rest, each by slice sampling.
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

  /// Draws each standard deviation anew.
  public func step(
    _ state: inout TwoLevelState, using stream: inout RandomStream
  ) throws(NumericalError) {
    let squares = state.squares
    let groups = state.effects.groupCount
    let slice = SliceStep(width: 2 / Double(groups).squareRoot())
    for (k, prior) in priors.enumerated() {
      let one = TauGivenRest(prior: prior)
      let logTau = try slice.draw(after: 0.5 * .log(state.tau[k, k]), using: &stream) {
        one.logDensity(ofLogTau: $0, sumOfSquares: squares[k, k], groups: groups)
      }
      state.tau[k, k] = .exp(2 * logTau)
    }
  }
}
