import Draws
import ModelData
import Runs

/// Finds the draws of a quantity by its name in a comparison.
///
/// | name | draws |
/// |---|---|
/// | `gamma[ses]`, `T[ses, (Intercept)]`, `sigma2` | a parameter by its label |
/// | `gamma[2]`, `T[2,1]`, `T.2.1` | a column of the draws files |
/// | `u[1308]`, `u[1308, ses]` | a group's random effect; without a label the first |
/// | `effect[1308]`, `effect[1308, ses]` | a group's true effect |
/// | `effect`, `effect[ses]`, `expected`, `observation` | what is predicted for a row |
struct QuantityNames {
  /// What is predicted for the row in question.
  var predictions: [Prediction] = []
  private let run: FinishedRun
  private let groups: GroupQuestions
  private let labels: [String]

  init(_ run: FinishedRun, groups: GroupQuestions) {
    self.run = run
    self.groups = groups
    labels = run.record.variables.effectLabels
  }

  /// The chains and the draws in each.
  var shape: (chains: Int, draws: Int) { (run.draws.chainCount, run.draws.iterationCount) }

  /// Whether a name is that of something predicted.
  func isPredicted(_ name: String, in predictions: [Prediction]) -> Bool {
    predictions.contains { isName(name, of: $0) }
  }

  /// The draws of a quantity.
  ///
  /// - Throws: `QuestionError`, and what making the groups' effects throws.
  func values(of name: String, in text: String) throws -> [[Double]] {
    let variables = run.record.variables
    let named = variables.gamma + variables.tau + variables.sigmaSquared
    let column =
      variables.variable(named: name)?.variable
      ?? run.draws.columns.first {
        $0 == name || VariableName(dotted: $0).bracketed == name.unspaced
      }
    if let open = name.firstIndex(of: "["), ["u", "effect"].contains(name[..<open]) {
      let inside = String(name[name.index(after: open)...].dropLast())
      if let values = try groupValues(String(name[..<open]), inside, text) { return values }
    }
    if let values = column.flatMap(run.draws.values(of:)) { return values }
    if let values = predicted(name) { return values }
    if let open = name.firstIndex(of: "["), ["u", "effect"].contains(name[..<open]) {
      let id = String(name[name.index(after: open)...].dropLast())
      throw QuestionError.unknownGroup(
        id, in: text, nearest: nearestName(to: id, among: groups.ids))
    }
    let names = named.map(\.label) + ["u[group]", "effect[group]"]
    throw QuestionError.unknownName(
      name, in: text, nearest: nearestName(to: name, among: names), names: names)
  }

  /// The effect of a group in the data by `id` or `id, label`; nil where there is no such group.
  private func groupValues(
    _ base: String, _ inside: String, _ text: String
  ) throws -> [[Double]]? {
    var found: (group: Int, effect: Int)?
    if let group = groups.ids.firstIndex(of: inside) { found = (group, 0) }
    for (effect, label) in labels.enumerated() where found == nil {
      found = groups.ids.firstIndex { "\($0),\(label)".unspaced == inside.unspaced }
        .map { ($0, effect) }
    }
    guard let found else { return nil }
    if base == "u" { return try groups.deviation(of: found.group, effect: found.effect) }
    return try groups.trueEffects()
      .first { $0.row == found.group && $0.effect == labels[found.effect] }?.draws
  }

  /// What is predicted for the row by this name; nil where nothing is.
  private func predicted(_ name: String) -> [[Double]]? {
    predictions.first { isName(name, of: $0) }?.draws
  }

  /// `observation` for outcomes; `effect[ses]`, or `effect` for the first, for effects.
  private func isName(_ name: String, of prediction: Prediction) -> Bool {
    let base = prediction.quantity.rawValue
    guard let effect = prediction.effect else { return name == base }
    return name.unspaced == "\(base)[\(effect)]".unspaced
      || (name == base && effect == labels.first)
  }
}

extension String {
  /// The text without spaces, in which labels are compared.
  fileprivate var unspaced: String { filter { !$0.isWhitespace } }
}
