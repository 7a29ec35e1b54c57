import GSLNumerics

extension ExactPosterior {
  /// The distribution of x'γ + u for a group that is not in the data, with or without an error.
  ///
  /// Given τ² (or λ) it is normal (or t) about x'γ̂ with the squared scale x'Dx + τ² + v: γ, u and
  /// the error are independent given the variances, and σ² is a factor of all three.
  ///
  /// - Parameters:
  ///   - predictors: x, f values.
  ///   - noise: v, the variance of the error: known, or in units of σ² where that is estimated.
  public func newGroup(predictors: [Double], noise: Double = 0) -> NormalMixture {
    NormalMixture(
      nodes.map { node in
        let variance = dot(predictors, node.covariance * predictors) + node.ratio + noise
        return NormalMixture.Component(
          weight: node.weight, mean: dot(predictors, node.gamma),
          deviation: node.spread * max(0, variance).squareRoot(),
          degreesOfFreedom: degreesOfFreedom)
      })
  }
}
