import Diagnostics
import Draws
import Runs

/// What is wrong with the draws of a run, and what a reader should know of its posterior.
public struct Diagnosis: Sendable {
  /// The failures, variable after variable, then the properties.
  public let findings: [Finding]
  /// The diagnostics of each variable that a summary lists.
  public let variables: [Measures]

  /// The diagnostics of one variable; nil where they are not defined for its draws.
  public struct Measures: Encodable, Sendable {
    /// The column of the draws files.
    public let variable: String
    /// What it is in the model's terms.
    public let label: String
    @Nullable var rHat: Double?
    @Nullable var essBulk: Double?
    @Nullable var essTail: Double?
    @Nullable var monteCarloShare: Double?
    /// The equal draws in the longest run of any chain.
    public let longestRun: Int

    enum CodingKeys: String, CodingKey {
      case variable, label
      case rHat = "rhat"
      case essBulk = "ess_bulk"
      case essTail = "ess_tail"
      case monteCarloShare = "mcse_share"
      case longestRun = "longest_run"
    }
  }

  /// Whether no gate fails.
  public var passes: Bool { !findings.contains(where: \.isFailure) }

  /// Examines the draws of a run.
  public init(_ run: RunRecord, draws: PosteriorDraws, gates: Gates = Gates()) {
    var findings: [Finding] = []
    var variables: [Measures] = []
    let columns = run.variables.summarised.compactMap { variable in
      draws.values(of: variable.variable).map { (variable, $0) }
    }.filter { !isHeldAtZero($0.0.variable, $0.1) && !isOnGrid($0.0.variable, $0.1) }
    if draws.iterationCount < 4 { findings.append(.tooFewDraws(count: draws.iterationCount)) }
    for (variable, chains) in columns {
      let summary = VariableSummary(variable: variable.label, chains: chains)
      let (_, hasDeviation) = run.moments.exist(for: variable.variable)
      let repeats = chains.map(RepeatedDraws.init)
      variables.append(
        Measures(
          variable: variable.variable, label: variable.label, rHat: summary.rHat,
          essBulk: summary.essBulk, essTail: summary.essTail,
          monteCarloShare: hasDeviation ? summary.monteCarloShare : nil,
          longestRun: repeats.map(\.longestRun).max() ?? 0))
      guard draws.iterationCount >= 4 else { continue }
      findings += Self.failures(
        of: variable.label, chains, ids: draws.chains.map(\.chain), repeats: repeats,
        gates: gates.failures(
          of: summary, chainCount: chains.count, hasDeviation: hasDeviation),
        limit: gates.rHatLimit)
    }
    self.variables = variables
    self.findings = findings + Self.properties(run, draws)
  }

  /// What is wrong with the draws of one variable.
  private static func failures(
    of label: String, _ chains: [[Double]], ids: [Int], repeats: [RepeatedDraws],
    gates: [GateFailure], limit: Double
  ) -> [Finding] {
    for (id, chain) in zip(ids, chains) {
      if let place = chain.firstIndex(where: { !$0.isFinite }) {
        return [
          .notFinite(label: label, chain: id, iteration: place + 1, value: chain[place])
        ]
      }
    }
    if let first = chains.first?.first, chains.allSatisfy({ $0.allSatisfy { $0 == first } }) {
      return [.constant(label: label, value: first)]
    }
    var findings = gates.map(Finding.gate)
    switch ChainComparison(chains, limit: limit) {
    case .outlier(let place):
      let others = chains.indices.filter { $0 != place }.flatMap { chains[$0] }
      findings.append(
        .chainDiffers(
          label: label, chain: ids[place], median: middle(chains[place]), others: middle(others)))
    case .drift(let place):
      let half = chains[place].count / 2
      findings.append(
        .chainDrifts(
          label: label, chain: ids[place], first: middle(Array(chains[place].prefix(half))),
          second: middle(Array(chains[place].suffix(half)))))
    case nil: break
    }
    for (id, repeats) in zip(ids, repeats) where repeats.isStuck {
      findings.append(
        .stuck(
          label: label, chain: id, count: repeats.longestRun, start: repeats.start,
          share: repeats.share))
    }
    return findings
  }

  /// What holds of the posterior, however well it was drawn.
  private static func properties(_ run: RunRecord, _ draws: PosteriorDraws) -> [Finding] {
    var findings: [Finding] = draws.chainCount == 1 ? [.oneChain] : []
    // Degrees of freedom are read by their median; that a mean exists says little of their draws.
    for variable in run.variables.summarised where !variable.variable.hasPrefix("df") {
      let (hasMean, hasDeviation) = run.moments.exist(for: variable.variable)
      if !hasMean {
        findings.append(.noMean(label: variable.label))
      } else if !hasDeviation {
        findings.append(.noDeviation(label: variable.label))
      }
    }
    guard draws.drawCount >= leastDraws else { return findings }
    let order = run.variables.effectLabels.count
    let elements = run.variables.tau.map { draws.values(of: $0.variable)?.flatMap { $0 } ?? [] }
    for k in 0..<order {
      let share = BoundaryMass.nearZero(elements[k * order + k])
      if share > 0.05 {
        findings.append(
          .hugsZero(label: run.variables.tau[k * order + k].label, share: share))
      }
    }
    for column in 0..<order {
      for row in column + 1..<max(order, column + 1) {
        let place = column * order + row
        let correlations = elements[place].indices.map { draw in
          elements[place][draw]
            / (elements[row * order + row][draw] * elements[column * order + column][draw])
            .squareRoot()
        }
        let share = BoundaryMass.nearOne(correlations)
        if share > 0.05 {
          findings.append(
            .correlationAtEdge(label: run.variables.tau[place].label, share: share))
        }
      }
    }
    return findings
  }

  /// The draws from which shares near an edge are worth telling.
  private static let leastDraws = 100

  private static func middle(_ draws: [Double]) -> Double {
    quantile(ofSorted: draws.sorted(), at: 0.5)
  }
}

/// Whether a variable is degrees of freedom that take a few values only: tail quantiles of such draws have
/// no effective sample size, and may be infinite.
func isOnGrid(_ variable: String, _ chains: [[Double]]) -> Bool {
  variable.hasPrefix("df") && Set(chains.flatMap { $0 }).count <= 32
}

/// Whether a variable is an element of T that the model holds at 0, effects being uncorrelated.
func isHeldAtZero(_ variable: String, _ chains: [[Double]]) -> Bool {
  let indices = VariableName(dotted: variable).indices
  return indices.count == 2 && indices[0] != indices[1]
    && chains.allSatisfy { $0.allSatisfy { $0 == 0 } }
}
