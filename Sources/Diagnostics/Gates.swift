/// What a run must reach before its numbers are reported without a warning.
///
/// Source: Vehtari, Gelman, Simpson, Carpenter & Bürkner (2021), section 1.
public struct Gates: Equatable, Sendable {
  /// The limit that R-hat stays below.
  public var rHatLimit: Double
  /// The bulk and tail effective sample size that each chain brings at least.
  public var essPerChain: Double
  /// The share of the posterior sd that the Monte Carlo error of the mean does not exceed.
  public var monteCarloShare: Double

  /// Makes gates; the defaults are the source's, with a tenth for the share: 100 independent draws.
  public init(
    rHatLimit: Double = 1.01, essPerChain: Double = 100, monteCarloShare: Double = 0.1
  ) {
    self.rHatLimit = rHatLimit
    self.essPerChain = essPerChain
    self.monteCarloShare = monteCarloShare
  }

  /// Every gate that a variable fails, in the order of the summaries.
  public func failures(of summaries: [VariableSummary], chainCount: Int) -> [GateFailure] {
    summaries.flatMap { failures(of: $0, chainCount: chainCount) }
  }

  /// Every gate that a variable fails.
  ///
  /// - Parameter hasDeviation: whether the variable has a posterior standard deviation; without one
  ///   its mean has no Monte Carlo error.
  public func failures(
    of summary: VariableSummary, chainCount: Int, hasDeviation: Bool = true
  ) -> [GateFailure] {
    let required = essPerChain * Double(chainCount)
    guard let rHat = summary.rHat, let bulk = summary.essBulk, let tail = summary.essTail else {
      return [.undefined(variable: summary.variable)]
    }
    var failures: [GateFailure] = []
    if rHat >= rHatLimit {
      failures.append(.rHat(variable: summary.variable, value: rHat, limit: rHatLimit))
    }
    if bulk < required {
      failures.append(.essBulk(variable: summary.variable, value: bulk, required: required))
    }
    if tail < required {
      failures.append(.essTail(variable: summary.variable, value: tail, required: required))
    }
    if hasDeviation, let share = summary.monteCarloShare, share > monteCarloShare {
      failures.append(
        .monteCarloError(variable: summary.variable, share: share, limit: monteCarloShare))
    }
    return failures
  }
}

/// A gate that a variable fails.
public enum GateFailure: Equatable, Sendable {
  /// The chains do not agree.
  case rHat(variable: String, value: Double, limit: Double)
  /// The draws are too few for the centre of the distribution.
  case essBulk(variable: String, value: Double, required: Double)
  /// The draws are too few for the 5% and 95% quantiles.
  case essTail(variable: String, value: Double, required: Double)
  /// The mean is not known well enough, its Monte Carlo error being this share of the sd.
  case monteCarloError(variable: String, share: Double, limit: Double)
  /// The draws are constant, not finite, or too few for any diagnostic.
  case undefined(variable: String)
}

extension GateFailure: CustomStringConvertible {
  /// What fails, its value and what is required, in one line.
  public var description: String {
    switch self {
    case .rHat(let variable, let value, let limit):
      "\(variable): R-hat is \(thousandths(value)), and must be below \(limit)."
    case .essBulk(let variable, let value, let required):
      "\(variable): the bulk effective sample size is \(EffectiveSampleSize.wholeDraws(value)), "
        + "and must be at least \(Int(required))."
    case .essTail(let variable, let value, let required):
      "\(variable): the tail effective sample size is \(EffectiveSampleSize.wholeDraws(value)), "
        + "and must be at least \(Int(required))."
    case .monteCarloError(let variable, let share, let limit):
      "\(variable): the Monte Carlo error of the mean is \(percent(share)) of the standard "
        + "deviation, and must be at most \(percent(limit))."
    case .undefined(let variable):
      "\(variable): the draws are constant, not finite or too few, so that nothing can be "
        + "said about convergence."
    }
  }
}

/// A share in per cent, with a decimal where it has one.
private func percent(_ share: Double) -> String {
  let tenths = Int((1000 * min(share, 1000)).rounded())
  return "\(tenths / 10)\(tenths % 10 == 0 ? "" : ".\(tenths % 10)")%"
}

/// An R-hat with three decimals.
private func thousandths(_ value: Double) -> String {
  guard value < 1e6 else { return value == .infinity ? "infinite" : value.description }
  let total = Int((value * 1000).rounded())
  return "\(total / 1000).\(String(1000 + total % 1000).dropFirst())"
}
