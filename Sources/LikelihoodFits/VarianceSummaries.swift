import GSLNumerics
import ModelData

extension LikelihoodFit {
  /// ρ̂ = τ₀₀/(τ₀₀ + σ²), the share of the variance that lies between groups.
  ///
  /// nil unless the only effect is a random intercept and σ² is estimated. With predictors in the
  /// model it is the conditional one. Source: Raudenbush & Bryk (2002), chapter 4.
  public var intraclassCorrelation: Double? {
    guard coordinates.hasSigmaSquared, data.effectCount == 1 else { return nil }
    let isIntercept = (0..<data.groupCount).allSatisfy { group in
      let root = data.effectRoot(of: group)[0, 0]
      let size = Double(data.groupSizes[group])
      return abs(root * root - size) < 1e-9 * size
    }
    guard isIntercept else { return nil }
    let between = parameters.tau[0, 0]
    return between / (between + parameters.sigmaSquared)
  }

  /// For each effect the range γ̂ ± z √τ̂ that holds so much of the groups' coefficients.
  ///
  /// γ̂ is the intercept of the effect's equation, so that the range is for groups whose level-2
  /// predictors are 0; nil where the equation has no intercept, or the data cannot tell the variance.
  /// Source: Raudenbush & Bryk (2002), chapter 4.
  public func plausibleRanges(level: Double = 0.95) -> [ClosedRange<Double>?] {
    let z = StandardNormal.quantile(0.5 + level / 2)
    let gamma = fixedEffects.estimate
    return equations.intercepts.enumerated().map { effect, coefficient in
      guard identification.identifies(effect, effect) else { return nil }
      return coefficient.map {
        let reach = z * parameters.tau[effect, effect].squareRoot()
        return gamma[$0] - reach...gamma[$0] + reach
      }
    }
  }
}

/// How much of the variances of a reference fit the predictors of another explain.
///
/// Source: Raudenbush & Bryk (2002), chapter 4.
public struct VarianceExplained: Sendable, Equatable {
  /// The share of σ² explained, which can be negative; nil where it is known.
  public let levelOne: Double?
  /// For each effect of the fit, the share of its variance explained.
  ///
  /// nil where the reference lacks the effect or estimates its variance at 0.
  public let levelTwo: [Double?]

  /// Compares a fit with a reference that has the same effects but fewer predictors.
  ///
  /// - Parameter matching: for each effect of `fit` its place in the reference; nil when it has none.
  public init(_ fit: LikelihoodFit, against reference: LikelihoodFit, matching: [Int?]) {
    func share(_ before: Double, _ after: Double) -> Double? {
      before > 0 ? (before - after) / before : nil
    }
    let isEstimated = fit.coordinates.hasSigmaSquared && reference.coordinates.hasSigmaSquared
    levelOne =
      isEstimated ? share(reference.parameters.sigmaSquared, fit.parameters.sigmaSquared) : nil
    levelTwo = matching.enumerated().map { effect, other in
      other.flatMap {
        share(reference.parameters.tau[$0, $0], fit.parameters.tau[effect, effect])
      }
    }
  }
}
