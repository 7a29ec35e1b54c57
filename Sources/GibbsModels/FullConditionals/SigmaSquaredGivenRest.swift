import Distributions
import GSLNumerics
import GibbsEngine
import ModelData
import RealModule

/// The full conditional of σ²: σ² | rest ~ InverseGamma(N/2 + c − 1, ½ Σ(y − Xγ − Zu)² + b).
///
/// For every prior with p(σ²) ∝ (σ²)^(−c) exp(−b/σ²): a scaled inverse chi-squared distribution. A
/// half-t prior of σ multiplies it, and then it is drawn by a slice on log σ².
///
/// | symbol | in code | shape | unit |
/// |---|---|---|---|
/// | σ² | `state.sigmaSquared` | scalar | the outcome's, squared |
///
/// - Source: Raudenbush & Bryk (2002), chapter 13; Neal (2003) for the slice.
public struct SigmaSquaredGivenRest: FullConditional {
  /// The state of a two-level model.
  public typealias State = TwoLevelState
  /// The kernel's name.
  public static let name = "σ² | rest"
  /// Where σ² stands in the state.
  public static let block: WritableKeyPath<TwoLevelState, Double> & Sendable = \.sigmaSquared

  let data: ReducedData
  let prior: LevelOnePrior

  /// The conjugate part of σ² given the rest.
  public func distribution(
    given state: TwoLevelState
  ) throws(NumericalError) -> InverseGamma {
    let sum =
      state.statistics?.residualSumOfSquares
      ?? state.data(else: data).residualSumOfSquares(gamma: state.gamma, effects: state.effects)
    return try InverseGamma(
      shape: 0.5 * Double(data.rowCount) + prior.power - 1, scale: 0.5 * sum + prior.scale)
  }

  /// Draws σ² anew.
  public func step(
    _ state: inout TwoLevelState, using stream: inout RandomStream
  ) throws(NumericalError) {
    let conditional = try distribution(given: state)
    guard let factor = prior.factor else {
      state.sigmaSquared = conditional.draw(using: &stream)
      return
    }
    let slice = SliceStep(width: 4 / Double(data.rowCount).squareRoot())
    let logValue = try slice.draw(after: .log(state.sigmaSquared), using: &stream) { x in
      let value = Double.exp(x)
      return conditional.logDensity(value) + factor(value) + x
    }
    state.sigmaSquared = .exp(logValue)
  }
}
