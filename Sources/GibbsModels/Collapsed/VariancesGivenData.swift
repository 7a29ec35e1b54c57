import GSLNumerics
import GibbsEngine
import LikelihoodFits

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
    try state.evaluate(density.likelihood, prior: density.coefficientPrior)
    // Taken out, so that it is changed in place; put back, it tells the T and σ² that it belongs to.
    guard var evaluation = state.evaluation.take() else { return }
    if draw(&evaluation, proposal, given: state, using: &stream) {
      state.tau.take(evaluation.tau)
      state.sigmaSquared = evaluation.sigmaSquared
    }
    state.evaluation = consume evaluation
  }

  /// Moves an evaluation to the T and σ² drawn; false where none was found.
  private func draw(
    _ evaluation: inout TwoLevelState.Evaluation, _ proposal: VarianceProposal,
    given state: borrowing TwoLevelState, using stream: inout RandomStream
  ) -> Bool {
    let coordinates = density.coordinates
    let current = evaluation.point ?? point(of: evaluation, beside: proposal)
    let level = current.logRatio - stream.exponential()
    let (weights, rows) = (state.weights, state.rowErrors)
    func isAboveLevel(_ theta: [Double]) -> Bool {
      do throws(NumericalError) {
        try evaluation.evaluate(
          density.likelihood, prior: density.coefficientPrior, theta: theta,
          coordinates: coordinates, weights: weights, rows: rows)
      } catch { return false }
      let found = WeighedPoint(
        theta: theta, logRatio: logRatio(theta, evaluation, proposal))
      evaluation.point = found
      return found.logRatio > level
    }
    if isAboveLevel(proposal.draw(using: &stream)) { return true }
    let ellipse = proposal.ellipse(through: current.theta, using: &stream)
    return ellipse.draw(using: &stream) { isAboveLevel(proposal.coordinates.theta($0)) } != nil
  }

  private func point(
    of evaluation: TwoLevelState.Evaluation, beside proposal: VarianceProposal
  ) -> WeighedPoint {
    let theta = density.coordinates.vector(
      root: evaluation.root, sigmaSquared: evaluation.sigmaSquared)
    return WeighedPoint(theta: theta, logRatio: logRatio(theta, evaluation, proposal))
  }

  private func logRatio(
    _ theta: [Double], _ evaluation: TwoLevelState.Evaluation,
    _ proposal: VarianceProposal
  ) -> Double {
    let logDensity = density.logDensity(theta, evaluation: evaluation)
    // A proposal in logarithms has no density either where a standard deviation is 0.
    return logDensity > -.infinity ? logDensity - proposal.logDensity(theta) : -.infinity
  }
}

/// A θ and the logarithm of the ratio of its density to the proposal's, up to a constant.
struct WeighedPoint: Sendable, Equatable, Codable {
  let theta: [Double]
  let logRatio: Double
}

/// The density of T and σ² with γ and u integrated out.
public struct CollapsedDensity: Sendable {
  let likelihood: MarginalLikelihood
  let coefficientPrior: CoefficientPrior?
  let tauPrior: CovariancePrior
  let sigmaPrior: LevelOnePrior?
  let coordinates: VarianceVector

  /// The evaluation at a state's T and σ²: the one it carries when that is of them.
  func evaluation(
    of state: TwoLevelState
  ) throws(NumericalError) -> TwoLevelState.Evaluation {
    if state.isEvaluated, let kept = state.evaluation { return kept }
    var evaluation = TwoLevelState.Evaluation(
      effects: coordinates.order, coefficients: state.gamma.count)
    try evaluation.evaluate(
      likelihood, prior: coefficientPrior, tau: state.tau, sigmaSquared: state.sigmaSquared,
      weights: state.weights, rows: state.rowErrors)
    return evaluation
  }

  /// Adds the θ of a state, with its density unless that depends on weights, which are drawn anew each time.
  func add(_ state: TwoLevelState, to draws: inout VarianceDraws) {
    let theta = coordinates.vector(
      VarianceParameters(tau: state.tau, sigmaSquared: state.sigmaSquared))
    let evaluation =
      state.weights == nil && state.rowErrors == nil ? try? evaluation(of: state) : nil
    draws.add(theta, logDensity: evaluation.map { logDensity(theta, evaluation: $0) })
  }

  /// log p(θ | y), up to a constant; −∞ where T has no inverse.
  func logDensity(_ theta: [Double], evaluation: TwoLevelState.Evaluation) -> Double {
    let (root, tau) = (evaluation.root, evaluation.tau)
    for k in 0..<root.rowCount where root[k, k] * root[k, k] <= 1e-14 * tau[k, k] {
      return -.infinity
    }
    return -0.5 * evaluation.deviance(coefficients: likelihood.data.coefficientCount)
      + tauPrior.logDensity(CholeskyFactor(lower: root))
      + (sigmaPrior?.logDensity(evaluation.sigmaSquared) ?? 0)
      + coordinates.logJacobian(theta)
  }

  /// log p(y, γ | T, σ²), up to a constant: −½ log|V| − ½ (y − Xγ)'V⁻¹(y − Xγ) and γ's prior.
  func logLikelihood(
    of gamma: [Double], _ evaluation: TwoLevelState.Evaluation
  ) -> Double {
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
}
