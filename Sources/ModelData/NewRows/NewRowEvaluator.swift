/// A row as it was given, its names found in the formula.
struct GivenRow {
  let place: NewRow.Place
  var group: String?
  var knownGroup: Int?
  var values: [Expression: String] = [:]
}

/// The value of a variable in a new row.
enum NewValue {
  /// A number; NaN where something is missing.
  case number(Double)
  /// The place of a level; nil where it is missing.
  case level(Int?)

  /// The number, or for a level whether it is this one; NaN where it is missing.
  func value(ofLevel level: Int?) -> Double {
    switch self {
    case .number(let number): number
    case .level(let place): place.map { $0 == level ? 1 : 0 } ?? .nan
    }
  }
}

/// Calculates variables for one new row from what is given and what the data say.
struct NewRowEvaluator {
  let row: GivenRow
  /// All new rows, for the means of new groups.
  let rows: [GivenRow]
  let known: KnownValues
  /// What is missing, as it would have to be given.
  private(set) var missing: [String] = []
  init(row: GivenRow, rows: [GivenRow], known: KnownValues) {
    (self.row, self.rows, self.known) = (row, rows, known)
  }

  /// The value of a variable.
  mutating func value(of variable: Expression) throws(NewRowError) -> NewValue {
    guard let levels = known.factors[variable]?.levels, let name = variable.columnNames.first else {
      return .number(try number(variable))
    }
    guard let text = text(ofColumn: name) else {
      note(name)
      return .level(nil)
    }
    let texts = [text, Double(text)?.textAsInR ?? text]
    guard let code = levels.firstIndex(where: texts.contains) else {
      throw NewRowError(row.place, .unknownLevel(name: name, text: text, levels: levels))
    }
    return .level(code)
  }

  /// The value of an expression; NaN where something is missing.
  private mutating func number(_ expression: Expression) throws(NewRowError) -> Double {
    if let text = row.values[expression] { return try read(text, expression.description) }
    switch expression {
    case .number(let value): return value
    case .column(let name), .factor(let name):
      guard let text = text(ofColumn: name) else {
        note(name)
        return .nan
      }
      return try read(text, name)
    case .parentheses(let x): return try number(x)
    case .negative(let x): return -(try number(x))
    case .function(let function, let x):
      let operand = try number(x)
      return try checked(function.elementary(operand), of: expression, operand)
    case .arithmetic(let x, let sign, let y):
      let (first, second) = (try number(x), try number(y))
      return try checked(sign.apply(first, second), of: expression, first + second)
    case .centered(let x, nil): return try number(x) - (known.grandMean(x) ?? .nan)
    case .centered(let x, .some(let group)):
      return try number(x) - groupMean(.groupMean(x, group: group), x, group)
    case .groupMean(let x, let group): return try groupMean(expression, x, group)
    }
  }

  private mutating func groupMean(
    _ mean: Expression, _ x: Expression, _ group: Grouping
  ) throws(NewRowError) -> Double {
    if let text = row.values[mean] { return try read(text, mean.description) }
    guard let id = id(of: row, in: group) else {
      note(mean.description)
      return .nan
    }
    if let value = known.mean(of: x, in: group, id: id) { return value }
    var values: [Double] = []
    for other in rows where self.id(of: other, in: group) == id {
      var evaluator = NewRowEvaluator(row: other, rows: rows, known: known)
      values.append(try evaluator.number(x))
    }
    let value = values.reduce(0, +) / Double(values.count)
    if value.isNaN { note(mean.description) }
    return value
  }

  private func id(of row: GivenRow, in group: Grouping) -> String? {
    if group == known.grouping { return row.group }
    let ids = group.columns.compactMap { row.values[.column($0)] }
    return ids.count == group.columns.count ? ids.joined(separator: ":") : nil
  }

  /// What is given for a column, or what it is throughout the row's group.
  private func text(ofColumn name: String) -> String? {
    row.values[.column(name)] ?? row.knownGroup.flatMap { known.constant(name, group: $0) }
  }

  private mutating func note(_ name: String) {
    if !missing.contains(name) { missing.append(name) }
  }

  private func read(_ text: String, _ name: String) throws(NewRowError) -> Double {
    guard let value = Double(text), value.isFinite else {
      throw NewRowError(row.place, .notANumber(name: name, text: text))
    }
    return value
  }

  /// A value that must be finite where its operands are.
  private func checked(
    _ value: Double, of expression: Expression, _ operands: Double
  ) throws(NewRowError) -> Double {
    guard value.isFinite || operands.isNaN else {
      throw NewRowError(row.place, .notComputable(expression.description))
    }
    return value
  }
}
