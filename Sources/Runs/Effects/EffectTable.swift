import Draws
import GSLNumerics
import GibbsModels
import LikelihoodFits
import ModelData

/// The draws of γ and of every group's random effects in one chain, from which its true effects are made.
struct EffectDraws: Sendable {
  private let model: TwoLevelModel
  /// γ as reported, draw after draw.
  private var gamma: [[Double]] = []
  /// Draw after draw, the lanes of all groups.
  private var lanes: [SIMD8<Double>] = []

  init(_ model: TwoLevelModel) { self.model = model }

  mutating func append(_ state: TwoLevelState) {
    gamma.append(model.gamma(of: state))
    state.effects.appendLanes(to: &lanes)
  }

  /// The draws of one effect of one group: what its equation predicts, plus u.
  ///
  /// - Parameter predictors: the group's row of the equation, f values.
  func values(of group: Int, effect: Int, predictors: [Double]) -> [Double] {
    let q = model.data.effectCount
    let (block, lane) = group.quotientAndRemainder(dividingBy: ReducedData.blockSize)
    let stride = model.data.blockCount * q
    return gamma.enumerated().map { draw, gamma in
      dot(predictors, gamma) + lanes[draw * stride + block * q + effect][lane]
    }
  }
}

/// A row of `effects.csv`: what is known of one group's effect, by each method.
public struct EffectRow: Sendable, Equatable {
  /// The group's id.
  public var group: String
  /// The effect's label.
  public var label: String
  /// The rows of the group.
  public var rowCount: Int
  /// The group's own estimate and its standard error; nil where its rows say nothing.
  public var observed: Double?
  /// The standard error of `observed`.
  public var observedError: Double?
  /// Empirical Bayes under REML; nil where the group's rows do not show the predictors.
  public var empiricalBayes: Double?
  /// The standard deviation of `empiricalBayes`.
  public var empiricalBayesDeviation: Double?
  /// The posterior mean; nil where it does not exist.
  public var mean: Double?
  /// The posterior standard deviation; nil where it does not exist.
  public var standardDeviation: Double?
  /// The posterior 2.5%, 50% and 97.5% quantiles.
  public var quantiles: [Double?]
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

/// The table of all groups' effects.
public struct EffectTable: Sendable, Equatable {
  /// One row a group.
  public let rows: [EffectRow]

  /// The header of the CSV file.
  static let header = [
    "group", "label", "rows", "observed", "observed_se", "empirical_bayes", "empirical_bayes_sd",
    "mean", "sd", "q2.5", "median", "q97.5",
  ]

  /// Makes the table.
  ///
  /// - Parameter posterior: the posterior summary of a group's effect, both counted from 0.
  init(
    fit: LikelihoodFit, term: ModelOutline.Term,
    posterior: (_ group: Int, _ effect: Int, EffectEstimate) throws -> PosteriorOfEffect
  ) rethrows {
    rows = try zip(term.factor.levels, fit.effectEstimates).enumerated().flatMap { group, row in
      try row.1.enumerated().map { effect, estimate in
        let summary = try posterior(group, effect, estimate)
        return EffectRow(
          group: row.0, label: term.design.labels[effect], rowCount: fit.data.groupSizes[group],
          observed: estimate.observed, observedError: estimate.observedError,
          empiricalBayes: estimate.estimate,
          empiricalBayesDeviation: estimate.standardDeviation, mean: summary.mean,
          standardDeviation: summary.standardDeviation, quantiles: summary.quantiles)
      }
    }
  }

  /// The table as CSV, `NA` for what does not exist.
  var csv: String {
    func text(_ value: Double?) -> String { value.map { $0.isFinite ? "\($0)" : "NA" } ?? "NA" }
    let lines = rows.map { row in
      ([row.group.csvField, row.label.csvField, "\(row.rowCount)"]
        + [
          row.observed, row.observedError, row.empiricalBayes, row.empiricalBayesDeviation,
          row.mean, row.standardDeviation,
        ].map(text) + row.quantiles.map { text($0) }).joined(separator: ",")
    }
    return ([Self.header.joined(separator: ",")] + lines).joined(separator: "\n") + "\n"
  }
}
