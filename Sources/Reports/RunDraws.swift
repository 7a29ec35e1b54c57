import Diagnostics
import Draws
import GibbsModels
import ModelData
import Runs

/// The exact posterior as a column of the comparison.
struct ExactColumn {
  private let posterior: ExactPosterior
  private let tails: [Double]

  init(_ posterior: ExactPosterior, level: Double) {
    self.posterior = posterior
    tails = [(1 - level) / 2, (1 + level) / 2]
  }

  func gamma(_ k: Int) throws -> CompareReport.Bayes {
    let summary = try posterior.gammaSummary(k)
    let mixture = posterior.gamma(k)
    return CompareReport.Bayes(
      summary, quantiles: try tails.map { try mixture.quantile($0) })
  }

  func tauSquared() throws -> CompareReport.Bayes {
    CompareReport.Bayes(
      try posterior.tauSquared(), quantiles: try posterior.tauSquaredQuantiles(tails))
  }

  func sigmaSquared() throws -> CompareReport.Bayes? {
    guard let summary = try posterior.sigmaSquared() else { return nil }
    return CompareReport.Bayes(
      summary, quantiles: try posterior.sigmaSquaredQuantiles(tails))
  }
}

extension FinishedRun {
  /// A variable by its draws, as a column of the comparison; nil for one that the run does not have.
  func bayes(_ variable: String, level: Double) -> CompareReport.Bayes? {
    let tails = [(1 - level) / 2, (1 + level) / 2]
    guard let chains = draws.values(of: variable) else { return nil }
    let summary = VariableSummary(variable: variable, chains: chains)
    let sorted = chains.flatMap { $0 }.sorted()
    let (hasMean, hasSD) = record.moments.exist(for: variable)
    return CompareReport.Bayes(
      mean: hasMean ? summary.mean : nil,
      sd: hasSD ? summary.sd : nil, median: summary.median,
      lower: quantile(ofSorted: sorted, at: tails[0]),
      upper: quantile(ofSorted: sorted, at: tails[1]),
      mcseMean: hasSD ? summary.mcseMean : nil)
  }
}

/// The posterior of each effect in a run's `effects.csv`.
struct RunEffects {
  /// The posterior of one effect.
  struct Row {
    var mean, sd, lower, median, upper: Double
  }

  private let rows: [String: Row]

  init(_ folder: String) throws {
    let file = FileReference(path: "\(folder)/effects.csv", name: "\(folder)/effects.csv")
    let names = ["mean", "sd", "q2.5", "median", "q97.5"]
    let table = try Table.read(
      files: [file], columns: Set(names), textColumns: ["group", "label"])
    let columns = names.compactMap { name -> [Double]? in
      guard case .numeric(let values)? = table[name] else { return nil }
      return values
    }
    var rows: [String: Row] = [:]
    if case .categorical(let groups)? = table["group"],
      case .categorical(let labels)? = table["label"], columns.count == names.count
    {
      for row in 0..<table.rowCount {
        let key = Self.key(groups.text(row) ?? "", labels.text(row) ?? "")
        rows[key] = Row(
          mean: columns[0][row], sd: columns[1][row], lower: columns[2][row],
          median: columns[3][row], upper: columns[4][row])
      }
    }
    self.rows = rows
  }

  subscript(group: String, label: String) -> Row? { rows[Self.key(group, label)] }

  private static func key(_ group: String, _ label: String) -> String { "\(group)\n\(label)" }
}
