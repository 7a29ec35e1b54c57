import GSLNumerics
import GibbsEngine
import LikelihoodFits
import RealModule

/// T and σ² given the data alone, γ and u integrated out: an independent draw, or a point on an ellipse.
///
/// Where errors are t, given their weights too.
///
///     log p(θ | y) = −½ REML deviance + log p(T) + log p(σ²) + log |d(T, σ²)/dθ|
///
/// A level is drawn under the ratio of this density to a proposal's, learned in the warm-up and fixed then. A draw of the
/// proposal is taken where its ratio is above the level; else the step goes along an ellipse, by which the
/// proposal is unchanged, to a point where it is. See `EllipticalSlice` for why that is a mixture of two steps. Where the
/// proposal fits, successive draws are all but independent; where the ratio is large, as it may be for T near 0,
/// the chain still moves.
///
/// | symbol | in code | shape |
/// |---|---|---|
/// | θ | `VarianceVector` | q (q + 1)/2 + 1 |
///
/// - Source: Nishihara, Murray & Adams (2014), J. Machine Learning Research 15, 2087–2112, for the ellipse.
public struct VariancesGivenData: Kernel {
  /// The kernel's name.
  public static let name = "T, σ² | y"

  let density: CollapsedDensity

  /// Draws T and σ²; γ and u must be drawn anew after it.
  public func step(
    _ state: inout TwoLevelState, using stream: inout RandomStream
  ) throws(NumericalError) {
    guard let proposal = state.proposal else { return }
    let coordinates = density.coordinates
    let here = density.evaluation(of: state)
    let current = coordinates.vector(
      VarianceParameters(tau: state.tau, sigmaSquared: state.sigmaSquared))
    let level =
      density.logDensity(current, evaluation: here) - proposal.logDensity(current)
      - stream.exponential()
    var there = here
    func isAboveLevel(_ theta: [Double]) -> Bool {
      there = density.evaluation(at: coordinates.parameters(theta), given: state)
      return density.logDensity(theta, evaluation: there) - proposal.logDensity(theta) > level
    }
    if !isAboveLevel(proposal.draw(using: &stream)) {
      let ellipse = proposal.ellipse(through: current, using: &stream)
      let found = ellipse.draw(using: &stream) { isAboveLevel(coordinates.folded($0)) }
      if found == nil { there = here }
    }
    state.tau = there.tau
    state.sigmaSquared = there.sigmaSquared
    state.evaluation = there
  }
}

/// The density of T and σ² with γ and u integrated out.
public struct CollapsedDensity: Sendable {
  let likelihood: MarginalLikelihood
  let coefficientPrior: CoefficientPrior?
  let tauPrior: CovariancePrior
  let sigmaPrior: LevelOnePrior?
  let coordinates: VarianceVector

  /// The evaluation at a state's T and σ²: the one it carries when that is of them.
  func evaluation(of state: TwoLevelState) -> TwoLevelState.Evaluation {
    if let kept = state.evaluation, kept.sigmaSquared == state.sigmaSquared,
      kept.tau == state.tau
    {
      return kept
    }
    return evaluation(
      at: VarianceParameters(tau: state.tau, sigmaSquared: state.sigmaSquared), given: state)
  }

  /// The evaluation at these parameters, given the weights of groups and rows where errors are t.
  func evaluation(
    at parameters: VarianceParameters, given state: TwoLevelState
  ) -> TwoLevelState.Evaluation {
    let moments = MarginalLikelihood(state.data(else: likelihood.data)).moments(
      tauRoot: parameters.tauRoot, sigmaSquared: parameters.sigmaSquared, weights: state.weights)
    return TwoLevelState.Evaluation(
      tau: parameters.tau, sigmaSquared: parameters.sigmaSquared, triangle: moments.triangle,
      logDeterminant: moments.logDeterminant)
  }

  /// log p(θ | y), up to a constant; −∞ where T has no inverse.
  func logDensity(_ theta: [Double], evaluation: TwoLevelState.Evaluation) -> Double {
    guard let factor = try? CholeskyFactor(evaluation.tau),
      let deviance = deviance(evaluation)
    else { return -.infinity }
    return -0.5 * deviance + tauPrior.logDensity(factor)
      + (sigmaPrior?.logDensity(evaluation.sigmaSquared) ?? 0) + coordinates.logJacobian(theta)
  }

  /// log p(y, γ | T, σ²), up to a constant: −½ log|V| − ½ (y − Xγ)'V⁻¹(y − Xγ) and γ's prior.
  func logLikelihood(
    of gamma: [Double], _ evaluation: TwoLevelState.Evaluation
  ) throws(NumericalError) -> Double {
    let f = gamma.count
    var quadratic = 0.0
    var place = 0
    for i in 0...f {
      let left = i < f ? -gamma[i] : 1
      for j in 0...i {
        let right = j < f ? -gamma[j] : 1
        quadratic += (i == j ? 1 : 2) * left * right * evaluation.triangle[place]
        place += 1
      }
    }
    return -0.5 * (evaluation.logDeterminant + quadratic)
      + (coefficientPrior?.logDensity(gamma) ?? 0)
  }

  /// log |V| + log |X'V⁻¹X + prior precision| + the quadratic form.
  private func deviance(_ evaluation: TwoLevelState.Evaluation) -> Double? {
    let f = likelihood.data.coefficientCount
    var triangle = evaluation.triangle
    var result = evaluation.logDeterminant
    let isDefinite = triangle.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return false }
      coefficientPrior?.add(to: start)
      guard (try? PackedTriangle.factorise(start, order: f, rows: f + 1)) != nil else {
        return false
      }
      // The diagonal holds reciprocals.
      for k in 0..<f { result -= 2 * .log(start[k * (k + 1) / 2 + k]) }
      let last = start + f * (f + 1) / 2
      var quadratic = last[f]
      for k in 0..<f { quadratic -= last[k] * last[k] }
      result += quadratic
      return true
    }
    return isDefinite ? result : nil
  }
}
