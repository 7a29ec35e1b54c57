import Draws
import ModelData
import Plots
import Runs

/// The figures of a run.
public struct RunFigures: Sendable {
  let comparison: CompareReport
  let draws: PosteriorDraws
  let variables: [Variables.Variable]
  let effects: [EffectInterval]
  let factor: String
  /// The densities of the variables by integrals, where the model has them.
  let exactDensities: [String: [Point]]
  let level: Double

  /// Takes up a run and fits its model.
  ///
  /// - Parameters:
  ///   - analysis: that of the run.
  ///   - variables: the labels or columns to draw; empty for all of γ, T and σ².
  /// - Throws: `UnknownVariable`, and what comparing the run with its fits throws.
  public init(
    _ run: FinishedRun, of analysis: Analysis, variables names: [String] = [],
    level: Double = 0.95
  ) throws {
    comparison = try CompareReport(analysis, run: run, level: level)
    draws = run.draws
    let all = run.record.variables.summarised
    variables =
      names.isEmpty
      ? all
      : try names.map { name throws(UnknownVariable) in
        guard let found = all.first(where: { $0.variable == name || $0.label == name }) else {
          throw UnknownVariable(name: name, labels: all.map(\.label))
        }
        return found
      }
    exactDensities =
      try run.hasIntegrals(of: analysis)
      ? comparison.posterior?.densities(of: run.record.variables) ?? [:] : [:]
    factor = analysis.model.randomTerms[0].factor.name
    effects = try EffectInterval.all(of: comparison, folder: run.folder)
    self.level = level
  }

  /// One of the figures.
  public func figure(_ kind: FigureKind) -> Figure {
    switch kind {
    case .trace: trace
    case .density: density
    case .forest: forest
    case .compare: compare
    case .rank: rank
    case .joint: joint
    case .autocorrelation: autocorrelation
    }
  }

  /// The row of a variable in the comparison; nil for one that no fit has.
  func comparisonRow(_ variable: Variables.Variable) -> CompareReport.Row? {
    comparison.rows.first { $0.variable == variable.variable }
  }

  /// The draws of a variable that are finite, chain by chain.
  func chains(_ variable: Variables.Variable) -> [[Double]] {
    draws.values(of: variable.variable) ?? []
  }

  /// The tones of the chains, used in turn.
  static func chainStyle(_ chain: Int, isFaint: Bool = false) -> MarkStyle {
    let tones: [Tone] = [.blue, .orange, .green, .purple]
    return MarkStyle(
      tones[chain % tones.count], isDashed: chain / tones.count % 2 == 1, isFaint: isFaint)
  }

  /// The legend of the chains; empty for one chain.
  var chainLegend: [LegendEntry] {
    draws.chainCount == 1
      ? []
      : draws.chains.enumerated().map { LegendEntry("chain \($1.chain)", Self.chainStyle($0)) }
  }
}

extension Variables.Variable {
  /// Whether it is a variance: σ², or an element of T's diagonal.
  var isVariance: Bool {
    if variable == "sigma2" { return true }
    let parts = variable.split(separator: ".")
    return parts.count == 3 && parts[0].hasPrefix("T") && parts[1] == parts[2]
  }
}

/// A variable was named that the run does not have.
public struct UnknownVariable: Error, Equatable, CustomStringConvertible {
  /// The name given.
  public let name: String
  /// The labels that there are.
  public let labels: [String]

  /// What is wrong and what there is.
  public var description: String {
    let remedy =
      nearestName(to: name, among: labels).map { "Did you mean '\($0)'?" }
      ?? "It has \(labels.map { "'\($0)'" }.joined(separator: ", "))."
    return "The run has no variable '\(name)'.\n\(remedy)"
  }
}
