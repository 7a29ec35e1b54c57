import GSLNumerics
import LikelihoodFits
import ModelData

extension TwoLevelModel {
  /// Makes the model of an analysis.
  ///
  /// - Parameters:
  ///   - prior: a prior of T in place of the model file's.
  ///   - errors: a distribution of the effects in place of the model file's.
  /// - Throws: `UnsupportedModel` for a model that this version cannot draw, `UnfittableModel` for an outcome
  ///   that does not vary within groups, `ImproperPosterior` for a model that has no posterior,
  ///   `NumericalError` where X lacks rank.
  public init(
    _ analysis: Analysis, prior other: VariancePrior? = nil, errors: ErrorDistribution? = nil
  ) throws {
    let term = try analysis.supportedTerm()
    let prior = other ?? analysis.file.priors.tau[term.factor.name]
    try Self.check(prior, of: term, in: analysis)
    let data = try analysis.reducedData()
    try analysis.checkVariationWithinGroups()
    // Before the REML fit, which may fail where nothing informs σ² or T.
    let student = try analysis.studentErrors()
    let priors = try ModelPriors(
      data, prior: prior, gammaPriors: analysis.gammaPriors,
      sigmaPrior: analysis.file.priors.sigmaSquared, structure: term.covariance,
      tied: student?.ties())
    guard priors.propriety.isProper else {
      throw ImproperPosterior(
        prior: "\(prior)", propriety: priors.propriety, factor: term.factor.name)
    }
    try self.init(
      data, priors: priors,
      degreesOfFreedom: DegreesOfFreedom(
        errors ?? analysis.file.errors.effects[term.factor.name],
        prior: analysis.file.priors.degreesOfFreedom),
      studentRows: student.map { student in { student.rows(coordinatesOf: $0) } })
  }

  /// Sees that the prior suits the effects.
  private static func check(
    _ prior: VariancePrior, of term: ModelOutline.Term, in analysis: Analysis
  ) throws(UnsupportedModel) {
    let effects = term.design.labels.count
    if let remedy = prior.unsuited(toEffects: effects, covariance: term.covariance) {
      let place = analysis.file.placeOfPrior(ofEffectsOf: term.factor.name)
      throw UnsupportedModel(
        file: place?.description ?? analysis.file.path,
        feature: "T: \(prior) and \(effects) random effects a group",
        instead: remedy)
    }
  }
}

extension Analysis {
  /// The t errors of level 1, for which the rows are read again; nil where errors are normal.
  fileprivate func studentErrors() throws -> StudentErrors? {
    guard
      let degreesOfFreedom = DegreesOfFreedom(
        file.errors.levelOne, prior: file.priors.degreesOfFreedom)
    else { return nil }
    let model = try rows()
    guard model.knownCovariances == nil else {
      throw UnsupportedModel(
        file: file.path, feature: "t errors of level 1 and known covariances",
        instead: "Write t errors for the groups' effects, or known-variance.")
    }
    return StudentErrors(
      model: model, term: model.randomTerms[0], degreesOfFreedom: degreesOfFreedom)
  }
}

/// The rows of a model with t errors of level 1, and what is known beforehand of ν₁.
private struct StudentErrors {
  let model: HierarchicalModel
  let term: RandomTerm
  let degreesOfFreedom: DegreesOfFreedom

  func ties() throws(NumericalError) -> TiedRows {
    try TiedRows(model, term: term, degreesOfFreedom: degreesOfFreedom)
  }

  func rows(coordinatesOf data: ReducedData) -> StudentRows {
    StudentRows(
      rows: GroupedRows(model, term: term, coordinatesOf: data),
      degreesOfFreedom: degreesOfFreedom)
  }
}

extension VariancePrior {
  /// What to write instead of a prior that has no form for several effects a group; nil when it has one.
  public func unsuited(toEffects count: Int, covariance: RandomTerm.Covariance) -> String? {
    guard count > 1 else { return nil }
    switch self {
    case .inverseWishart(let freedom, _):
      if freedom <= Double(count - 1) { return "Give more than \(count - 1) degrees of freedom." }
    default: break
    }
    guard covariance == .unstructured else {
      if case .inverseWishart = self { return "Write half-t(df, scale), or | in place of ||." }
      return needsKnownVariances ? "Write uniform, uniform-sd or half-t(df, scale)." : nil
    }
    switch self {
    case .uniform, .uniformStandardDeviation, .inverseWishart, .halfT, .halfCauchy: return nil
    default: return "Write uniform, uniform-sd, inverse-wishart(df, scale) or half-t(df, scale)."
    }
  }
}
