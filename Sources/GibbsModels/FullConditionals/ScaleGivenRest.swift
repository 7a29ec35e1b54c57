import GSLNumerics
import GibbsEngine
import LikelihoodFits
import ModelData
import RealModule

/// Interweaving: (u, τ) → (αu, ατ) with u/τ held, for one effect a group.
///
/// Given z = u/τ the data are a regression on τz, so that τ and u move together along the line on
/// which `T | rest` cannot move: p(α | rest) ∝ p(ατ) α exp(−½ Σⱼ‖ρⱼ − αRⱼuⱼ‖²/σ²) dα/α. Any prior serves.
///
/// | symbol | in code | shape |
/// |---|---|---|
/// | α | drawn here, not kept | scalar, > 0 |
/// | ρⱼ = gⱼ − Gⱼγ | from `data` and `state.gamma` | q |
///
/// - Source: Yu & Meng (2011), J. Computational and Graphical Statistics 20, 531–570; Liu & Wu (1999).
public struct ScaleGivenRest: Kernel {
  /// The kernel's name.
  public static let name = "α | rest"

  let data: ReducedData
  let prior: DeviationPrior

  /// The regression of the residuals on Rⱼuⱼ: Σ(Rⱼuⱼ)²/σ² and Σ(Rⱼuⱼ)'ρⱼ/σ².
  public func regression(given state: TwoLevelState) -> (precision: Double, linear: Double) {
    var square = SIMD8<Double>.zero
    var cross = SIMD8<Double>.zero
    for block in 0..<data.blockCount {
      let row = block * data.blockLanes
      var residual = data.lanes[row + 1 + state.gamma.count]
      for (c, coefficient) in state.gamma.enumerated() {
        residual -= coefficient * data.lanes[row + 1 + c]
      }
      let effect = data.lanes[row] * state.effects.lanes[block]
      square += effect * effect
      cross += effect * residual
    }
    return (square.sum() / state.sigmaSquared, cross.sum() / state.sigmaSquared)
  }

  /// log p(log α | rest), up to a constant.
  public func logDensity(
    ofLogScale x: Double, tau: Double, regression: (precision: Double, linear: Double)
  ) -> Double {
    let alpha = Double.exp(x)
    return prior.logDensity(alpha * tau) + x
      - 0.5 * alpha * (alpha * regression.precision - 2 * regression.linear)
  }

  /// Draws the block anew.
  public func step(
    _ state: inout TwoLevelState, using stream: inout RandomStream
  ) throws(NumericalError) {
    let regression = regression(given: state)
    let tau = state.tau[0, 0].squareRoot()
    // About the spread of log α: at least that of the regression, at most that of the prior.
    let width = min(2, 2 / max(regression.precision, 1e-300).squareRoot())
    let x = try SliceStep(width: width).draw(after: 0, using: &stream) {
      logDensity(ofLogScale: $0, tau: tau, regression: regression)
    }
    let alpha = Double.exp(x)
    state.effects.scale(by: [alpha])
    state.tau[0, 0] *= alpha * alpha
  }
}
