import GSLNumerics

/// What a chain of a two-level model carries from draw to draw.
///
/// | symbol | in code | shape |
/// |---|---|---|
/// | γ* | `gamma` | f, in the coordinates of `CoefficientCoordinates` |
/// | u | `effects` | J × q |
/// | T | `tau` | q × q |
/// | σ² | `sigmaSquared` | scalar; 1 where the rows' variances are known and were divided out |
public struct TwoLevelState: Sendable, Equatable, Codable {
  /// γ*: the fixed effects in the computed coordinates.
  public var gamma: [Double] {
    didSet { statistics = nil }
  }
  /// u: the random effects.
  public var effects: GroupEffects {
    didSet { statistics = nil }
  }
  /// T: the covariance matrix of a group's effects.
  public var tau: Matrix
  /// σ²: the level-1 variance.
  public var sigmaSquared: Double
  /// What is known of (γ, u) for T, α and σ² given the rest; nil where it has yet to be gathered.
  var statistics: EffectStatistics?
  /// The evaluation at some T and σ²; nil where there is none.
  var evaluation: Evaluation?
  /// The proposal of the collapsed step, learned in the warm-up; nil before.
  var proposal: VarianceProposal?
  /// The draws of T and σ² from which the proposal will be learned.
  var learning: VarianceDraws?
  /// Iterations so far.
  var iteration = 0

  /// The cross-products under V⁻¹ and the collapsed density, at the T and σ² they belong to.
  struct Evaluation: Sendable, Equatable, Codable {
    var tau: Matrix
    var sigmaSquared: Double
    var triangle: [Double]
    var logDeterminant: Double
  }

  /// Makes a state.
  public init(gamma: [Double], effects: GroupEffects, tau: Matrix, sigmaSquared: Double) {
    self.gamma = gamma
    self.effects = effects
    self.tau = tau
    self.sigmaSquared = sigmaSquared
  }
}
