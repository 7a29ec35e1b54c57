import GSLNumerics
import GibbsEngine
import GibbsModels
import LikelihoodFits
import ModelData
import RealModule

/// The quantities of a sensitivity analysis by name.
struct SensitivityNames {
  enum Kind {
    case gamma
    case deviation
    case effect
  }

  struct Name {
    let kind: Kind
    let variable: String
    let label: String
  }

  let gamma: [Name]
  /// Standard deviations of normal effects, scales of t ones.
  let tau: [Name]
  /// For each group its place and a name for each effect.
  let effects: [(group: Int, names: [Name])]

  var all: [Name] { gamma + tau + effects.flatMap(\.names) }

  init(_ analysis: Analysis, term: ModelOutline.Term, groups: [Int]) {
    gamma = analysis.model.fixed.labels.enumerated().map {
      Name(kind: .gamma, variable: "gamma.\($0 + 1)", label: "gamma[\($1)]")
    }
    let labels = term.design.labels
    tau = labels.enumerated().map {
      Name(kind: .deviation, variable: "tau.\($0 + 1)", label: "tau[\($1)]")
    }
    effects = groups.map { group in
      let id = term.factor.levels[group]
      return (
        group,
        labels.enumerated().map { k, label in
          Name(
            kind: .effect, variable: "effect.\(group + 1).\(k + 1)",
            label: labels.count == 1
              ? "\(term.factor.name) \(id)" : "\(term.factor.name) \(id), \(label)")
        }
      )
    }
  }
}

/// Keeps the draws of these quantities: γ, the square roots of T's diagonal, x'γ + u of some groups.
struct QuantitySink: DrawSink {
  private(set) var columns: [[Double]]
  private let model: TwoLevelModel
  /// The groups with the rows of X in the equations of their effects.
  private let groups: [(group: Int, predictors: [[Double]])]

  init(_ model: TwoLevelModel, _ names: SensitivityNames, _ source: HierarchicalModel?) {
    self.model = model
    columns = Array(repeating: [], count: names.all.count)
    groups = names.effects.map { group, names in
      let estimates = model.start.effectEstimates[group]
      // A single study's row of X is the row of its effect's equation.
      let row = source?.randomTerms[0].factor.indices.firstIndex(of: group)
      let own = row.flatMap { row in source?.fixed.columns.map { $0[row] } }
      let none = Array(repeating: 0.0, count: model.data.coefficientCount)
      return (group, names.indices.map { estimates[$0].predictors ?? own ?? none })
    }
  }

  mutating func take(_ state: TwoLevelState, phase: ChainPhase) {
    guard phase == .sampling else { return }
    let gamma = model.gamma(of: state)
    var values = gamma + state.tau.diagonal.map { $0.squareRoot() }
    for (group, predictors) in groups {
      values += zip(predictors, state.effects[group]).map { dot($0, gamma) + $1 }
    }
    for (place, value) in values.enumerated() { columns[place].append(value) }
  }
}
