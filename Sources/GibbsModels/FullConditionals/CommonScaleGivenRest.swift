import GSLNumerics
import GibbsEngine
import RealModule

/// The common scale of T and the weights of t effects given the rest: (w, T) → (cw, cT).
///
/// T/w_j stays, so that effects and data say nothing about c, and T moves along the line on which
/// `T | rest` and `w | rest` hold each other back:
///
///     p(c | rest) ∝ c^(Jν/2 + q(q + 1)/2) exp(−½ cν Σ w_j) p(cT) dc/c
///
/// by a slice on log c, for any prior of T.
///
/// | symbol | in code | shape |
/// |---|---|---|
/// | c | drawn here, not kept | scalar, > 0 |
///
/// - Source: Liu & Wu (1999), J. American Statistical Association 94, 1264–1274; Meng & van Dyk (1999),
///   Biometrika 86, 301–320, section 4, for the multivariate t.
public struct CommonScaleGivenRest: Kernel {
  /// The kernel's name.
  public static let name = "c | rest"

  let prior: CovariancePrior

  /// log p(log c | rest), up to a constant.
  public func logDensity(ofLogScale x: Double, given state: TwoLevelState) -> Double {
    logDensity(x, given: state, sumOfWeights: state.weightSums.plain)
  }

  private func logDensity(
    _ x: Double, given state: TwoLevelState, sumOfWeights: Double
  ) -> Double {
    let scale = Double.exp(x)
    guard let factor = try? CholeskyFactor(scale * state.tau) else { return -.infinity }
    let nu = state.degreesOfFreedom
    let q = Double(state.tau.rowCount)
    let power = 0.5 * (Double(state.effects.groupCount) * nu + q * (q + 1))
    return power * x - 0.5 * scale * nu * sumOfWeights + prior.logDensity(factor)
  }

  /// Draws c and moves T and the weights with it; nothing to do where effects are normal.
  public func step(
    _ state: inout TwoLevelState, using stream: inout RandomStream
  ) throws(NumericalError) {
    guard let weights = state.weights, state.degreesOfFreedom.isFinite else { return }
    let sum = state.weightSums.plain
    // The spread of log c where the prior of T says nothing.
    let freedom = state.degreesOfFreedom * Double(state.effects.groupCount)
    let x = try SliceStep(width: 4 / freedom.squareRoot()).draw(after: 0, using: &stream) {
      logDensity($0, given: state, sumOfWeights: sum)
    }
    let scale = Double.exp(x)
    state.weights = weights.map { scale * $0 }
    state.tau = scale * state.tau
    if let squares = state.statistics?.squares { state.statistics?.squares = scale * squares }
  }
}
