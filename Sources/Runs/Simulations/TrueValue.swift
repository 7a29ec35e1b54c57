import Draws
import GSLNumerics
import LikelihoodFits
import ModelData

/// A parameter or an effect from which data were simulated.
public struct TrueValue: Sendable, Equatable, Encodable {
  /// The number of the data set, from 1.
  public let replicate: Int
  /// The name as draws files have it: `T.2.1`, `u.4.1`, `effect.4.1`.
  public let variable: String
  /// What it is in the model's terms.
  public let label: String
  /// The value.
  public let value: Double

  enum CodingKeys: CodingKey {
    case replicate, variable, label, value
  }

  /// Encodes a value that is not finite, of degrees of freedom, as null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(replicate, forKey: .replicate)
    try container.encode(variable, forKey: .variable)
    try container.encode(label, forKey: .label)
    try container.encode(value.isFinite ? value : nil, forKey: .value)
  }

  /// The header of a CSV file of these.
  public static let csvHeader = "replicate,variable,label,value\n"

  /// A line of that file.
  public var csv: String { "\(replicate),\(variable.csvField),\(label.csvField),\(value)\n" }
}

/// Names what is true in simulated data: γ, T, σ², ν, each group's u, and W_jγ + u where W_j is known.
struct TrueEffects: Sendable {
  private let variables: Variables
  private let labels: [String]
  private let groups: [String]
  /// W_j for each group and effect; nil where its rows do not show it.
  private let predictors: [[[Double]?]]

  init(_ fit: LikelihoodFit, _ model: HierarchicalModel, variables: Variables) {
    self.variables = variables
    let term = model.randomTerms[0]
    (labels, groups) = (term.design.labels, term.factor.levels)
    var firstRow = Array(repeating: 0, count: groups.count)
    for (row, group) in term.factor.indices.enumerated().reversed() { firstRow[group] = row }
    predictors = fit.effectEstimates.enumerated().map { group, effects in
      effects.map { effect in
        // A study's row of X is the row of its effect's equation.
        effect.predictors
          ?? (fit.isMetaAnalysis ? model.fixed.columns.map { $0[firstRow[group]] } : nil)
      }
    }
  }

  /// The values of one data set.
  func values(
    of parameters: ParameterDraws.Values, _ effects: [[Double]], replicate: Int
  ) -> [TrueValue] {
    var values: [TrueValue] = []
    func add(_ variable: String, _ label: String, _ value: Double) {
      values.append(
        TrueValue(replicate: replicate, variable: variable, label: label, value: value))
    }
    for (variable, value) in zip(variables.gamma, parameters.gamma) {
      add(variable.variable, variable.label, value)
    }
    let lower = labels.indices.flatMap { column in
      (column..<labels.count).map { parameters.tau[$0, column] }
    }
    for (variable, value) in zip(variables.tauLowerTriangle, lower) {
      add(variable.variable, variable.label, value)
    }
    for variable in variables.sigmaSquared {
      add(variable.variable, variable.label, parameters.sigmaSquared)
    }
    if let variable = variables.degreesOfFreedom {
      add(variable.variable, variable.label, parameters.degreesOfFreedom)
    }
    if let variable = variables.rowDegreesOfFreedom {
      add(variable.variable, variable.label, parameters.rowDegreesOfFreedom)
    }
    for (group, id) in groups.enumerated() {
      for (k, label) in labels.enumerated() {
        let name = labels.count == 1 ? id : "\(id), \(label)"
        let (u, place) = (effects[group][k], [group + 1, k + 1])
        add(VariableName(base: "u", indices: place).dotted, "u[\(name)]", u)
        guard let row = predictors[group][k] else { continue }
        add(
          VariableName(base: "effect", indices: place).dotted, "effect[\(name)]",
          dot(row, parameters.gamma) + u)
      }
    }
    return values
  }
}
