/// How the priors of variances behave towards 0 and infinity, by which propriety is decided.
extension CovariancePrior {
  /// a = 1 − d, the power of a standard deviation at infinity, where p(T) ~ |T|^(−d/2).
  var powerAtInfinity: Double {
    switch self {
    case .conjugate(let prior):
      -prior.degreesOfFreedom - Double(prior.scale.rowCount)
    case .huangWand(let prior):
      prior.scales.allSatisfy(\.isInfinite)
        // Flat on each standard deviation, and so decided as for one effect, as below.
        ? 2 - 2 * Double(prior.scales.count)
        : 1 - prior.degreesOfFreedom - 2 * Double(prior.scales.count)
    case .deviations(let priors):
      // Uncorrelated effects are decided one by one; 2(q − 1) brings the rule for q effects to that for one.
      (priors.map(\.powerAtInfinity).max() ?? 0) - 2 * Double(priors.count - 1)
    }
  }

  /// The power of a standard deviation at zero.
  var powerAtZero: Double {
    switch self {
    case .conjugate(let prior):
      prior.scale.diagonal.allSatisfy { $0 > 0 }
        ? .infinity : -prior.degreesOfFreedom - Double(prior.scale.rowCount)
    case .huangWand: 0
    case .deviations(let priors): priors.map(\.powerAtZero).min() ?? 0
    }
  }

  /// M: below a standard deviation s, and as s grows, the prior has a mass of s^M; 0 where it is proper.
  var massPower: Double {
    switch self {
    case .conjugate(let prior):
      // |T|^(−(ν₀ + q + 1)/2) dT scales with s as s^(−qν₀).
      max(0, -prior.degreesOfFreedom * Double(prior.scale.rowCount))
    case .huangWand(let prior): Double(prior.scales.count(where: \.isInfinite))
    case .deviations(let priors): priors.reduce(0) { $0 + max(0, $1.powerAtInfinity + 1) }
    }
  }
}
