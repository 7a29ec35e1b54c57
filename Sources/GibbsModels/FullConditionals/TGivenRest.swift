import Distributions
import GSLNumerics
import GibbsEngine

/// The full conditional of T: T | rest ~ InverseWishart(ν₀ + J, S₀ + Σⱼ wⱼuⱼuⱼᵀ).
///
/// For every prior with p(T) ∝ |T|^(−(ν₀ + q + 1)/2) exp(−½ tr(S₀T⁻¹)), proper or not.
///
/// | symbol | in code | shape | unit |
/// |---|---|---|---|
/// | T | `state.tau` | q × q | products of the effects' units |
/// | uⱼ | `state.effects[j]` | q | each effect's own |
/// | wⱼ | `state.weights`, a lane a group | J; 1 for normal effects | none |
/// | ν₀, S₀ | `prior` | scalar, q × q | –, as T |
///
/// - Source: Raudenbush & Bryk (2002), Table 13.3, whose printed shape n/2 + 1 of 1/τ under a flat
///   prior should be n/2 − 1: ν₀ = −q − 1 gives J − q − 1 degrees of freedom.
public struct TGivenRest: FullConditional {
  /// The state of a two-level model.
  public typealias State = TwoLevelState
  /// The kernel's name.
  public static let name = "T | rest"
  /// Where T stands in the state.
  public static let block: WritableKeyPath<TwoLevelState, Matrix> & Sendable = \.tau

  let prior: ConjugateCovariancePrior

  /// T given the effects.
  public func distribution(
    given state: TwoLevelState
  ) throws(NumericalError) -> InverseWishart {
    try InverseWishart(
      degreesOfFreedom: prior.degreesOfFreedom + Double(state.effects.groupCount),
      scale: state.squares + prior.scale)
  }
}
