import Diagnostics
import Draws
import ModelData
import Runs

/// The summary of a run as `lindley summary` prints it.
public struct SummaryReport: Sendable {
  /// One variable.
  public struct Row: Encodable, Sendable {
    /// The column of the draws files.
    public let variable: String
    /// What it is in the model's terms.
    public let label: String
    @Nullable var mean: Double?
    @Nullable var median: Double?
    @Nullable var sd: Double?
    @Nullable var mad: Double?
    @Nullable var q025: Double?
    @Nullable var q05: Double?
    @Nullable var q95: Double?
    @Nullable var q975: Double?
    @Nullable var mcseMean: Double?
    @Nullable var rhat: Double?
    @Nullable var essBulk: Double?
    @Nullable var essTail: Double?
    /// The same quantities by quadrature, where the model has them.
    public let exact: RunRecord.ExactRecord?

    enum CodingKeys: String, CodingKey {
      case variable, label, mean, median, sd, mad, rhat, exact
      case q025 = "q2.5"
      case q05 = "q5"
      case q95
      case q975 = "q97.5"
      case mcseMean = "mcse_mean"
      case essBulk = "ess_bulk"
      case essTail = "ess_tail"
    }
  }

  /// The rows: γ, the lower triangle of T, σ², ν, and for t effects the covariance that goes with T.
  public let rows: [Row]
  /// The gates that the draws fail, in words.
  public let failures: [String]
  let run: RunRecord
  private let chainCount: Int
  private let iterationCount: Int
  /// The groups that the weights of t effects call outliers, and the rows that those of t errors do.
  private let outliers: (groups: [Outlier], rows: [Outlier])

  /// Summarises a run.
  ///
  /// - Throws: what reading `effects.csv` or `row_weights.csv` throws, for t errors.
  public init(_ run: FinishedRun) throws {
    let errors = run.record.errors
    try self.init(
      run.record, draws: run.draws,
      outliers: (
        groups: Self.errors(run.record) == nil ? [] : Outlier.groups(in: run.folder),
        rows: errors?["level-1"] == nil ? [] : Outlier.rows(in: run.folder)
      ))
  }

  /// Summarises draws.
  init(
    _ run: RunRecord, draws: PosteriorDraws,
    outliers: (groups: [Outlier], rows: [Outlier]) = ([], [])
  ) {
    self.run = run
    self.outliers = outliers
    chainCount = draws.chainCount
    iterationCount = draws.iterationCount
    let variables = run.variables.summarised
    // By their labels, as the table and the words below it name them.
    let summaries = variables.compactMap { variable in
      draws.values(of: variable.variable).map {
        VariableSummary(variable: variable.label, chains: $0.withFiniteRanks)
      }
    }
    rows =
      zip(variables, summaries).map { variable, summary in
        Row(
          variable.variable, summary, moments: run.moments.exist(for: variable.variable),
          exact: run.exact?[variable.variable])
      } + Self.covarianceRows(run, draws)
    failures = zip(variables, summaries).flatMap { variable, summary in
      let chains = draws.values(of: variable.variable) ?? []
      return isHeldAtZero(variable.variable, chains) || isOnGrid(variable.variable, chains)
        ? []
        : Gates().failures(
          of: summary, chainCount: draws.chainCount,
          hasDeviation: run.moments.exist(for: variable.variable).sd)
    }.map(\.description)
  }

  /// The table, a line of exact values below each line of draws.
  public func table(_ format: OutputFormat) -> ReportTable {
    ReportTable(
      header: [
        "variable", "from", "mean", "sd", "median", "mad", "q2.5", "q5", "q95", "q97.5",
        "mcse_mean", "rhat", "ess_bulk", "ess_tail",
      ],
      rows: rows.flatMap { row in [drawsLine(row)] + (row.exact.map { [exactLine($0, row)] } ?? [])
      })
  }

  private func drawsLine(_ row: Row) -> [ReportTable.Cell] {
    let digits = decimals(forSpread: row.mad)
    let values = [row.mean, row.sd, row.median, row.mad, row.q025, row.q05, row.q95, row.q975]
    return [.text(row.label), .text("draws")]
      + values.map { .number($0, decimals: digits) }
      + [
        .number(row.mcseMean, decimals: digits + 2), .number(row.rhat, decimals: 3),
        .sampleSize(row.essBulk), .sampleSize(row.essTail),
      ]
  }

  private func exactLine(_ exact: RunRecord.ExactRecord, _ row: Row) -> [ReportTable.Cell] {
    let digits = decimals(forSpread: row.mad)
    let names = ["q2.5", "q5", "q95", "q97.5"]
    return [.text(row.label), .text("exact")]
      + [exact.mean, exact.sd, exact.quantiles["median"]].map { .number($0, decimals: digits) }
      + [.empty] + names.map { .number(exact.quantiles[$0], decimals: digits) }
      + Array(repeating: .empty, count: 4)
  }

  /// The report in words and the table.
  public func text(_ format: OutputFormat) -> String {
    let body = table(format).rendered(format)
    guard format != .csv else { return body }
    let sampling = run.sampling
    let kind = sampling.sampler == .exact ? "exact independent draws" : "Gibbs sampler"
    let head = """
      \(run.title)
      \(run.model.formula); prior of T: \(run.priors.tau), of gamma: \(run.priors.gamma)\(sigmaPrior)\(dfPrior)
      \(counted(chainCount, "chain")) of \(counted(iterationCount, "draw")), \(kind), seed \(sampling.seed)
      """
    return head + "\n\n" + body + (notes.isEmpty ? "" : "\n" + notes)
  }

  private var sigmaPrior: String { run.priors.sigmaSquared.map { ", of sigma2: \($0)" } ?? "" }

  private var dfPrior: String { run.priors.degreesOfFreedom.map { ", of df: \($0)" } ?? "" }

  private var notes: String {
    var notes: [String] = []
    if rows.contains(where: { $0.exact != nil }) {
      notes.append("exact: by quadrature over τ, without Monte Carlo error.")
    }
    for row in rows {
      if let below = row.exact?.probabilityBelowZero, row.variable.hasPrefix("gamma") {
        notes.append("P(\(row.label) < 0) = \(fixed(below, decimals: 4)), exact.")
      }
    }
    notes += scaleWords + outliers.groups.words("groups") + outliers.rows.words("rows")
    notes += missingMoments
    notes += failures
    return notes.map { $0 + "\n" }.joined()
  }

  /// Says which moments are NA because they do not exist.
  private var missingMoments: [String] {
    let absent = AbsentMoments(run.moments, of: run.variables)
    return [
      (absent.means(ofTau: true), "mean and no standard deviation"),
      (absent.onlyDeviations(ofTau: true), "standard deviation"),
      (absent.means(ofTau: false), "mean and no standard deviation"),
      (absent.onlyDeviations(ofTau: false), "standard deviation"),
    ].compactMap { names, moments in
      guard !names.isEmpty else { return nil }
      let (have, their) = names.count == 1 ? ("has", "its") : ("have", "their")
      return "\(names.joined(separator: ", ")) \(have) no posterior \(moments) "
        + "under this prior with so few groups: use \(their) median and interval."
    }
  }
}
