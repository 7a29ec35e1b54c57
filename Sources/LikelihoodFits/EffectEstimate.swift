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
    guard isMetaAnalysis else {
      return groupCoefficients.map { group in
        (0..<data.effectCount).map { k in
          EffectEstimate(
            observed: group.leastSquares?[k],
            observedError: group.leastSquaresCovariance.map { $0[k, k].squareRoot() },
            estimate: group.estimate?[k],
            standardDeviation: group.covariance.map { max(0, $0[k, k]).squareRoot() },
            predictors: group.predictors?.row(k))
        }
      }
    }
    return empiricalBayes.enumerated().map { group, estimate in
      let own = GroupEffect(of: group, in: data)
      let isKnown = own.samplingVariance.isFinite
      return [
        EffectEstimate(
          observed: isKnown ? own.observed : nil,
          observedError: isKnown ? own.samplingVariance.squareRoot() : nil,
          estimate: estimate.mean, standardDeviation: estimate.standardDeviation,
          predictors: nil)
      ]
    }
  }
}
