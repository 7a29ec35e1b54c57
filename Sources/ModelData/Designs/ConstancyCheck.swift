/// Whether a variable is constant within the groups of a factor, as rows come.
struct ConstancyCheck {
  /// Two rows of a group whose values differ.
  struct Change {
    var place: DesignError.Place
    var group: Int
    var first: Double
    var second: Double
  }

  let grouping: Grouping
  /// The place of the variable in the plan.
  let variable: Int
  /// The first rows whose values differ; nil as long as there are none.
  private(set) var change: Change?
  private var firstValues: [Double] = []

  init(_ grouping: Grouping, variable: Int) {
    self.grouping = grouping
    self.variable = variable
  }

  /// Looks at the values of a block, until two differ.
  mutating func add(_ values: VariableValues, of expression: Expression, _ rows: VariableEvaluator)
  {
    guard change == nil, let places = rows.places[grouping] else { return }
    for (row, group) in places.enumerated() {
      let value = values[row]
      if group == firstValues.count { firstValues.append(value) }
      guard value != firstValues[group] else { continue }
      change = Change(
        place: rows.place(of: expression, at: row), group: group, first: firstValues[group],
        second: value)
      firstValues = []
      return
    }
  }
}

extension VariableValues {
  /// The number of a row, or the place of its level.
  fileprivate subscript(row: Int) -> Double {
    switch self {
    case .numeric(let values): values[row]
    case .factor(let codes): Double(codes[row])
    }
  }
}
