import GSLNumerics

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
  /// For so many rows the values of their groups are asked for at a time.
  private static let rowsAtOnce = 16

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
    for start in stride(from: 0, to: places.count, by: Self.rowsAtOnce) {
      let end = min(places.count, start + Self.rowsAtOnce)
      if places[start] != places[end - 1] { fetch(places[start..<end]) }
      for row in start..<end {
        let group = places[row]
        if group == firstValues.count {
          firstValues.append(values[row])
        } else if values[row] != firstValues[group] {
          return row
        }
      }
    }
    return nil
  }

  /// Asks for the values of groups that may be far apart in memory.
  private func fetch(_ places: ArraySlice<Int>) {
    places.withUnsafeBufferPointer { places in
      firstValues.withUnsafeBytes { values in
        values.baseAddress?.prefetch(places, size: MemoryLayout<Double>.size)
      }
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
