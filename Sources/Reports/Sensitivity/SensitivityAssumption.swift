import GibbsModels
import LikelihoodFits
import ModelData

/// Another prior of T, or another distribution of the effects, than the model file has.
struct SensitivityAssumption {
  enum Kind: String {
    case prior
    case errors
  }

  let kind: Kind
  let prior: VariancePrior
  let errors: ErrorDistribution
  /// Whether the model file itself assumes this.
  let isOwn: Bool
  /// Why this cannot be assumed; nil where it can.
  var obstacle: String?

  /// What differs, as a model file writes it.
  var text: String { kind == .prior ? "T: \(prior)" : "\(errors)" }

  /// The degrees of freedom that are tried; infinity is the normal distribution.
  static let degreesOfFreedom = [2, 4, 8, 16, Double.infinity]

  /// All assumptions for a model: every prior under the file's errors, then t errors under its prior.
  static func all(for analysis: Analysis, term: ModelOutline.Term) throws -> [SensitivityAssumption]
  {
    let own = analysis.file.priors.tau[term.factor.name]
    let errors = analysis.file.errors.effects[term.factor.name]
    let effects = term.design.labels.count
    let priors = try Self.priors(analysis, term: term)
    var all = ([own] + priors.filter { $0 != own }).map { prior in
      SensitivityAssumption(
        kind: .prior, prior: prior, errors: errors, isOwn: prior == own,
        obstacle: prior.obstacle(
          effects: effects, covariance: term.covariance,
          hasKnownVariances: analysis.model.hasKnownVariances))
    }
    for freedom in degreesOfFreedom {
      let tried: ErrorDistribution = freedom.isFinite ? .t(degreesOfFreedom: freedom) : .normal
      all.append(
        SensitivityAssumption(
          kind: .errors, prior: own, errors: tried,
          isOwn: tried == errors || tried.isNormal && errors.isNormal))
    }
    return all
  }

  /// The priors that are tried.
  ///
  /// Scales are those of the data: the typical standard error of a group's own
  /// estimate of each effect, to two digits.
  private static func priors(_ analysis: Analysis, term: ModelOutline.Term) throws
    -> [VariancePrior]
  {
    let typical = try analysis.reducedData().typicalErrors.map { $0.rounded(toDigits: 2) }
    let scales: PriorScales = typical.count == 1 ? .same(typical[0]) : .each(typical)
    let squares = typical.map { ($0 * $0).rounded(toDigits: 2) }
    let scale: InverseWishartScale =
      squares.count == 1 ? .multipleOfIdentity(squares[0]) : .diagonal(squares)
    return [
      .uniform, .uniformStandardDeviation, .squareRoot, .jeffreys, .bergerDeely, .conventional,
      .dumouchel, .uniformShrinkage, .iSquared, .halfCauchy(scales: scales),
      .halfT(degreesOfFreedom: 4, scales: scales), .halfNormal(scales: scales),
      .inverseGamma(shape: 0.001, scale: 0.001),
      .inverseWishart(degreesOfFreedom: Double(typical.count + 1), scale: scale),
    ]
  }
}

extension VariancePrior {
  /// Why this prior is not one for such effects; nil where it is.
  fileprivate func obstacle(
    effects: Int, covariance: RandomTerm.Covariance, hasKnownVariances: Bool
  ) -> String? {
    if needsKnownVariances && !(hasKnownVariances && effects == 1) {
      return "defined by the known variances of one effect a group"
    }
    if unsuited(toEffects: effects, covariance: covariance) != nil {
      return covariance == .diagonal
        ? "a prior of correlated effects" : "a prior of one variance"
    }
    return nil
  }
}
