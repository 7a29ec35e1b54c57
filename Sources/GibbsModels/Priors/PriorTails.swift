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

  /// The power of s in the prior's mass, for each d log s, of those T that grow as s² on a subspace W and stay
  /// bounded elsewhere; W is one of a family.
  ///
  /// k(k + 1)/2 elements of T grow as s² and k(q − k) as s: dT has s^{k(q + 1)} d log s; where W may turn, each
  /// dimension of the family brings another s, since the angle is free where it was held to 1/s. |T| grows as s^{2k},
  /// and (T⁻¹)_kk falls as s⁻² for an axis in W, and stays for the others.
  ///
  /// - Parameters:
  ///   - k: the dimension of W.
  ///   - family: the dimension of the family.
  ///   - axes: the effects whose axes lie in W.
  func growthPower(dimension k: Int, family: Int, axes: [Int]) -> Double {
    let (k, family) = (Double(k), Double(family))
    switch self {
    case .conjugate(let prior): return family - k * prior.degreesOfFreedom
    case .huangWand(let prior):
      let (nu, q) = (prior.degreesOfFreedom, Double(prior.scales.count))
      let flat = Double(axes.count { prior.scales[$0].isInfinite })
      return k * (1 - q - nu) + family + flat * (nu + q)
    case .deviations(let priors):
      return axes.reduce(0) { $0 + priors[$1].powerAtInfinity + 1 }
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
