import Draws
import GSLNumerics
import GibbsModels
import LikelihoodFits
import ModelData

/// A row of `effects.csv`: what is known of one group's effect, by each method.
struct EffectRow {
  /// The group's id.
  var group: String
  /// The effect's label.
  var label: String
  /// The rows of the group.
  var rowCount: Int
  /// The group's own estimate and its standard error; nil where its rows say nothing.
  var observed: Double?
  /// The standard error of `observed`.
  var observedError: Double?
  /// Empirical Bayes under REML; nil where the group's rows do not show the predictors.
  var empiricalBayes: Double?
  /// The standard deviation of `empiricalBayes`.
  var empiricalBayesDeviation: Double?
  /// The posterior mean; nil where it does not exist.
  var mean: Double?
  /// The posterior standard deviation; nil where it does not exist.
  var standardDeviation: Double?
  /// The posterior 2.5%, 50% and 97.5% quantiles.
  var quantiles: [Double?]
  /// The posterior mean of the group's weight; nil for normal effects, where the table has none.
  var weight: Double?
}

/// The posterior of one effect of one group.
struct PosteriorOfEffect {
  var mean: Double?
  var standardDeviation: Double?
  /// 2.5%, 50% and 97.5%.
  var quantiles: [Double?]

  /// What is said where nothing can be.
  static let unknown = PosteriorOfEffect(quantiles: [nil, nil, nil])
}

/// The table of all groups' effects, written row by row.
struct EffectTable {
  /// The header of the CSV file; `weight` follows for t effects.
  static let header = [
    "group", "label", "rows", "observed", "observed_se", "empirical_bayes", "empirical_bayes_sd",
    "mean", "sd", "q2.5", "median", "q97.5",
  ]

  /// The fit that the posterior is set beside.
  let fit: LikelihoodFit
  /// The random effects.
  let term: ModelOutline.Term
  /// The posterior mean of a group's weight; nil for normal effects.
  var weight: ((_ group: Int) -> Double?)?

  /// Writes the table as CSV, `NA` for what does not exist, without waiting for the disk.
  ///
  /// - Parameter posterior: the posterior summary of a group's effect, both counted from 0.
  /// - Throws: `DrawsError`, and what `posterior` throws.
  func write(
    to path: String,
    posterior: (_ group: Int, _ effect: Int, EffectEstimate) throws -> PosteriorOfEffect
  ) throws {
    let file = try AtomicFile(at: path)
    let header = Self.header + (weight == nil ? [] : ["weight"])
    var text = header.joined(separator: ",") + "\n"
    try fit.forEachGroup { (group, estimates: [EffectEstimate]) in
      for (effect, estimate) in estimates.enumerated() {
        let summary = try posterior(group, effect, estimate)
        text +=
          EffectRow(
            group: term.factor.levels[group], label: term.design.labels[effect],
            rowCount: fit.data.groupSizes[group], observed: estimate.observed,
            observedError: estimate.observedError, empiricalBayes: estimate.estimate,
            empiricalBayesDeviation: estimate.standardDeviation, mean: summary.mean,
            standardDeviation: summary.standardDeviation, quantiles: summary.quantiles,
            weight: weight?(group)
          ).csv
      }
      guard text.utf8.count > 1 << 16 else { return }
      try file.write(Array(text.utf8))
      text = ""
    }
    try file.write(Array(text.utf8))
    try file.commit(synchronizes: false)
  }
}

extension EffectRow {
  /// The row as a line of CSV.
  fileprivate var csv: String {
    func text(_ value: Double?) -> String { value.map { $0.isFinite ? "\($0)" : "NA" } ?? "NA" }
    let fields =
      [group.csvField, label.csvField, "\(rowCount)"]
      + [
        observed, observedError, empiricalBayes, empiricalBayesDeviation, mean, standardDeviation,
      ].map(text) + quantiles.map { text($0) } + (weight.map { [text($0)] } ?? [])
    return fields.joined(separator: ",") + "\n"
  }
}
