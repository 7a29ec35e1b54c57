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
    let numbers = values.numbers
    guard let row = firstChange(numbers, places) else { return }
    change = Change(
      place: rows.place(of: expression, at: row), group: places[row],
      first: firstValues[places[row]], second: numbers[row])
    firstValues = []
  }

  /// The first row that differs from the first one of its group.
  private mutating func firstChange(_ values: [Double], _ places: [Int]) -> Int? {
    for (row, group) in places.enumerated() where group == firstValues.count {
      firstValues.append(values[row])
    }
    return firstValues.withUnsafeBufferPointer { firstValues in
      places.indices.first { values[$0] != firstValues[places[$0]] }
    }
  }
}

extension VariableValues {
  /// The numbers, or the places of the levels.
  fileprivate var numbers: [Double] {
    switch self {
    case .numeric(let values): values
    case .factor(let codes): codes.map { Double($0) }
    }
  }
}
