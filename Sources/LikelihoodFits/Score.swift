import GSLNumerics
import ModelData

/// The two likelihoods that a fit can maximise.
public enum FitMethod: String, Sendable, CaseIterable {
  /// Full maximum likelihood.
  case ml
  /// Restricted maximum likelihood: γ integrated out.
  case reml
}

/// The deviance at given T and σ², its derivatives and the expected information about them.
///
/// Parameters stand in the order of `VarianceCoordinates`: the elements of T that are free, then σ².
/// Source: Raudenbush & Bryk (2002), eq. 14.32–14.46; REML: Searle, Casella & McCulloch (1992), section 6.6.
struct Score {
  /// −2 log likelihood.
  let deviance: Double
  /// ∂ log likelihood / ∂T as a symmetric matrix S: dℓ = tr(S dT).
  let tauGradient: Matrix
  /// ∂ log likelihood / ∂σ²; 0 where σ² is known.
  let sigmaSquaredGradient: Double
  /// The expected information about the parameters.
  let information: Matrix
  /// γ̂ and its precision here.
  let fixedEffects: FixedEffects

  /// One pass over the groups, at parameters where γ̂ and the deviance are known already.
  init(_ value: DevianceValue, coordinates: VarianceCoordinates) {
    let parameters = value.parameters
    let sums = ScoreSums(
      value.likelihood.data, root: parameters.tauRoot, sigmaSquared: parameters.sigmaSquared,
      fixedEffects: value.fixedEffects, coordinates: coordinates,
      restricted: value.method == .reml)
    deviance = value.deviance
    fixedEffects = value.fixedEffects
    tauGradient = sums.tauGradient
    sigmaSquaredGradient = sums.sigmaSquaredGradient
    information = sums.information
  }
}

/// The deviance at given T and σ², and γ̂ there.
struct DevianceValue {
  let likelihood: MarginalLikelihood
  let method: FitMethod
  let parameters: VarianceParameters
  /// γ̂ and its precision.
  let fixedEffects: FixedEffects
  /// −2 log likelihood.
  let deviance: Double

  /// One pass over the groups.
  ///
  /// - Throws: `NumericalError.notPositiveDefinite` where X lacks rank.
  init(
    _ likelihood: MarginalLikelihood, at parameters: VarianceParameters, method: FitMethod
  ) throws(NumericalError) {
    self.likelihood = likelihood
    self.method = method
    self.parameters = parameters
    let moments = likelihood.moments(
      tauRoot: parameters.tauRoot, sigmaSquared: parameters.sigmaSquared)
    fixedEffects = try FixedEffects(moments, data: likelihood.data)
    deviance = method == .ml ? fixedEffects.mlDeviance : fixedEffects.remlDeviance
  }
}
