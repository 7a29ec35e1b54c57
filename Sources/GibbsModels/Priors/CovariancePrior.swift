import GSLNumerics
import ModelData
import RealModule

/// The prior of T, in the form that its full conditional and its collapsed density need.
public enum CovariancePrior: Sendable {
  /// A power of |T| times an inverse Wishart kernel.
  case conjugate(ConjugateCovariancePrior)
  /// Half-t standard deviations of correlated effects.
  case huangWand(HuangWandPrior)
  /// Independent standard deviations: one effect a group, or uncorrelated ones.
  case deviations([DeviationPrior])

  /// The prior of T for q effects a group.
  ///
  /// - Parameters:
  ///   - isDiagonal: whether the effects are uncorrelated; each variance then has the prior.
  ///   - single: the prior as a density of τ where q = 1.
  /// - Throws: `NumericalError.parameterOutOfRange` for a prior that has no form for q effects.
  init(
    _ prior: VariancePrior, effects q: Int, isDiagonal: Bool, single: DeviationPrior?
  ) throws(NumericalError) {
    if isDiagonal {
      var priors: [DeviationPrior] = []
      for k in 0..<q {
        priors.append(try DeviationPrior(prior.ofEffect(k), samplingVariances: []))
      }
      self = .deviations(priors)
    } else if let conjugate = ConjugateCovariancePrior(prior, effects: q) {
      self = .conjugate(conjugate)
    } else if let single {
      self = .deviations([single])
    } else if let mixture = HuangWandPrior(prior, effects: q) {
      self = .huangWand(mixture)
    } else {
      throw .parameterOutOfRange(
        distribution: "\(prior)", parameter: "number of random effects", value: Double(q))
    }
  }

  /// log p(T), up to a constant.
  ///
  /// - Parameter tau: T by its Cholesky factor; diagonal for `deviations`.
  public func logDensity(_ tau: CholeskyFactor) -> Double {
    switch self {
    case .conjugate(let prior): prior.logDensity(tau)
    case .huangWand(let prior): prior.logDensity(tau)
    case .deviations(let priors):
      // p(τ²) = p(τ) / 2τ for each.
      zip(priors, tau.lower.diagonal).reduce(0) {
        $0 + $1.0.logDensity($1.1) - Double.log(2 * $1.1)
      }
    }
  }
}

/// Half-t standard deviations with correlated effects, by an inverse Wishart mixture.
///
/// T | a ~ IW(ν + q − 1, 2ν diag(1/a)), a_k ~ IG(½, 1/A_k²): each standard deviation is half-t(ν, A_k),
/// and for ν = 2 each correlation is uniform. With a integrated out
/// p(T) ∝ |T|^(−(ν + 2q)/2) Π_k (ν (T⁻¹)_kk + 1/A_k²)^(−(ν + q)/2).
/// Source: Huang & Wand (2013), Bayesian Analysis 8, 439–452, section 2.
public struct HuangWandPrior: Sendable, Equatable {
  /// ν.
  public let degreesOfFreedom: Double
  /// A_k; infinite for the limit that is flat on standard deviations.
  public let scales: [Double]

  /// Makes a prior.
  public init(degreesOfFreedom: Double, scales: [Double]) {
    self.degreesOfFreedom = degreesOfFreedom
    self.scales = scales
  }

  /// The form of a prior for q > 1 correlated effects; nil when it has none.
  public init?(_ prior: VariancePrior, effects q: Int) {
    switch prior {
    case .uniformStandardDeviation:
      self.init(degreesOfFreedom: 2, scales: Array(repeating: .infinity, count: q))
    case .halfT(let freedom, let scales):
      guard let values = scales.values(count: q) else { return nil }
      self.init(degreesOfFreedom: freedom, scales: values)
    case .halfCauchy(let scales):
      guard let values = scales.values(count: q) else { return nil }
      self.init(degreesOfFreedom: 1, scales: values)
    default: return nil
    }
  }

  /// log p(T), up to a constant.
  public func logDensity(_ tau: CholeskyFactor) -> Double {
    let q = Double(scales.count)
    let inverse = tau.inverse
    let factors = scales.indices.reduce(0.0) {
      $0 + Double.log(degreesOfFreedom * inverse[$1, $1] + 1 / (scales[$1] * scales[$1]))
    }
    return -0.5 * (degreesOfFreedom + 2 * q) * tau.logDeterminant
      - 0.5 * (degreesOfFreedom + q) * factors
  }
}

extension VariancePrior {
  /// The prior of the k-th of several uncorrelated effects.
  func ofEffect(_ k: Int) -> VariancePrior {
    func only(_ scales: PriorScales) -> PriorScales {
      if case .each(let values) = scales, values.indices.contains(k) { return .same(values[k]) }
      return scales
    }
    switch self {
    case .halfT(let freedom, let scales):
      return .halfT(degreesOfFreedom: freedom, scales: only(scales))
    case .halfCauchy(let scales): return .halfCauchy(scales: only(scales))
    case .halfNormal(let scales): return .halfNormal(scales: only(scales))
    default: return self
    }
  }
}
