import GSLNumerics
import ModelData

/// What a chain of a two-level model carries from draw to draw.
///
/// | symbol | in code | shape |
/// |---|---|---|
/// | γ* | `gamma` | f, in the coordinates of `CoefficientCoordinates` |
/// | u | `effects` | J × q |
/// | T | `tau` | q × q; of t effects the scale matrix, not the covariance |
/// | σ² | `sigmaSquared` | scalar; 1 where the rows' variances are known and were divided out |
/// | w | `weights` | J, for t effects |
/// | ν | `degreesOfFreedom` | scalar, infinite for normal effects |
/// | w₁, ν₁ | `rowErrors` | N, scalar: for t errors of level 1 |
public struct TwoLevelState: Sendable, Equatable, Codable {
  /// γ*: the fixed effects in the computed coordinates.
  public var gamma: [Double] {
    didSet { statistics = nil }
  }
  /// u: the random effects.
  public var effects: GroupEffects {
    didSet { statistics = nil }
  }
  /// T: the covariance matrix of a group's effects; their scale matrix where they are t.
  public var tau: Matrix
  /// σ²: the level-1 variance.
  public var sigmaSquared: Double
  /// w: the weights of t effects, u_j ~ N(0, T/w_j), eight groups to a lane; nil for normal effects.
  public var weights: [SIMD8<Double>]? {
    didSet { evaluation = nil }
  }
  /// ν: the degrees of freedom of t effects; infinite for normal effects.
  public var degreesOfFreedom = Double.infinity
  /// The means of the weights since the warm-up; nil for normal effects.
  public internal(set) var weightMeans: WeightMeans?
  /// The weights of the rows, their ν₁ and the data reduced with the weights, where errors of level 1 are t; nil
  /// where they are normal.
  public var rowErrors: RowErrors? {
    didSet { evaluation = nil }
  }
  /// What is known of (γ, u) for T, α and σ² given the rest; nil where it has yet to be gathered.
  var statistics: EffectStatistics?
  /// The evaluation at some T and σ² and the present weights; nil where there is none.
  var evaluation: Evaluation?
  /// The proposal of the collapsed step, learned in the warm-up; nil before.
  var proposal: VarianceProposal? {
    // The point was weighed beside the proposal of before.
    didSet { evaluation?.point = nil }
  }
  /// The draws of T and σ² from which the proposal will be learned.
  var learning: VarianceDraws?
  /// Iterations so far.
  var iteration = 0

  /// Makes a state.
  public init(gamma: [Double], effects: GroupEffects, tau: Matrix, sigmaSquared: Double) {
    self.gamma = gamma
    self.effects = effects
    self.tau = tau
    self.sigmaSquared = sigmaSquared
  }

  /// The data as the rows' weights have them; those of the model where errors of level 1 are normal.
  func data(else data: ReducedData) -> ReducedData { rowErrors?.data ?? data }

  /// The statistics of (γ, u); gathered here where the state does not carry them.
  func statistics(else data: ReducedData) -> EffectStatistics {
    statistics
      ?? EffectStatistics(self.data(else: data), gamma: gamma, effects: effects, weights: weights)
  }

  /// The same, taken out of the state, so that they can be changed in place.
  mutating func takeStatistics(else data: ReducedData) -> EffectStatistics {
    let taken = statistics(else: data)
    statistics = nil
    return taken
  }

  /// The weight w_j of a group; 1 for normal effects.
  public func weight(of group: Int) -> Double {
    weights.map { $0[group / ReducedData.blockSize][group % ReducedData.blockSize] } ?? 1
  }

  /// Σ_j w_j u_j u_jᵀ: q × q.
  var squares: Matrix { statistics?.squares ?? effects.sumOfSquares(weights: weights) }
}
