import GSLNumerics
import LikelihoodFits
import ModelData
import RealModule

/// Posterior quantities that are one-dimensional integrals: no Monte Carlo error.
///
/// With known variances the integrals are over log τ, otherwise over ½ log λ, λ = τ²/σ²; there γ and
/// the effects have t distributions given λ, with 2a degrees of freedom where σ² | λ has shape a.
public struct ExactPosterior: Sendable {
  /// The posterior.
  public let model: TwoLevelModel
  /// The posterior of the variances.
  public let variances: ExactSampler.Variances
  /// The nodes of the integrals, and γ given each.
  let nodes: [Node]

  struct Node: Sendable {
    let weight: Double
    /// τ², or λ where σ² is estimated.
    let ratio: Double
    /// B, the scale of σ² given λ; 1 for known variances.
    let scale: Double
    /// The factor from units of σ to the scale of γ's distribution.
    let spread: Double
    let gamma: [Double]
    let covariance: Matrix
    let computedGamma: [Double]
    let computedFactor: CholeskyFactor
  }

  /// The summary of one quantity; a moment is nil where it does not exist.
  public struct Summary: Sendable, Equatable {
    /// The posterior mean.
    public var mean: Double?
    /// The posterior standard deviation.
    public var standardDeviation: Double?
    /// The mode of the posterior density, where it was asked for.
    public var mode: Double?
    /// Quantiles, in the order of `ExactPosterior.probabilities`.
    public var quantiles: [Double]
    /// P(quantity < 0); 0 for variances.
    public var probabilityBelowZero: Double
  }

  /// The probabilities of the quantiles in a summary.
  public static let probabilities = [0.025, 0.05, 0.5, 0.95, 0.975]

  /// Prepares the integrals.
  ///
  /// - Throws: `NumericalError` where the density cannot be evaluated.
  public init(_ sampler: ExactSampler) throws(NumericalError) {
    model = sampler.model
    variances = sampler.variances
    var nodes: [Node] = []
    switch sampler.variances {
    case .knownVariances(let kernel):
      for node in kernel.logTau.nodes {
        let tau = Double.exp(node.x)
        nodes.append(
          Node(
            weight: node.weight, ratio: tau * tau, scale: 1, spread: 1,
            fixed: try model.fixedEffects(atTau: tau)))
      }
    case .estimatedVariance(let kernel):
      for node in kernel.halfLogRatio.nodes {
        let ratio = Double.exp(2 * node.x)
        let (fixed, scale) = try kernel.evaluation(atRatio: ratio)
        nodes.append(
          Node(
            weight: node.weight, ratio: ratio, scale: scale,
            spread: (scale / kernel.shape).squareRoot(), fixed: fixed))
      }
    }
    self.nodes = nodes
  }

  /// The degrees of freedom of γ and the effects given the node.
  var degreesOfFreedom: Double {
    switch variances {
    case .knownVariances: .infinity
    case .estimatedVariance(let kernel): 2 * kernel.shape
    }
  }

  /// The distribution of one coefficient of γ.
  public func gamma(_ k: Int) -> NormalMixture {
    NormalMixture(
      nodes.map {
        NormalMixture.Component(
          weight: $0.weight, mean: $0.gamma[k],
          deviation: $0.spread * max(0, $0.covariance[k, k]).squareRoot(),
          degreesOfFreedom: degreesOfFreedom)
      })
  }

  /// The distribution of one group's true effect, what the fixed part predicts for it plus u.
  public func effect(of group: Int) -> NormalMixture {
    let effect = GroupEffect(of: group, in: model.data)
    return NormalMixture(
      nodes.map { node in
        let given = effect.given(
          tauSquared: node.ratio, gamma: node.computedGamma,
          gammaPrecision: node.computedFactor)
        return NormalMixture.Component(
          weight: node.weight, mean: given.mean,
          deviation: node.spread * given.standardDeviation, degreesOfFreedom: degreesOfFreedom)
      })
  }

  /// The summary of one coefficient of γ.
  public func gammaSummary(_ k: Int) throws(NumericalError) -> Summary {
    try summary(
      gamma(k), hasMean: model.propriety.coefficient(k, hasMoment: 1),
      hasDeviation: model.propriety.coefficient(k, hasMoment: 2))
  }

  /// The summary of one group's true effect.
  ///
  /// Given τ and σ², the group's own rows bound its mean and variance, so that both moments exist where those of σ²
  /// do, also where those of γ do not.
  public func effectSummary(of group: Int) throws(NumericalError) -> Summary {
    let informed = model.data.groupRanks[group] > 0
    return try summary(
      effect(of: group),
      hasMean: model.propriety.groupEffects(isInformed: informed, haveMoment: 1),
      hasDeviation: model.propriety.groupEffects(isInformed: informed, haveMoment: 2))
  }

  private func summary(
    _ mixture: NormalMixture, hasMean: Bool, hasDeviation: Bool
  ) throws(NumericalError) -> Summary {
    var quantiles: [Double] = []
    for p in Self.probabilities { quantiles.append(try mixture.quantile(p)) }
    return Summary(
      mean: hasMean ? mixture.mean : nil,
      standardDeviation: hasDeviation ? mixture.standardDeviation : nil,
      quantiles: quantiles, probabilityBelowZero: mixture.cdf(0))
  }
}

extension ExactPosterior.Node {
  fileprivate init(
    weight: Double, ratio: Double, scale: Double, spread: Double, fixed: FixedEffects
  ) {
    self.weight = weight
    self.ratio = ratio
    self.scale = scale
    self.spread = spread
    gamma = fixed.estimate
    covariance = fixed.covariance
    computedGamma = fixed.computedEstimate
    computedFactor = fixed.computedPrecision
  }
}
