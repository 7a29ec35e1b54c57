import Diagnostics
import Draws
import GibbsModels
import LikelihoodFits
import ModelData
import Runs

/// Least squares, ML, REML and the posterior side by side, as `lindley compare` prints them.
public struct CompareReport: Encodable, Sendable {
  /// A likelihood estimate.
  public struct Fit: Encodable, Sendable {
    var estimate: Double
    @Nullable var se: Double?
    @Nullable var lower: Double?
    @Nullable var upper: Double?
  }

  /// A posterior summary.
  public struct Bayes: Encodable, Sendable {
    @Nullable var mean: Double?
    @Nullable var sd: Double?
    @Nullable var median: Double?
    @Nullable var lower: Double?
    @Nullable var upper: Double?
    @Nullable var mcseMean: Double?

    enum CodingKeys: String, CodingKey {
      case mean, sd, median, lower, upper
      case mcseMean = "mcse_mean"
    }
  }

  /// One variable by all methods.
  public struct Row: Encodable, Sendable {
    /// The column of the draws files.
    public var variable: String
    /// What it is in the model's terms.
    public var label: String
    /// Least squares, with T = 0; nil for variances.
    public var leastSquares: Fit?
    /// Maximum likelihood.
    public var ml: Fit
    /// Restricted maximum likelihood.
    public var reml: Fit
    /// The posterior: from draws where a run was given, else by quadrature.
    public var bayes: Bayes
    /// The posterior by quadrature.
    public var exact: Bayes?

    enum CodingKeys: String, CodingKey {
      case variable, label, ml, reml, bayes, exact
      case leastSquares = "least_squares"
    }
  }

  /// One group's effect by all methods: the book's Table 13.1.
  public struct Effect: Encodable, Sendable {
    var group: String
    var label: String
    @Nullable var observed: Double?
    @Nullable var observedSe: Double?
    @Nullable var ebMl: Double?
    @Nullable var ebMlSd: Double?
    @Nullable var ebReml: Double?
    @Nullable var ebRemlSd: Double?
    @Nullable var bayes: Double?
    @Nullable var bayesSd: Double?

    enum CodingKeys: String, CodingKey {
      case group, label, observed, bayes
      case observedSe = "observed_se"
      case ebMl = "eb_ml"
      case ebMlSd = "eb_ml_sd"
      case ebReml = "eb_reml"
      case ebRemlSd = "eb_reml_sd"
      case bayesSd = "bayes_sd"
    }
  }

  /// γ, then T.
  public let rows: [Row]
  /// The groups' effects.
  public let effects: [Effect]

  let title: String
  let factor: String
  let prior: String
  let level: Double
  let notes: [String]
  /// The posterior by quadrature; nil for a model without it.
  let posterior: ExactPosterior?

  enum CodingKeys: String, CodingKey {
    case rows, effects
  }
}

extension CompareReport {
  /// Compares the fits of a model with its posterior.
  ///
  /// - Parameters:
  ///   - run: a run of this model, whose `analysis` this is; nil to take the posterior from quadrature
  ///     alone, which not every model has.
  ///   - level: the coverage of the intervals.
  /// - Throws: `UnsupportedModel`, `ImproperPosterior` or `NumericalError`, and what reading `effects.csv`
  ///   throws.
  public init(_ analysis: Analysis, run: FinishedRun?, level: Double) throws {
    let model = try TwoLevelModel(analysis)
    posterior = model.isExact ? try ExactPosterior(ExactSampler(model)) : nil
    let term = analysis.model.randomTerms[0]
    let reml = model.start
    let ml = try LikelihoodFit(reml.data, method: .ml, covariance: term.covariance)
    let variables = Variables(
      coefficients: analysis.model.fixed.labels, effects: term.design.labels,
      estimatesSigmaSquared: model.levelOnePrior != nil)
    rows = try Self.rows(
      variables, ml: ml, reml: reml, level: level, run: run,
      exact: posterior.map { ExactColumn($0, level: level) })
    effects = try Self.effects(
      term: term, ml: ml, reml: reml, posterior: posterior, run: run)
    title = analysis.file.title
    factor = term.factor.name
    prior = "\(analysis.file.priors.tau[term.factor.name])"
    self.level = level
    let boundaries = [ml, reml].filter(\.course.boundary).map { fit in
      let words = fit.boundaryConditions.map { $0.words(labels: term.design.labels) }
      return "\(fit.method.rawValue.uppercased()): at the edge of the parameter space "
        + "\(words.joined(separator: "; ")); no standard error exists there."
    }
    let exchangeable = [ml, reml].filter { !$0.identification.identifiesSigmaSquared }.map {
      "\($0.method.rawValue.uppercased()): the data cannot tell sigma2 from T; other values fit as well."
    }
    notes = boundaries + exchangeable + [analysis.normalTheoryOfFits].compactMap { $0 }
  }

  private static func rows(
    _ variables: Variables, ml: LikelihoodFit, reml: LikelihoodFit, level: Double,
    run: FinishedRun?, exact: ExactColumn?
  ) throws -> [Row] {
    func row(
      _ variable: Variables.Variable, leastSquares: Fit? = nil, _ fits: (Fit, Fit), _ exact: Bayes?
    ) -> Row? {
      guard let bayes = run?.bayes(variable.variable, level: level) ?? exact else { return nil }
      return Row(
        variable: variable.variable, label: variable.label, leastSquares: leastSquares,
        ml: fits.0, reml: fits.1, bayes: bayes, exact: exact)
    }
    let plain = try LeastSquaresFit(reml.data).coefficients(level: level)
    let coefficients = zip(ml.coefficients(level: level), reml.coefficients(level: level))
    var rows: [Row?] = []
    for (k, (variable, fits)) in zip(variables.gamma, coefficients).enumerated() {
      rows.append(
        row(
          variable, leastSquares: Fit(plain[k]), (Fit(fits.0), Fit(fits.1)), try exact?.gamma(k)))
    }
    let q = reml.data.effectCount
    let elements = (0..<q).flatMap { column in (column..<q).map { ($0, column) } }
    for (variable, element) in zip(variables.tauLowerTriangle, elements) {
      let fits = (
        Fit(ml, element: element, level: level), Fit(reml, element: element, level: level)
      )
      rows.append(row(variable, fits, try exact?.tauSquared()))
    }
    for variable in variables.sigmaSquared {
      let fits = (Fit(sigmaSquaredOf: ml, level: level), Fit(sigmaSquaredOf: reml, level: level))
      rows.append(row(variable, fits, try exact?.sigmaSquared()))
    }
    return rows.compactMap { $0 }
  }

  private static func effects(
    term: ModelOutline.Term, ml: LikelihoodFit, reml: LikelihoodFit, posterior: ExactPosterior?,
    run: FinishedRun?
  ) throws -> [Effect] {
    let byQuadrature = reml.isMetaAnalysis ? posterior : nil
    let sampled = byQuadrature == nil ? try run.map { try RunEffects($0.folder) } : nil
    var result: [Effect] = []
    for (group, fits) in zip(ml.effectEstimates, reml.effectEstimates).enumerated() {
      for (k, label) in term.design.labels.enumerated() {
        let exact = try byQuadrature?.effectSummary(of: group)
        let id = term.factor.levels[group]
        let draws = sampled?[id, label]
        result.append(
          Effect(
            group: id, label: label, observed: fits.1[k].observed,
            observedSe: fits.1[k].observedError, ebMl: fits.0[k].estimate,
            ebMlSd: fits.0[k].standardDeviation, ebReml: fits.1[k].estimate,
            ebRemlSd: fits.1[k].standardDeviation, bayes: exact?.mean ?? draws?.mean,
            bayesSd: exact?.standardDeviation ?? draws?.sd))
      }
    }
    return result
  }
}

extension CompareReport.Fit {
  init(_ row: CoefficientInference) {
    self.init(
      estimate: row.estimate, se: row.standardError, lower: row.interval?.lowerBound,
      upper: row.interval?.upperBound)
  }

  /// An element of T with its symmetric interval, which may leave the parameter space.
  init(_ fit: LikelihoodFit, element: (row: Int, column: Int), level: Double) {
    let interval = fit.tauInterval(element.row, element.column, level: level)
    self.init(
      estimate: fit.parameters.tau[element.row, element.column],
      se: fit.tauStandardError(element.row, element.column), lower: interval?.lowerBound,
      upper: interval?.upperBound)
  }

  /// σ² with its symmetric interval.
  init(sigmaSquaredOf fit: LikelihoodFit, level: Double) {
    let estimate = fit.parameters.sigmaSquared
    let interval = fit.sigmaSquaredInterval(level: level)
    self.init(
      estimate: estimate, se: fit.sigmaSquaredStandardError, lower: interval?.lowerBound,
      upper: interval?.upperBound)
  }
}

extension CompareReport.Bayes {
  init(_ summary: ExactPosterior.Summary, quantiles: [Double]) {
    self.init(
      mean: summary.mean, sd: summary.standardDeviation, median: summary.quantiles[2],
      lower: quantiles[0], upper: quantiles[1], mcseMean: 0)
  }
}
