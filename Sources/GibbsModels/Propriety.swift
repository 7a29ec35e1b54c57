import GSLNumerics
import LikelihoodFits
import ModelData

/// Whether a posterior is proper and which of its moments exist; decided from the tails, before
/// anything is drawn.
///
/// With J groups that inform T and at most r flat coefficients in the equation of an effect, the likelihood
/// falls as |T|^(−(J − r)/2) for T → ∞. A prior p(T) ~ |T|^(−d/2) leaves a proper posterior iff
/// J − r + d > 2q, and the moments of T of order m/2 iff J − r + d > 2q + m. For q = 1 and p(τ) ~ τ^a
/// that is J − r − a > 1 + m. At T = 0 the likelihood is above zero, so that p(τ) ~ τ^b needs b > −1 there.
/// An improper prior of σ² needs rows that vary about their group's own fit.
public struct Propriety: Sendable, Equatable {
  /// J: the groups that inform T.
  public let groups: Int
  /// r: the rank of the flat coefficients between groups, in the equation that has the most.
  public let betweenCoefficients: Int
  /// q.
  public let effects: Int
  /// The prior's power of τ at infinity: a, with d = 1 − a.
  public let powerAtInfinity: Double
  /// The prior's power of τ at zero.
  public let powerAtZero: Double
  /// The rows less what the groups' own fits and the coefficients take; nil where σ² is known or
  /// its prior proper.
  public let residualDegreesOfFreedom: Double?

  /// Whether the posterior is proper.
  public var isProper: Bool { powerAtZero > -1 && hasMoment(0) && levelOneIsProper }

  /// Whether σ² is informed.
  public var levelOneIsProper: Bool { residualDegreesOfFreedom.map { $0 > 0 } ?? true }

  /// Whether E τ^m exists; m = 2 is the mean of T.
  public func hasMoment(_ order: Double) -> Bool {
    Double(groups - betweenCoefficients) + 1 - powerAtInfinity > Double(2 * effects) + order
  }

  /// Whether the means of the fixed effects exist: they need E τ.
  public var effectsHaveMeans: Bool { hasMoment(1) }

  /// Whether the standard deviations of the fixed effects exist: they need E τ².
  public var effectsHaveDeviations: Bool { hasMoment(2) }

  /// Decides for one effect a group with known variances.
  ///
  /// - Parameter flatCoefficients: the places of the coefficients with a flat prior.
  /// - Throws: `NumericalError` where a rank cannot be found.
  public init(
    _ data: ReducedData, prior: DeviationPrior, flatCoefficients: [Int]
  ) throws(NumericalError) {
    try self.init(
      data, prior: .deviations([prior]), deviation: prior, levelOne: nil,
      flatCoefficients: flatCoefficients)
  }

  /// Decides for these data and the priors that a model file names.
  ///
  /// - Throws: `NumericalError` where a rank cannot be found or a prior's parameter is out of range.
  init(
    _ data: ReducedData, prior: VariancePrior, gammaPriors: [FixedEffectPrior],
    sigmaPrior: SigmaSquaredPrior, covariance: RandomTerm.Covariance
  ) throws(NumericalError) {
    let q = data.effectCount
    let deviation =
      q == 1 ? try DeviationPrior(prior, samplingVariances: data.samplingVariances) : nil
    try self.init(
      data,
      prior: CovariancePrior(
        prior, effects: q, isDiagonal: covariance == .diagonal && q > 1, single: deviation),
      deviation: deviation, levelOne: data.hasKnownVariances ? nil : LevelOnePrior(sigmaPrior),
      flatCoefficients: gammaPriors.indices.filter { gammaPriors[$0].normal == nil })
  }

  /// Decides for these data and priors.
  ///
  /// - Parameters:
  ///   - deviation: the prior as a density of τ where q = 1.
  ///   - levelOne: the prior of σ²; nil where it is known.
  ///   - flatCoefficients: the places of the coefficients with a flat prior.
  /// - Throws: `NumericalError` where a rank cannot be found.
  public init(
    _ data: ReducedData, prior: CovariancePrior, deviation: DeviationPrior?,
    levelOne: LevelOnePrior?, flatCoefficients: [Int]
  ) throws(NumericalError) {
    effects = data.effectCount
    groups = data.groupRanks.count { $0 == data.effectCount }
    let within = data.pooled.submatrix(rows: flatCoefficients, columns: flatCoefficients)
    let withinRank = try within.semidefiniteRank
    betweenCoefficients =
      data.effectCount == 1
      ? flatCoefficients.count - withinRank
      : try data.betweenRank(of: flatCoefficients)
    powerAtInfinity = deviation?.powerAtInfinity ?? prior.powerAtInfinity
    powerAtZero = deviation?.powerAtZero ?? prior.powerAtZero
    if let levelOne, !levelOne.isProper {
      let rows = data.rowCount - data.groupRanks.reduce(0, +) - withinRank
      residualDegreesOfFreedom = Double(rows) + 2 * (levelOne.power - 1)
    } else {
      residualDegreesOfFreedom = nil
    }
  }
}

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
}

extension Matrix {
  /// The rank of a positive semidefinite matrix whose columns have unit scale.
  fileprivate var semidefiniteRank: Int {
    get throws(NumericalError) {
      guard rowCount > 0 else { return 0 }
      let values = try SymmetricEigen(self).values
      guard let largest = values.last, largest > 1e-12 else { return 0 }
      return values.count { $0 > 1e-10 * largest }
    }
  }
}

extension ReducedData {
  /// The largest rank, over the effects, of the coefficients that the groups alone inform.
  fileprivate func betweenRank(of coefficients: [Int]) throws(NumericalError) -> Int {
    let between = coefficients.filter { pooled[$0, $0] < 1e-10 * Double(rowCount) }
    var columns = Array(
      repeating: Array(repeating: 0.0, count: between.count), count: effectCount)
    var grams = Array(
      repeating: Matrix(rows: between.count, columns: between.count), count: effectCount)
    for group in 0..<groupCount where groupRanks[group] == effectCount {
      let root = effectRoot(of: group)
      let transposed = CholeskyFactor(lower: root.transposed)
      let rows = design(of: group)
      for (c, column) in between.enumerated() {
        let estimate = transposed.solveUpper(rows.column(column))
        for k in 0..<effectCount { columns[k][c] = estimate[k] }
      }
      for k in 0..<effectCount { grams[k] = grams[k] + .outer(columns[k], columns[k]) }
    }
    var largest = 0
    for gram in grams { largest = max(largest, try gram.semidefiniteRank) }
    return largest
  }
}

/// A posterior that no sampler can draw from, because it does not exist.
public struct ImproperPosterior: Error, Equatable {
  /// The prior of T, as the model file writes it.
  public let prior: String
  /// What decided it.
  public let propriety: Propriety
  /// The column of the groups.
  public let factor: String
}

extension ImproperPosterior: CustomStringConvertible {
  /// The words, one or two lines.
  public var description: String {
    guard propriety.levelOneIsProper else {
      return """
        The posterior is improper: no group has more rows than effects, so that nothing informs the \
        level-1 variance.
        sigma2: inverse-gamma(a, b) or sigma2: half-cauchy(scale) makes it proper; with known \
        variances give known-variance.
        """
    }
    let count = propriety.betweenCoefficients
    let effects = count == 1 ? "1 coefficient" : "\(count) coefficients"
    let groups = propriety.groups == 1 ? "1 group" : "\(propriety.groups) groups"
    return """
      The posterior is improper: with the prior T: \(prior), \(groups) of '\(factor)' and \(effects) \
      between groups, the density of \(propriety.effects == 1 ? "τ" : "T") has no finite integral.
      \(remedy)
      """
  }

  private var remedy: String {
    let freedom = propriety.groups - propriety.betweenCoefficients
    if freedom > max(1, propriety.effects) {
      return "T: uniform-sd, or a proper prior such as T: half-cauchy(scale), makes it proper."
    }
    return "A proper prior such as T: half-cauchy(scale), with its scale in the outcome's units, "
      + "makes it proper."
  }
}
