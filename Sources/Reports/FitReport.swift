import LikelihoodFits
import ModelData

/// A fit as `lindley fit` prints it.
public struct FitReport: Encodable, Sendable {
  /// What the analysis is called.
  public let title: String
  /// `ml` or `reml`.
  public let method: String
  /// N.
  public let observations: Int
  /// J by grouping factor.
  public let groups: [String: Int]
  /// The coefficients.
  public let gamma: [Coefficient]
  /// The covariance matrices by grouping factor.
  public let tau: [String: CovarianceRow]
  /// σ²; absent where the variances are known.
  public let sigma2: Variance?
  /// The log likelihood, all constants included.
  public let logLikelihood: Double
  /// −2 log likelihood.
  public let deviance: Double
  /// The number of estimated parameters, as the book counts.
  public let parameters: Int
  /// Whether the maximum was found.
  public let converged: Bool
  /// Whether T̂ lies on the edge of the parameter space.
  public let boundary: Bool
  /// The steps taken.
  public let iterations: Iterations
  /// H, where the variances are known.
  public let homogeneity: Test?
  /// H of each outcome for itself, where there are several and their variances are known.
  public let homogeneityByOutcome: [String: Test]?
  /// I² in per cent, where the variances are known.
  public let iSquared: Double?
  /// The share of the variance between groups, for a random intercept beside an estimated σ².
  public let intraclassCorrelation: Double?
  /// For each effect, between which values most groups' coefficients lie; null without an intercept.
  public let plausibleRanges: [[Double]?]
  /// How the standard errors of γ were made.
  public let standardErrors: String
  /// The groups' effects.
  public let effects: [Effect]
  /// The tests of hypotheses that were asked for; absent where none was.
  public let tests: [HypothesisRow]?
  /// The comparison with another model; absent where none was asked for.
  public let against: ModelComparison?

  let factor: String
  let level: Double
  let boundaryWords: [String]
  /// Whether T's covariances are 0 by the model.
  let isDiagonal: Bool
  /// What is to be said of a fit to a model with t errors; nil where errors are normal.
  let normalTheory: String?

  enum CodingKeys: String, CodingKey {
    case title, method, observations, groups, gamma, sigma2, deviance, parameters, converged
    case boundary, iterations, effects, tests, against
    case tau = "T"
    case homogeneity = "H"
    case homogeneityByOutcome = "H_by_outcome"
    case iSquared = "I2"
    case logLikelihood = "log_likelihood"
    case intraclassCorrelation = "intraclass_correlation"
    case plausibleRanges = "plausible_ranges"
    case standardErrors = "standard_errors"
  }

  /// One coefficient.
  public struct Coefficient: Encodable, Sendable {
    var label: String
    var estimate: Double
    var se: Double
    @Nullable var df: Double?
    @Nullable var t: Double?
    @Nullable var p: Double?
    @Nullable var lower: Double?
    @Nullable var upper: Double?
    @Nullable var seRobust: Double?

    enum CodingKeys: String, CodingKey {
      case label, estimate, se, df, t, p, lower, upper
      case seRobust = "se_robust"
    }
  }

  /// The covariance matrix of one grouping factor's effects.
  public struct CovarianceRow: Encodable, Sendable {
    var labels: [String]
    var estimate: [[Double]]
    var se: [[Double?]]?
    var correlation: [[Double?]]
    var reliability: [Double?]
    var chi2: [Double?]
    var chi2Df: [Int?]
    var chi2P: [Double?]
    /// The elements that the data cannot tell apart, by name; nil where there are none.
    var unidentified: [String]?

    enum CodingKeys: String, CodingKey {
      case labels, estimate, se, correlation, reliability, chi2, unidentified
      case chi2Df = "chi2_df"
      case chi2P = "chi2_p"
    }

    /// Encodes null for what does not exist.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(labels, forKey: .labels)
      try container.encode(estimate, forKey: .estimate)
      try container.encode(se, forKey: .se)
      try container.encode(correlation, forKey: .correlation)
      try container.encode(reliability, forKey: .reliability)
      try container.encode(chi2, forKey: .chi2)
      try container.encode(chi2Df, forKey: .chi2Df)
      try container.encode(chi2P, forKey: .chi2P)
      try container.encodeIfPresent(unidentified, forKey: .unidentified)
    }
  }

  /// A variance and its standard error.
  public struct Variance: Encodable, Sendable {
    var estimate: Double
    @Nullable var se: Double?
  }

  /// The steps of the maximisation.
  public struct Iterations: Encodable, Sendable {
    var em: Int
    var scoring: Int
  }

  /// A chi-squared test.
  public struct Test: Encodable, Sendable {
    var statistic: Double
    var df: Int
    var p: Double
  }

  /// One group's effect.
  public struct Effect: Encodable, Sendable {
    var group: String
    var label: String
    @Nullable var observed: Double?
    @Nullable var observedSe: Double?
    @Nullable var eb: Double?
    @Nullable var ebSd: Double?

    enum CodingKeys: String, CodingKey {
      case group, label, observed, eb
      case observedSe = "observed_se"
      case ebSd = "eb_sd"
    }
  }
}

extension FitReport {
  /// Fits a model and reports on it.
  ///
  /// - Parameters:
  ///   - hypotheses: hypotheses about the coefficients to test, each a list of equations.
  ///   - other: a model to compare it with.
  /// - Throws: `UnsupportedModel`, `HypothesisError`, `ComparisonError` or `NumericalError`.
  public init(
    _ analysis: Analysis, method: FitMethod, level: Double,
    standardErrors kind: LikelihoodFit.StandardErrors, hypotheses: [String] = [],
    against other: Analysis? = nil
  ) throws {
    let term = try analysis.supportedTerm()
    let fit = try LikelihoodFit(analysis, method: method)
    let labels = analysis.model.fixed.labels
    tests =
      hypotheses.isEmpty
      ? nil : try hypotheses.map { try HypothesisRow($0, of: fit, analysis.model) }
    against = try other.map { try ModelComparison(analysis, fit, with: $0) }
    let heterogeneity =
      fit.data.hasKnownVariances && fit.data.rowCount > fit.data.coefficientCount
      ? try Heterogeneity(fit) : nil
    let byOutcome =
      analysis.file.outcome == nil ? [] : OutcomeHomogeneity.all(try analysis.rows())
    title = analysis.file.title
    self.method = method.rawValue
    self.level = level
    factor = term.factor.name
    observations = fit.data.rowCount
    groups = [term.factor.name: fit.data.groupCount]
    let coefficients = fit.coefficients(level: level, standardErrors: kind)
    gamma = zip(labels, coefficients).map { label, row in
      Coefficient(
        label: label, estimate: row.estimate, se: row.standardError,
        df: row.degreesOfFreedom.map(Double.init), t: row.t, p: row.p,
        lower: row.interval?.lowerBound, upper: row.interval?.upperBound,
        seRobust: row.robustStandardError)
    }
    tau = [
      term.factor.name: CovarianceRow(
        fit, labels: term.design.labels, fit.data.effectCount == 1 ? heterogeneity : nil)
    ]
    sigma2 =
      fit.data.hasKnownVariances
      ? nil
      : Variance(estimate: fit.parameters.sigmaSquared, se: fit.sigmaSquaredStandardError)
    intraclassCorrelation = fit.intraclassCorrelation
    plausibleRanges = fit.plausibleRanges(level: level).map {
      $0.map { [$0.lowerBound, $0.upperBound] }
    }
    boundaryWords = fit.boundaryConditions.map { $0.words(labels: term.design.labels) }
    isDiagonal = term.covariance == .diagonal
    deviance = fit.deviance
    logLikelihood = -0.5 * fit.deviance
    parameters = fit.parameterCount
    converged = fit.course.converged
    boundary = fit.course.boundary
    iterations = Iterations(em: fit.course.emSteps, scoring: fit.course.scoringSteps)
    homogeneity = heterogeneity.map { Test($0.test) }
    homogeneityByOutcome =
      byOutcome.isEmpty
      ? nil
      : Dictionary(uniqueKeysWithValues: byOutcome.map { ($0.outcome, Test($0.test)) })
    iSquared = heterogeneity?.iSquared
    standardErrors = kind == .knappHartung ? "knapp-hartung" : "information"
    effects = Self.effects(fit, term: term)
    normalTheory = analysis.normalTheoryOfFits
  }

  private static func effects(_ fit: LikelihoodFit, term: ModelOutline.Term) -> [Effect] {
    zip(term.factor.levels, fit.effectEstimates).flatMap { group, rows in
      zip(term.design.labels, rows).map { label, row in
        Effect(
          group: group, label: label, observed: row.observed, observedSe: row.observedError,
          eb: row.estimate, ebSd: row.standardDeviation)
      }
    }
  }
}

extension FitReport.Test {
  fileprivate init(_ test: ChiSquaredTest) {
    self.init(statistic: test.statistic, df: test.degreesOfFreedom, p: test.p)
  }
}

extension FitReport.CovarianceRow {
  init(_ fit: LikelihoodFit, labels: [String], _ heterogeneity: Heterogeneity?) {
    let tests = ResidualVarianceTests(fit)
    let isMetaAnalysis = heterogeneity != nil
    let chiSquared = heterogeneity.map { [$0.test] } ?? tests.tests
    let names = fit.identification.unidentifiedElements(labels: labels)
    let places = labels.indices
    self.init(
      labels: labels, estimate: fit.parameters.tau.rows,
      se: fit.varianceCovariance.map { _ in
        places.map { i in places.map { fit.tauStandardError(i, $0) } }
      },
      correlation: fit.tauCorrelations,
      reliability: isMetaAnalysis ? [fit.reliability] : tests.reliabilities,
      chi2: chiSquared.map { $0?.statistic }, chi2Df: chiSquared.map { $0?.degreesOfFreedom },
      chi2P: chiSquared.map { $0?.p },
      unidentified: names.isEmpty ? nil : names)
  }
}

extension Analysis {
  /// Says that fits leave t errors aside; nil where the model has none.
  var normalTheoryOfFits: String? {
    let levels =
      [("level-1", file.errors.levelOne)]
      + model.randomTerms.map { ($0.factor.name, file.errors.effects[$0.factor.name]) }
    let words = levels.filter { !$0.1.isNormal }.map { "\($0.0): \($0.1)" }
    guard !words.isEmpty else { return nil }
    return "ML and REML take errors as normal; errors: {\(words.joined(separator: ", "))} holds "
      + "for the posterior alone."
  }
}
