import GSLNumerics
import ModelData

/// One effect of one group by least squares and by empirical Bayes, as tables show it.
public struct EffectEstimate: Sendable, Equatable {
  /// The group's own estimate; nil where its rows give none.
  public var observed: Double?
  /// The standard error of `observed`.
  public var observedError: Double?
  /// The empirical Bayes estimate; nil where the rows do not show the predictors.
  public var estimate: Double?
  /// Its standard deviation: with γ known under ML, averaged over γ under REML.
  public var standardDeviation: Double?
  /// What the fixed effects as reported are multiplied by in the effect's equation; nil likewise.
  public var predictors: [Double]?
}

extension LikelihoodFit {
  /// Whether each group has one effect that known variances describe, as in a meta-analysis.
  public var isMetaAnalysis: Bool { data.hasKnownVariances && data.effectCount == 1 }

  /// Every effect of every group: groups in their order, for each its q effects.
  public var effectEstimates: [[EffectEstimate]] {
    var result: [[EffectEstimate]] = []
    result.reserveCapacity(data.groupCount)
    forEachGroup { (_, estimates: [EffectEstimate]) in result.append(estimates) }
    return result
  }

  /// Shows the effects of every group, one group after the other, so that not all need be there at once.
  public func forEachGroup(_ body: (_ group: Int, [EffectEstimate]) throws -> Void) rethrows {
    guard !isMetaAnalysis else {
      for (group, estimate) in empiricalBayes.enumerated() {
        try body(group, [effectEstimate(of: group, estimate)])
      }
      return
    }
    var number = 0
    try forEachGroup { (group: GroupCoefficients) in
      let estimates = (0..<data.effectCount).map { k in
        EffectEstimate(
          observed: group.leastSquares[k],
          observedError: group.leastSquares[k].map { _ in
            group.leastSquaresCovariance[k, k].squareRoot()
          },
          estimate: group.estimate?[k],
          standardDeviation: group.covariance.map { max(0, $0[k, k]).squareRoot() },
          predictors: group.predictors?.row(k))
      }
      try body(number, estimates)
      number += 1
    }
  }

  /// The effect of a group of a meta-analysis.
  private func effectEstimate(
    of group: Int, _ estimate: GroupEffect.Estimate
  ) -> EffectEstimate {
    let own = GroupEffect(of: group, in: data)
    let isKnown = own.samplingVariance.isFinite
    return EffectEstimate(
      observed: isKnown ? own.observed : nil,
      observedError: isKnown ? own.samplingVariance.squareRoot() : nil,
      estimate: estimate.mean, standardDeviation: estimate.standardDeviation, predictors: nil)
  }
}
