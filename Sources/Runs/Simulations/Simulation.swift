import Draws
import GSLNumerics
import GibbsModels
import LikelihoodFits
import ModelData
import RealModule

/// Simulated data as `lindley simulate` writes them: the rows of a model with other outcomes.
public struct Simulation: Sendable {
  /// Where the parameters come from.
  public enum Parameters: Sendable {
    /// The REML fit, but for what is given.
    case given([ParameterSetting])
    /// The draws of a run: another one at random for each replicate.
    case drawn(ParameterDraws)
  }

  /// What to tell people of the rows.
  public let notes: [String]
  private let parameters: ParameterSource
  private let simulator: Simulator
  private let source: SourceRows
  private let outcome: OutcomeColumn
  private let effects: TrueEffects
  private let replicates: Int
  private let seed: UInt64

  /// Prepares data sets.
  ///
  /// - Parameters:
  ///   - replicates: how many; a column tells them apart where there are several.
  ///   - seed: of the random streams, one a replicate.
  /// - Throws: `SimulationError`, an `InputError`, or `NumericalError` where X lacks rank.
  public init(
    _ analysis: Analysis, at parameters: Parameters, replicates: Int, seed: UInt64
  ) throws {
    let term = try analysis.supportedTerm()
    let model = try analysis.rows()
    try analysis.checkGroupSizes()
    let reml = try LikelihoodFit(
      analysis.reducedData(), method: .reml, covariance: term.covariance)
    let variables = Variables(simulating: analysis, term: term)
    (self.replicates, self.seed) = (replicates, seed)
    self.parameters =
      switch parameters {
      case .drawn(let draws): .drawn(draws)
      case .given(let settings):
        .given(
          try ParameterDraws.Values(
            reml, analysis, term: term, settings: settings, variables: variables))
      }
    if model.knownCovariances != nil, analysis.file.errors.levelOne.isNormal == false {
      throw UnsupportedModel(
        file: analysis.file.path, feature: "t errors of level 1 and known covariances",
        instead: "Write t errors for the groups' effects, or known-variance.")
    }
    simulator = Simulator(model)
    source = try SourceRows(analysis)
    outcome = try OutcomeColumn(analysis)
    effects = TrueEffects(reml, model, variables: variables)
    guard replicates == 1 || !source.names.contains(Self.replicateName) else {
      throw SimulationError.replicateColumn(file: analysis.file.data[0].name)
    }
    notes = Self.notes(analysis)
  }

  private static let replicateName = "replicate"

  private static func notes(_ analysis: Analysis) -> [String] {
    var notes: [String] = []
    let (rows, files) = (analysis.model.rows, analysis.file.data.map(\.name))
    if rows.used < rows.read {
      notes.append(
        "Of \(rows.read) rows \(rows.read - rows.used) are left out, as the model leaves them out: "
          + "values are missing.")
    }
    if files.count > 1 {
      notes.append(
        "\(files.joined(separator: ", ")) are joined: a model file for these data names one file "
          + "in their place.")
    }
    return notes
  }

  /// Writes all replicates as CSV, and what is true in them.
  ///
  /// - Parameters:
  ///   - data: takes lines of the data, the header first.
  ///   - truth: takes the parameters and effects of each replicate.
  /// - Throws: what these throw, `TableError` where a file cannot be read again.
  public func write(data: (String) throws -> Void, truth: (TrueValue) throws -> Void) throws {
    let isNumbered = replicates > 1
    let names = source.names + (isNumbered ? [Self.replicateName] : [])
    try data(names.map(\.csvField).joined(separator: ",") + "\n")
    let place = source.names.firstIndex(of: outcome.name)
    for number in 1...replicates {
      var stream = RandomStream(seed: seed, chain: number - 1, purpose: .simulation)
      let values = parameters.values(using: &stream)
      let replicate = simulator.replicate(at: values, using: &stream)
      var text = ""
      try source.read { row, texts in
        var fields = texts.map { $0?.csvField ?? "NA" }
        if let place { fields[place] = "\(outcome.value(of: replicate.outcome[row]))" }
        if isNumbered { fields.append("\(number)") }
        text += fields.joined(separator: ",") + "\n"
        guard text.utf8.count > 1 << 16 else { return }
        try data(text)
        text = ""
      }
      try data(text)
      for value in effects.values(of: values, replicate.effects, replicate: number) {
        try truth(value)
      }
    }
  }
}

/// Where a replicate's parameters come from.
private enum ParameterSource: Sendable {
  case given(ParameterDraws.Values)
  case drawn(ParameterDraws)

  func values(using stream: inout RandomStream) -> ParameterDraws.Values {
    switch self {
    case .given(let values): return values
    case .drawn(let draws):
      let place = stream.integer(below: draws.chains.count * draws.count)
      return draws.values(chain: place / draws.count, draw: place % draws.count)
    }
  }
}

/// The column of the outcome, and the function of it that the model takes as its outcome.
private struct OutcomeColumn: Sendable {
  let name: String
  private let isLogarithm: Bool

  /// - Throws: `SimulationError.unsuitableOutcome`.
  init(_ analysis: Analysis) throws(SimulationError) {
    var expression = analysis.formula.outcome
    var isLogarithm = false
    while true {
      switch expression {
      case .parentheses(let x), .function(.identity, let x): expression = x
      case .function(.log, let x) where !isLogarithm: (expression, isLogarithm) = (x, true)
      case .column(let name):
        (self.name, self.isLogarithm) = (name, isLogarithm)
        return
      default:
        throw .unsuitableOutcome(
          file: analysis.file.path, outcome: analysis.formula.outcome.description)
      }
    }
  }

  /// What the column holds for an outcome.
  func value(of outcome: Double) -> Double { isLogarithm ? .exp(outcome) : outcome }
}

extension Variables {
  /// The parameters of a model from which data are simulated.
  fileprivate init(simulating analysis: Analysis, term: ModelOutline.Term) {
    func isEstimated(_ errors: ErrorDistribution) -> Bool {
      DegreesOfFreedom(errors, prior: analysis.file.priors.degreesOfFreedom)?.isEstimated ?? false
    }
    self.init(
      coefficients: analysis.model.fixed.labels, effects: term.design.labels,
      estimatesSigmaSquared: !analysis.model.hasKnownVariances,
      estimatesDegreesOfFreedom: isEstimated(analysis.file.errors.effects[term.factor.name]),
      estimatesRowDegreesOfFreedom: isEstimated(analysis.file.errors.levelOne))
  }
}

extension ParameterDraws.Values {
  /// The REML estimates, taken as scales where errors are t, with what is given in their place.
  ///
  /// - Throws: `SimulationError`.
  fileprivate init(
    _ reml: LikelihoodFit, _ analysis: Analysis, term: ModelOutline.Term,
    settings: [ParameterSetting], variables: Variables
  ) throws(SimulationError) {
    func freedom(_ errors: ErrorDistribution) -> Double {
      switch DegreesOfFreedom(errors, prior: analysis.file.priors.degreesOfFreedom) {
      case nil: .infinity
      case .fixed(let value): value
      case .grid, .gamma, .uniformReciprocal: .nan
      }
    }
    self.init(
      gamma: reml.fixedEffects.estimate, tau: reml.parameters.tau,
      sigmaSquared: reml.parameters.sigmaSquared,
      degreesOfFreedom: freedom(analysis.file.errors.effects[term.factor.name]),
      rowDegreesOfFreedom: freedom(analysis.file.errors.levelOne))
    try set(settings, variables, isDiagonal: term.covariance == .diagonal)
    if degreesOfFreedom.isNaN, let variable = variables.degreesOfFreedom {
      throw .noDegreesOfFreedom(label: variable.label)
    }
    if rowDegreesOfFreedom.isNaN, let variable = variables.rowDegreesOfFreedom {
      throw .noDegreesOfFreedom(label: variable.label)
    }
  }
}
