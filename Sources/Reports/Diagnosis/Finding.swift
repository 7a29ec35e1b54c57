import Diagnostics
import ModelData

/// Something that a reader of a run must know: a gate that fails, or a property of the posterior.
public enum Finding: Equatable, Sendable {
  // Failures
  case gate(GateFailure)
  case notFinite(label: String, chain: Int, iteration: Int, value: Double)
  case constant(label: String, value: Double)
  case tooFewDraws(count: Int)
  case chainDiffers(label: String, chain: Int, median: Double, others: Double)
  case chainDrifts(label: String, chain: Int, first: Double, second: Double)
  case stuck(label: String, chain: Int, count: Int, start: Int, share: Double)

  // Properties
  case oneChain
  case hugsZero(label: String, share: Double)
  case correlationAtEdge(label: String, share: Double)
  case noMean(label: String)
  case noDeviation(label: String)

  /// Whether the draws fail by it.
  public var isFailure: Bool {
    switch self {
    case .gate, .notFinite, .constant, .tooFewDraws, .chainDiffers, .chainDrifts, .stuck: true
    case .oneChain, .hugsZero, .correlationAtEdge, .noMean, .noDeviation: false
    }
  }

  /// A name for programs.
  public var check: String {
    switch self {
    case .gate(.rHat): "rhat"
    case .gate(.essBulk): "ess_bulk"
    case .gate(.essTail): "ess_tail"
    case .gate(.monteCarloError): "mcse"
    case .gate(.undefined), .tooFewDraws: "too_few_draws"
    case .notFinite: "not_finite"
    case .constant: "constant"
    case .chainDiffers: "chain_differs"
    case .chainDrifts: "chain_drifts"
    case .stuck: "stuck"
    case .oneChain: "one_chain"
    case .hugsZero: "hugs_zero"
    case .correlationAtEdge: "correlation_at_edge"
    case .noMean: "no_mean"
    case .noDeviation: "no_sd"
    }
  }

  /// The variable by its label; nil where it is about the run.
  public var label: String? {
    switch self {
    case .gate(.rHat(let label, _, _)), .gate(.essBulk(let label, _, _)),
      .gate(.essTail(let label, _, _)), .gate(.monteCarloError(let label, _, _)),
      .gate(.undefined(let label)), .notFinite(let label, _, _, _), .constant(let label, _),
      .chainDiffers(let label, _, _, _), .chainDrifts(let label, _, _, _),
      .stuck(let label, _, _, _, _), .hugsZero(let label, _), .correlationAtEdge(let label, _),
      .noMean(let label), .noDeviation(let label):
      label
    case .tooFewDraws, .oneChain: nil
    }
  }

  /// The number of the chain; nil where it is about all.
  public var chain: Int? {
    switch self {
    case .notFinite(_, let chain, _, _), .chainDiffers(_, let chain, _, _),
      .chainDrifts(_, let chain, _, _), .stuck(_, let chain, _, _, _):
      chain
    default: nil
    }
  }

  /// What was measured; nil where nothing was.
  public var value: Double? {
    switch self {
    case .gate(.rHat(_, let value, _)), .gate(.essBulk(_, let value, _)),
      .gate(.essTail(_, let value, _)), .gate(.monteCarloError(_, let value, _)),
      .constant(_, let value), .hugsZero(_, let value), .correlationAtEdge(_, let value):
      value
    case .tooFewDraws(let count): Double(count)
    case .stuck(_, _, let count, _, _): Double(count)
    default: nil
    }
  }

  /// What is required of the value; nil where there is no gate.
  public var limit: Double? {
    switch self {
    case .gate(.rHat(_, _, let limit)), .gate(.essBulk(_, _, let limit)),
      .gate(.essTail(_, _, let limit)), .gate(.monteCarloError(_, _, let limit)):
      limit
    default: nil
    }
  }
}

extension Finding: CustomStringConvertible {
  /// What is the matter, in one line.
  public var description: String {
    switch self {
    case .gate(let failure): failure.description
    case .notFinite(let label, let chain, let iteration, let value):
      "\(label): draw \(iteration) of chain \(chain) is \(value.isNaN ? "not a number" : "infinite")."
    case .constant(let label, let value): "\(label): all draws are \(value)."
    case .tooFewDraws(let count):
      "\(counted(count, "draw")) a chain \(count == 1 ? "is" : "are") too few for any diagnostic."
    case .chainDiffers(let label, let chain, let median, let others):
      "\(label): chain \(chain) differs from the others: its median is \(short(median)), "
        + "theirs \(short(others))."
    case .chainDrifts(let label, let chain, let first, let second):
      "\(label): chain \(chain) drifts: the median of its first half is \(short(first)), "
        + "of its second \(short(second))."
    case .stuck(let label, let chain, let count, let start, let share):
      share > 0.5
        ? "\(label): chain \(chain) is stuck: \(percentText(share.rounded(toDecimals: 3)))% of its "
          + "draws repeat the one before."
        : "\(label): chain \(chain) got stuck: draws \(start) to \(start + count - 1) are the same."
    case .oneChain: "There is one chain: whether others would agree with it cannot be seen."
    case .hugsZero(let label, let share):
      "\(label) hugs zero: \(percentText(share.rounded(toDecimals: 3)))% of its draws lie below a "
        + "tenth of its median."
    case .correlationAtEdge(let label, let share):
      "\(label) makes a correlation beyond ±0.99 in \(percentText(share.rounded(toDecimals: 3)))% "
        + "of the draws."
    case .noMean(let label):
      "\(label) has no posterior mean and no standard deviation under this prior with so few groups."
    case .noDeviation(let label):
      "\(label) has no posterior standard deviation under this prior with so few groups."
    }
  }

  /// A number with four digits.
  private func short(_ value: Double) -> String {
    fixed(value, decimals: min(9, 1 + decimals(forSpread: abs(value))))
  }
}

extension Double {
  /// The nearest number with so many decimals.
  fileprivate func rounded(toDecimals count: Int) -> Double {
    let scale = (0..<count).reduce(1.0) { power, _ in 10 * power }
    return (scale * self).rounded() / scale
  }
}
