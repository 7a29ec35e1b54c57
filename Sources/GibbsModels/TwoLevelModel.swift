import Distributions
import GSLNumerics
import GibbsEngine
import LikelihoodFits
import ModelData
import RealModule

/// The posterior of γ, u, T and σ² of a model with one grouping factor.
///
///     y = Xγ + Zu + e,   u_j ~ N(0, T) or t_ν(0, T),   e ~ N(0, σ²I), t_ν₁, or N(0, V) with V known
///
/// Effects that are t are N(0, T/w_j) with weights w_j ~ gamma(ν/2, ν/2) among the unknowns, and ν where
/// it is estimated; errors that are t are N(0, σ²/w_ij), and likewise.
///
/// Source: Raudenbush & Bryk (2002), chapters 3, 7 and 13.
public struct TwoLevelModel: Sendable {
  /// What is kept of the rows, in coordinates of γ that stay apart as τ grows, and in cross-level form.
  public let data: ReducedData
  /// The evaluator on these data.
  public let likelihood: MarginalLikelihood
  /// The prior of T.
  public let covariancePrior: CovariancePrior
  /// With one effect a group, its prior as a density of τ; nil with several.
  public let deviationPrior: DeviationPrior?
  /// The prior of σ²; nil where the variances are known.
  public let levelOnePrior: LevelOnePrior?
  /// The normal priors of coefficients; nil when all are flat.
  public let coefficientPrior: CoefficientPrior?
  /// What is known beforehand of the effects' degrees of freedom ν; nil where they are normal.
  public let degreesOfFreedom: DegreesOfFreedom?
  /// The rows and what is known of ν₁ where errors of level 1 are t; nil where they are normal.
  public let studentRows: StudentRows?
  /// Whether T is diagonal.
  public let isDiagonal: Bool
  /// Whether the posterior exists, and which of its moments do.
  public let propriety: Propriety
  /// The REML fit, where chains start.
  public let start: LikelihoodFit
  /// The density of T and σ² with γ and u integrated out.
  public let collapsedDensity: CollapsedDensity

  /// Makes the model.
  ///
  /// - Parameters:
  ///   - prior: the prior of T.
  ///   - gammaPriors: the prior of each coefficient, in their order.
  ///   - sigmaPrior: the prior of σ², without effect where the variances are known.
  ///   - covariance: the structure of T.
  ///   - degreesOfFreedom: what is known of ν where effects are t; nil where they are normal.
  ///   - studentRows: makes the rows of t errors of level 1 in the coordinates of reduced data; nil where
  ///     errors are normal.
  /// - Throws: `NumericalError` where X lacks rank or a prior's parameter is out of range.
  public init(
    _ data: ReducedData, prior: VariancePrior, gammaPriors: [FixedEffectPrior],
    sigmaPrior: SigmaSquaredPrior = .standard, covariance: RandomTerm.Covariance = .unstructured,
    degreesOfFreedom: DegreesOfFreedom? = nil, studentRows: ((ReducedData) -> StudentRows)? = nil
  ) throws(NumericalError) {
    try self.init(
      data,
      priors: ModelPriors(
        data, prior: prior, gammaPriors: gammaPriors, sigmaPrior: sigmaPrior,
        structure: covariance),
      degreesOfFreedom: degreesOfFreedom, studentRows: studentRows)
  }

  /// Makes the model from priors in the forms of the kernels.
  ///
  /// - Throws: `NumericalError` where X lacks rank.
  init(
    _ original: ReducedData, priors: ModelPriors, degreesOfFreedom: DegreesOfFreedom?,
    studentRows: ((ReducedData) -> StudentRows)?
  ) throws(NumericalError) {
    self.degreesOfFreedom = degreesOfFreedom
    isDiagonal = priors.structure == .diagonal && original.effectCount > 1
    deviationPrior = priors.deviation
    covariancePrior = priors.covariance
    levelOnePrior = priors.levelOne
    propriety = priors.propriety
    let separated = try original.separatingCoefficients(informed: priors.informedCoefficients)
    self.studentRows = studentRows?(separated)
    // Rows that are weighted anew in each sweep are reduced to columns as they stand.
    let data = self.studentRows == nil ? separated.inCrossLevelForm() : separated
    self.data = data
    likelihood = MarginalLikelihood(data)
    coefficientPrior =
      priors.informedCoefficients.isEmpty
      ? nil : CoefficientPrior(priors.coefficients, coordinates: data.coordinates)
    start = try LikelihoodFit(original, method: .reml, covariance: priors.structure)
    collapsedDensity = CollapsedDensity(
      likelihood: likelihood, coefficientPrior: coefficientPrior, tauPrior: covariancePrior,
      sigmaPrior: levelOnePrior,
      coordinates: VarianceVector(
        order: data.effectCount, isDiagonal: isDiagonal, hasSigmaSquared: levelOnePrior != nil))
  }

  /// γ as reported, for a state.
  public func gamma(of state: TwoLevelState) -> [Double] {
    data.coordinates.reported(state.gamma)
  }

  /// log p(y, γ, u, T, σ²), up to a constant: the rows given γ and u, u given T, and the priors; for t
  /// effects with the weights and ν.
  public func logJoint(_ state: TwoLevelState) throws(NumericalError) -> Double {
    let factor = try CholeskyFactor(state.tau)
    let residuals = state.data(else: data).residualSumOfSquares(
      gamma: state.gamma, effects: state.effects)
    let rows =
      -0.5 * residuals / state.sigmaSquared
      - 0.5 * Double(data.rowCount) * .log(state.sigmaSquared)
    let effects =
      -0.5 * Double(data.groupCount) * factor.logDeterminant
      - 0.5 * factor.solve(state.effects.sumOfSquares(weights: state.weights)).trace
      + 0.5 * Double(data.effectCount) * state.weightSums.logarithms
    return rows + effects + logWeightDensity(state) + logRowWeightDensity(state)
      + covariancePrior.logDensity(factor)
      + (levelOnePrior?.logDensity(state.sigmaSquared) ?? 0)
      + (coefficientPrior?.logDensity(state.gamma) ?? 0)
  }

  /// log p(γ, T, σ² | y), up to a constant, u integrated out: what draws files call lp__.
  ///
  /// For t effects log p(γ, T, σ², w, ν | y): the weights, with which u is integrated out, and ν are
  /// unknowns of the chain like the others.
  public func logPosterior(_ state: TwoLevelState) throws(NumericalError) -> Double {
    let factor = try CholeskyFactor(state.tau)
    let evaluation = try collapsedDensity.evaluation(of: state)
    return collapsedDensity.logLikelihood(of: state.gamma, evaluation)
      + logWeightDensity(state) + logRowWeightDensity(state) + covariancePrior.logDensity(factor)
      + (levelOnePrior?.logDensity(state.sigmaSquared) ?? 0)
  }
}

extension TwoLevelModel {
  /// T given u.
  var tauKernel: any Kernel<TwoLevelState> {
    switch covariancePrior {
    case .conjugate(let prior): TGivenRest(prior: prior)
    case .huangWand(let prior): HalfTCovarianceGivenRest(prior: prior)
    case .deviations(let priors): DeviationsGivenRest(priors: priors)
    }
  }

  /// T and u moved together.
  ///
  /// - Parameter movesEffects: whether u follows; in a sweep it is drawn anew right after and need not.
  func scaleKernel(movesEffects: Bool) -> any Kernel<TwoLevelState> {
    if let deviationPrior {
      return AlphasGivenRest(data: data, priors: [deviationPrior], movesEffects: movesEffects)
    }
    if case .deviations(let priors) = covariancePrior {
      return AlphasGivenRest(data: data, priors: priors, movesEffects: movesEffects)
    }
    return AlphaGivenRest(data: data, prior: covariancePrior, movesEffects: movesEffects)
  }

  /// γ and u given T and σ².
  var blockKernel: GammaAndEffectsGivenRest {
    GammaAndEffectsGivenRest(likelihood: likelihood, prior: coefficientPrior)
  }

  /// The sweep of the Gibbs sampler.
  ///
  /// T and σ² are drawn given u, with u moved along, in one iteration of four, and given the data alone
  /// in the three after it; then γ and u are drawn as a block.
  ///
  /// Where effects are t, ν and the weights are drawn before, and T and the weights scaled together.
  public var gibbsSweep: Sweep<TwoLevelState> {
    var given: [any Kernel<TwoLevelState>] = [tauKernel, scaleKernel(movesEffects: false)]
    if let levelOnePrior { given.append(SigmaSquaredGivenRest(data: data, prior: levelOnePrior)) }
    var block = blockKernel
    block.gathersStatistics = studentRows == nil
    let variances = VariancesInTurn(
      givenEffects: Sweep(given), givenData: VariancesGivenData(density: collapsedDensity))
    return Sweep(weightKernels + [variances, block])
  }

  /// A start value for a chain: T and σ² spread widely about their REML estimates; the first iteration
  /// draws γ and u given them.
  func dispersedState(using stream: inout RandomStream) -> TwoLevelState {
    let q = data.effectCount
    let typical = VarianceParameters(startFor: data).tau
    var tau = start.parameters.tau
    // Within the parameter space, though the estimate may lie on its edge.
    for k in 0..<q { tau[k, k] = max(1.02 * tau[k, k], tau[k, k] + 0.01 * typical[k, k]) }
    let factors = (0..<q).map { _ in Double.exp(stream.normal()) }
    for i in 0..<q { for j in 0..<q { tau[i, j] *= factors[i] * factors[j] } }
    let sigmaSquared =
      data.hasKnownVariances ? 1 : start.parameters.sigmaSquared * .exp(0.3 * stream.normal())
    var state = TwoLevelState(
      gamma: Array(repeating: 0, count: data.coefficientCount),
      effects: GroupEffects(groups: data.groupCount, effects: q), tau: tau,
      sigmaSquared: sigmaSquared)
    if let degreesOfFreedom {
      state.degreesOfFreedom = degreesOfFreedom.start
      state.weights = Array(repeating: SIMD8(repeating: 1), count: data.blockCount)
      state.weightMeans = WeightMeans(blocks: data.blockCount)
    }
    if let studentRows { state.rowErrors = RowErrors(studentRows) }
    return state
  }
}

/// T and σ² given the effects in one iteration of four, given the data alone in the others.
///
/// Each alternative leaves the posterior unchanged, so their alternation does. While no proposal has
/// been learned, all iterations are given the effects.
struct VariancesInTurn: Kernel {
  static let name = "T | rest; α | rest; σ² | rest; or T, σ² | y"

  let givenEffects: Sweep<TwoLevelState>
  let givenData: VariancesGivenData

  func step(
    _ state: inout TwoLevelState, using stream: inout RandomStream
  ) throws(NumericalError) {
    let isGivenEffects = state.isFollowedByDrawsGivenEffects
    state.iteration += 1
    if !isGivenEffects {
      try givenData.step(&state, using: &stream)
    } else if state.iteration > 1 {
      // The first iteration has no effects yet: T and σ² stay where they start.
      do { try givenEffects.run(&state, using: &stream) } catch { throw error.cause }
    }
  }
}

extension TwoLevelState {
  /// Whether the next iteration draws T, α and σ² given the effects; else given the data alone.
  ///
  /// Draws given the data alone are nearer to independence, and once in four iterations is enough to
  /// move the chain where they do not fit. A sweep costs the same in each.
  @inline(always)
  var isFollowedByDrawsGivenEffects: Bool {
    if case nil = proposal { return true }
    return iteration % 4 == 1
  }
}

/// The Gibbs sampler of a two-level model.
public struct GibbsSampler: GibbsModel {
  /// The posterior.
  public let model: TwoLevelModel

  /// Makes the sampler of this posterior.
  public init(_ model: TwoLevelModel) { self.model = model }

  /// One iteration.
  public var sweep: Sweep<TwoLevelState> { model.gibbsSweep }

  /// A start value of its own for each chain.
  public func initialState(
    using stream: inout RandomStream
  ) throws(NumericalError) -> TwoLevelState {
    model.dispersedState(using: &stream)
  }

  /// Learns the proposal of the collapsed step: first from the draws between a tenth and four tenths of
  /// the warm-up, then, with that proposal at work, from the rest of it.
  public func learn(from state: inout TwoLevelState, iteration: Int, of warmup: Int) {
    if iteration == warmup {
      state.weightMeans?.reset()
      state.rowErrors?.means.reset()
    }
    guard iteration > warmup / 10 else { return }
    var draws = state.learning.take() ?? VarianceDraws()
    // A few thousand draws are enough.
    if iteration % (warmup / 4000 + 1) == 0 { model.collapsedDensity.add(state, to: &draws) }
    if iteration == warmup * 4 / 10 || iteration == warmup {
      state.proposal =
        .learned(from: draws, of: model.collapsedDensity.coordinates) ?? state.proposal
    } else {
      state.learning = draws
    }
  }

  /// log p(y, γ, u, T, σ²), up to a constant.
  public func logJoint(_ state: TwoLevelState) throws(NumericalError) -> Double {
    try model.logJoint(state)
  }
}

extension FixedEffectPrior {
  /// The mean and standard deviation of a normal prior; nil when it is flat.
  var normal: (mean: Double, standardDeviation: Double)? {
    switch self {
    case .flat: nil
    case .normal(let mean, let standardDeviation): (mean, standardDeviation)
    }
  }
}
