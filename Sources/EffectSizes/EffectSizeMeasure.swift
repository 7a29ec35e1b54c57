/// An effect size and its sampling variance.
public struct EffectSize: Sendable, Equatable {
  /// The estimate: metafor's `yi`.
  public let estimate: Double
  /// Its sampling variance: metafor's `vi`.
  public let variance: Double
}

/// A kind of effect size, as it is made of one row of raw summaries.
protocol EffectSizeMeasure: Sendable {
  /// What it is made of, in the order of `init(values:)`.
  static var inputs: [SummaryInput] { get }
  /// Takes the values of the inputs, each within its range.
  init(values: [Double])
  /// The effect size and its variance.
  var effectSize: EffectSize { get }
  /// The sizes of the treated and of the control group, where covariances need them; nil elsewhere.
  var groupSizes: (treated: Double, control: Double)? { get }
  /// The covariance with another of the same study; nil where no formula is known for this relation.
  func covariance(with other: Self, _ relation: SamplingRelation) -> Double?
}

extension EffectSizeMeasure {
  var groupSizes: (treated: Double, control: Double)? { nil }
}

/// How two effect sizes of one study depend on each other.
public enum SamplingRelation: Sendable, Equatable {
  /// They are of two outcomes, with this correlation within groups, of the same people.
  case correlatedOutcomes(Double)
  /// They are of two treatments beside one control group; with the size of all groups of the study together.
  case sharedControl(total: Double)
}

/// A raw summary of which effect sizes are made.
public struct SummaryInput: Sendable, Equatable {
  /// The column where it stands unless another is named; metafor's name of it.
  public let column: String
  /// What it is.
  public let meaning: String
  /// What it must be.
  public let range: Range

  /// The values that an input can have.
  public enum Range: Sendable, Equatable {
    /// Any number.
    case any
    /// Above zero.
    case positive
    /// Zero or more.
    case notNegative
    /// Above this number.
    case above(Double)
    /// Between −1 and 1, both excluded.
    case correlation

    func contains(_ value: Double) -> Bool {
      switch self {
      case .any: value.isFinite
      case .positive: value > 0 && value.isFinite
      case .notNegative: value >= 0 && value.isFinite
      case .above(let bound): value > bound && value.isFinite
      case .correlation: abs(value) < 1
      }
    }

    /// The range in words.
    public var words: String {
      switch self {
      case .any: "a number"
      case .positive: "above 0"
      case .notNegative: "0 or more"
      case .above(let bound): "above \(Int(bound))"
      case .correlation: "between −1 and 1"
      }
    }
  }

  init(_ column: String, _ meaning: String, _ range: Range) {
    self.column = column
    self.meaning = meaning
    self.range = range
  }
}

/// The measures by the names that people give.
public enum EffectSizeKind: String, Sendable, CaseIterable {
  /// Hedges' g.
  case standardizedMeanDifference = "smd"
  /// Cohen's d: without the correction for small samples.
  case uncorrectedMeanDifference = "smd-uncorrected"
  /// A difference of means in their own units.
  case meanDifference = "md"
  /// The log odds ratio of a fourfold table.
  case logOddsRatio = "log-odds-ratio"
  /// The log risk ratio of a fourfold table.
  case logRiskRatio = "log-risk-ratio"
  /// The risk difference of a fourfold table.
  case riskDifference = "risk-difference"
  /// Fisher's transformation of a correlation.
  case fisherZ = "fisher-z"
  /// The logit of a proportion.
  case logit
  /// The logarithm of a standard deviation.
  case logStandardDeviation = "log-sd"

  var measure: any EffectSizeMeasure.Type {
    switch self {
    case .standardizedMeanDifference: StandardizedMeanDifference.self
    case .uncorrectedMeanDifference: UncorrectedMeanDifference.self
    case .meanDifference: MeanDifference.self
    case .logOddsRatio: LogOddsRatio.self
    case .logRiskRatio: LogRiskRatio.self
    case .riskDifference: RiskDifference.self
    case .fisherZ: FisherZ.self
    case .logit: Logit.self
    case .logStandardDeviation: LogStandardDeviation.self
    }
  }

  /// What it is made of.
  public var inputs: [SummaryInput] { measure.inputs }

  /// The effect size of these values of the inputs, each within its range.
  public func effectSize(of values: [Double]) -> EffectSize {
    measure.init(values: values).effectSize
  }

  /// The covariance of two effect sizes of one study; nil where no formula is known for the relation.
  public func covariance(
    of first: [Double], and second: [Double], _ relation: SamplingRelation
  ) -> Double? {
    Self.covariance(measure, first, second, relation)
  }

  /// The size of all groups of a study whose rows share a control group; nil where no formula needs it.
  func sharedTotal(of rows: [[Double]]) -> Double? {
    let sizes = rows.compactMap { measure.init(values: $0).groupSizes }
    guard let control = sizes.first?.control else { return nil }
    return sizes.reduce(control) { $0 + $1.treated }
  }

  private static func covariance<Measure: EffectSizeMeasure>(
    _ measure: Measure.Type, _ first: [Double], _ second: [Double], _ relation: SamplingRelation
  ) -> Double? {
    Measure(values: first).covariance(with: Measure(values: second), relation)
  }
}
