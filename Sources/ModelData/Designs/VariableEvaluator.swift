import RealModule

/// The values of a variable, one a row used.
enum VariableValues: Equatable {
  case numeric([Double])
  /// For each row the place of its level.
  case factor([Int])
}

/// Calculates variables over the rows that are used of a block.
struct VariableEvaluator {
  let table: Table
  let rows: [Int]
  /// For each grouping the place of each row's group.
  let places: [Grouping: [Int]]
  /// The means that are known, by group.
  let means: [MeanKey: [Double]]
  /// For each factor the place of each of its groups among its levels.
  let factors: [Expression: FactorLevels]

  /// The values of a term's variable.
  func values(of variable: Expression) throws(DesignError) -> VariableValues {
    if let factor = factors[variable], let places = places[factor.grouping] {
      return .factor(places.map { factor.order[$0] })
    }
    return .numeric(try numbers(of: variable))
  }

  /// The values of an expression, all finite; the means in it must be known.
  func numbers(of expression: Expression) throws(DesignError) -> [Double] {
    switch expression {
    case .number(let value): return Array(repeating: value, count: rows.count)
    case .column(let name), .factor(let name): return try numbers(inColumn: name)
    case .parentheses(let x), .function(.identity, let x): return try numbers(of: x)
    case .negative(let x): return try numbers(of: x).map(-)
    case .function(let function, let x):
      let operand = try numbers(of: x)
      let result = operand.map(function.elementary)
      try check(result, of: expression, operand: x, operand, need: function.requirement)
      return result
    case .arithmetic(let x, let sign, let y):
      return try arithmetic(expression, x, sign, y)
    case .centered(let x, let group):
      let values = try numbers(of: x)
      return zip(values, rowMeans(MeanKey(operand: x, grouping: group))).map { $0 - $1 }
    case .groupMean(let x, let group):
      return rowMeans(MeanKey(operand: x, grouping: group))
    }
  }

  private func arithmetic(
    _ expression: Expression, _ x: Expression, _ sign: Expression.ArithmeticOperator,
    _ y: Expression
  ) throws(DesignError) -> [Double] {
    let first = try numbers(of: x)
    let second = try numbers(of: y)
    let result = zip(first, second).map { sign.apply($0, $1) }
    if sign == .divided {
      try check(result, of: expression, operand: y, second, need: .notZero)
    } else {
      let operand = x.columnNames.isEmpty ? (y, second) : (x, first)
      try check(result, of: expression, operand: operand.0, operand.1, need: nil)
    }
    return result
  }

  /// Throws at the first result that is not finite.
  private func check(
    _ result: [Double], of expression: Expression, operand: Expression, _ values: [Double],
    need requirement: DesignError.Requirement?
  ) throws(DesignError) {
    guard !result.allFinite, let index = result.firstIndex(where: { !$0.isFinite }) else { return }
    throw .notComputable(
      place(of: expression, at: index), expression: expression.description,
      operand: operand.description, value: values[index], requirement)
  }

  /// The mean of each row's group.
  private func rowMeans(_ key: MeanKey) -> [Double] {
    let values = means[key] ?? []
    guard let grouping = key.grouping else {
      return Array(repeating: values.first ?? .nan, count: rows.count)
    }
    return places[grouping]?.map { values[$0] } ?? []
  }

  private func numbers(inColumn name: String) throws(DesignError) -> [Double] {
    var values: [Double] = []
    switch table[name] {
    case .numeric(let all):
      values = rows.count == table.rowCount ? all : rows.map { all[$0] }
    case .categorical(let column):
      values.reserveCapacity(rows.count)
      for row in rows {
        let text = column.levels[Int(column.codes[row])]
        guard let value = Double(text) else {
          throw .textWhereNumber(
            table.place(of: name, row: row), column: name, text: text, isOutcome: false)
        }
        values.append(value)
      }
    case nil:
      throw .missingColumn(name, nearest: nearestName(to: name, among: table.names))
    }
    if !values.allFinite, let index = values.firstIndex(where: { !$0.isFinite }) {
      throw .infiniteValue(
        table.place(of: name, row: rows[index]), column: name, value: values[index])
    }
    return values
  }
}

extension VariableEvaluator {
  /// The place of a row used, in the file of the first column that the expression reads.
  func place(of expression: Expression, at index: Int) -> DesignError.Place {
    table.place(of: expression.columnNames.first, row: rows[index])
  }
}

extension [Double] {
  /// Whether no value is infinite or NaN.
  fileprivate var allFinite: Bool { withUnsafeBufferPointer { !$0.hasNonfinite } }
}

extension FormulaFunction {
  /// The function of one number; the others are not elementary.
  func elementary(_ x: Double) -> Double {
    switch self {
    case .log: x > 0 ? Double.log(x) : .nan
    case .exp: Double.exp(x)
    case .sqrt: x.squareRoot()
    case .identity, .center, .mean, .factor: x
    }
  }

  fileprivate var requirement: DesignError.Requirement? {
    switch self {
    case .log: .aboveZero
    case .sqrt: .notNegative
    case .exp: .notSoLarge
    case .identity, .center, .mean, .factor: nil
    }
  }
}

extension Expression.ArithmeticOperator {
  func apply(_ x: Double, _ y: Double) -> Double {
    switch self {
    case .plus: x + y
    case .minus: x - y
    case .times: x * y
    case .divided: x / y
    case .power: Int(exactly: y).map { Double.pow(x, $0) } ?? Double.pow(x, y)
    }
  }
}
