import Distributions
import GSLNumerics
import GibbsEngine
import LikelihoodFits
import ModelData
import RealModule

/// The posterior of τ² and σ² with γ and u integrated out, for one effect a group and normal errors.
///
/// With λ = τ²/σ², V₀ = I + λZZ', p(τ²) ∝ (τ²)^(−k) exp(−β/τ²) and p(σ²) ∝ (σ²)^(−c) exp(−b/σ²):
///
///     σ² | λ, y ~ InverseGamma(a, B),  a = (N − f)/2 + c + k − 2,  B = ½ y'P₀y + b + β/λ
///     log p(log λ | y) = (1 − k) log λ − ½ log|V₀| − ½ log|X'V₀⁻¹X| − a log B
///
/// ½ log λ is tabulated once and drawn by inversion, then σ² and τ² = λσ². Its draws depend on
/// nothing, so a sweep of it and of `γ, u | rest` makes independent draws of the whole posterior.
///
/// | symbol | in code | shape |
/// |---|---|---|
/// | τ² | `state.tau` | 1 × 1 |
/// | σ² | `state.sigmaSquared` | scalar |
///
/// - Source: Raudenbush & Bryk (2002), eq. 14.5 and 14.6, with the priors multiplied and σ²
///   integrated out; the density is tabulated as far as the tails of all existing moments reach.
public struct RatioAndSigmaSquaredGivenData: Kernel {
  /// The kernel's name.
  public static let name = "T, σ² | y"

  /// The distribution of ½ log λ.
  public let halfLogRatio: TabulatedDistribution
  /// a: the shape of σ² given λ.
  public let shape: Double
  private let density: RatioDensity

  /// Tabulates the posterior.
  ///
  /// - Throws: `NumericalError` where the density cannot be evaluated, and
  ///   `NumericalError.parameterOutOfRange` for priors without the forms above.
  public init(_ model: TwoLevelModel) throws(NumericalError) {
    guard let density = RatioDensity(model) else {
      throw .parameterOutOfRange(
        distribution: "T, σ² | y", parameter: "number of random effects",
        value: Double(model.data.effectCount))
    }
    let start = model.start.parameters
    let typical = model.data.samplingVariances.reduce(0) { $0 + 1 / $1 }
    let centre = max(
      start.tau[0, 0] / start.sigmaSquared, 0.01 * Double(model.data.groupCount) / typical)
    self.density = density
    shape = density.shape
    halfLogRatio = try TabulatedDistribution(
      around: 0.5 * .log(centre), powers: [0] + [1, 2, 4].filter { model.propriety.hasMoment($0) }
    ) { (x) throws(NumericalError) in
      try density.logDensity(ofHalfLogRatio: x)
    }
  }

  /// σ² given λ.
  public func sigmaSquared(givenRatio ratio: Double) throws(NumericalError) -> InverseGamma {
    try InverseGamma(shape: shape, scale: density.evaluation(atRatio: ratio).scale)
  }

  /// γ given λ in units of σ, and the scale of σ² given λ.
  func evaluation(
    atRatio ratio: Double
  ) throws(NumericalError) -> (fixed: FixedEffects, scale: Double) {
    try density.evaluation(atRatio: ratio)
  }

  /// Draws both variances anew.
  public func step(
    _ state: inout TwoLevelState, using stream: inout RandomStream
  ) throws(NumericalError) {
    let ratio = Double.exp(2 * halfLogRatio.draw(using: &stream))
    state.sigmaSquared = try sigmaSquared(givenRatio: ratio).draw(using: &stream)
    state.tau[0, 0] = ratio * state.sigmaSquared
  }
}

/// p(log λ | y) and what σ² given λ needs.
struct RatioDensity: Sendable {
  /// a.
  let shape: Double
  private let model: TwoLevelModel
  private let tauPrior: ConjugateCovariancePrior
  private let sigmaPrior: LevelOnePrior

  /// Takes up a model; nil where σ² cannot be integrated out in closed form.
  init?(_ model: TwoLevelModel) {
    guard model.data.effectCount == 1, model.coefficientPrior == nil,
      case .conjugate(let tauPrior) = model.covariancePrior,
      let sigmaPrior = model.levelOnePrior, sigmaPrior.factor == nil
    else { return nil }
    self.model = model
    self.tauPrior = tauPrior
    self.sigmaPrior = sigmaPrior
    let freedom = Double(model.data.rowCount - model.data.coefficientCount)
    // k = (ν₀ + 2)/2.
    shape = 0.5 * freedom + sigmaPrior.power + 0.5 * tauPrior.degreesOfFreedom - 1
  }

  /// γ given λ in units of σ, and B.
  func evaluation(
    atRatio ratio: Double
  ) throws(NumericalError) -> (fixed: FixedEffects, scale: Double) {
    let moments = model.likelihood.moments(
      tauRoot: Matrix([[ratio.squareRoot()]]), sigmaSquared: 1)
    let fixed = try FixedEffects(moments, data: model.data)
    let scale =
      0.5 * (fixed.quadraticForm + tauPrior.scale[0, 0] / ratio) + sigmaPrior.scale
    return (fixed, scale)
  }

  /// log p(½ log λ | y), up to a constant.
  func logDensity(ofHalfLogRatio x: Double) throws(NumericalError) -> Double {
    // Beyond these λ is no double any more, and the density nil.
    guard abs(x) < 350 else { return -.infinity }
    let (fixed, scale) = try evaluation(atRatio: .exp(2 * x))
    guard scale < .infinity else { return -.infinity }
    // The deviance without its quadratic form: log|V₀| + log|X'V₀⁻¹X|.
    let determinants = fixed.remlDeviance - fixed.quadraticForm
    return -tauPrior.degreesOfFreedom * x - 0.5 * determinants - shape * .log(scale)
  }
}
