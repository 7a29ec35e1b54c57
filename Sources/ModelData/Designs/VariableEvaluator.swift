import RealModule

/// The values of a variable, one a row used.
enum VariableValues: Equatable {
  case numeric([Double])
  /// The levels, the reference first, and for each row the place of its level.
  case factor(levels: [String], codes: [Int])
}

/// Calculates variables from the columns of a table, over the rows that are used.
struct VariableEvaluator {
  let table: Table
  let rows: [Int]
  /// How many values are missing in each column that has missing ones.
  let missing: [RowAccount.MissingCount]
  /// Columns that were read as texts because they name groups somewhere; where all their texts are
  /// numbers, such a column can be a numeric variable all the same.
  let textColumns: Set<String>

  /// The values of a term's variable.
  func values(of variable: Expression) throws(DesignError) -> VariableValues {
    switch variable {
    case .factor(let name):
      let coded = try groups(of: name)
      return .factor(levels: coded.levels, codes: coded.indices)
    case .column(let name):
      guard case .categorical(let column) = try self.column(name) else { break }
      if textColumns.contains(name), column.numbers != nil { break }
      let coded = try groups(of: name)
      let sorted = coded.levels.indices.sorted { coded.levels[$0] < coded.levels[$1] }
      var place = Array(repeating: 0, count: sorted.count)
      for (new, old) in sorted.enumerated() { place[old] = new }
      return .factor(
        levels: sorted.map { coded.levels[$0] }, codes: coded.indices.map { place[$0] })
    default: break
    }
    return .numeric(try numbers(of: variable))
  }

  /// The values of an expression, all finite.
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
    case .centered(let x, nil):
      let values = try numbers(of: x)
      let mean = values.preciseMean
      return values.map { $0 - mean }
    case .centered(let x, .some(let group)):
      let values = try numbers(of: x)
      return zip(values, try means(of: values, over: group)).map { $0 - $1 }
    case .groupMean(let x, let group):
      return try means(of: try numbers(of: x), over: group)
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
    guard let index = result.firstIndex(where: { !$0.isFinite }) else { return }
    throw .notComputable(
      table.place(of: expression.columnNames.first, row: rows[index]),
      expression: expression.description, operand: operand.description, value: values[index],
      requirement)
  }

  /// The mean of each row's group.
  private func means(
    of values: [Double], over group: Grouping
  ) throws(DesignError) -> [Double] {
    let groups = try factor(for: group)
    var counts = Array(repeating: 0.0, count: groups.levels.count)
    for index in groups.indices { counts[index] += 1 }
    var means = Array(repeating: 0.0, count: counts.count)
    // The second pass takes away the rounding error of the first.
    for _ in 0..<2 {
      var sums = Array(repeating: 0.0, count: counts.count)
      for (value, index) in zip(values, groups.indices) { sums[index] += value - means[index] }
      for index in means.indices { means[index] += sums[index] / counts[index] }
    }
    return groups.indices.map { means[$0] }
  }
}

extension VariableEvaluator {
  /// The groups of a factor, in the order in which they first appear.
  func factor(for grouping: Grouping) throws(DesignError) -> GroupingFactor {
    var result = try groups(of: grouping.columns[0])
    for name in grouping.columns.dropFirst() {
      let next = try groups(of: name)
      var places: [Int: Int] = [:]
      var levels: [String] = []
      var indices: [Int] = []
      indices.reserveCapacity(rows.count)
      for (a, b) in zip(result.indices, next.indices) {
        let pair = a * next.levels.count + b
        if places[pair] == nil {
          places[pair] = levels.count
          levels.append("\(result.levels[a]):\(next.levels[b])")
        }
        indices.append(places[pair] ?? 0)
      }
      result = GroupingFactor(name: grouping.name, levels: levels, indices: indices)
    }
    return result
  }

  /// The distinct texts of a column, in the order in which they first appear.
  private func groups(of name: String) throws(DesignError) -> GroupingFactor {
    switch try column(name) {
    case .categorical(let column):
      var places = Array(repeating: -1, count: column.levels.count)
      var levels: [String] = []
      let indices = rows.map { row in
        let code = Int(column.codes[row])
        if places[code] < 0 {
          places[code] = levels.count
          levels.append(column.levels[code])
        }
        return places[code]
      }
      return GroupingFactor(name: name, levels: levels, indices: indices)
    case .numeric(let values):
      var places: [Double: Int] = [:]
      var levels: [String] = []
      let indices = rows.map { row in
        if let place = places[values[row]] { return place }
        places[values[row]] = levels.count
        levels.append(values[row].textAsInR)
        return levels.count - 1
      }
      return GroupingFactor(name: name, levels: levels, indices: indices)
    }
  }

  private func column(_ name: String) throws(DesignError) -> Column {
    guard let column = table[name] else {
      throw .missingColumn(name, nearest: nearestName(to: name, among: table.names))
    }
    return column
  }

  private func numbers(inColumn name: String) throws(DesignError) -> [Double] {
    let values: [Double]
    switch try column(name) {
    case .numeric(let all): values = rows.map { all[$0] }
    case .categorical(let column):
      let numbers = column.levels.map(Double.init)
      if let row = rows.first(where: { numbers[Int(column.codes[$0])] == nil }) {
        throw .textWhereNumber(
          table.place(of: name, row: row), column: name,
          text: column.levels[Int(column.codes[row])], isOutcome: false)
      }
      values = rows.map { numbers[Int(column.codes[$0])] ?? .nan }
    }
    if let index = values.firstIndex(where: { !$0.isFinite }) {
      throw .infiniteValue(
        table.place(of: name, row: rows[index]), column: name, value: values[index])
    }
    return values
  }
}

extension CategoricalColumn {
  /// The levels as numbers; nil when one of them is none.
  fileprivate var numbers: [Double]? {
    let numbers = levels.compactMap(Double.init)
    return numbers.count == levels.count ? numbers : nil
  }
}

extension [Double] {
  /// The mean; a second pass takes away the rounding error of the first.
  fileprivate var preciseMean: Double {
    let first = reduce(0, +) / Double(count)
    return first + reduce(0) { $0 + ($1 - first) } / Double(count)
  }
}

extension FormulaFunction {
  /// The function of one number; the others are not elementary.
  fileprivate func elementary(_ x: Double) -> Double {
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
  fileprivate func apply(_ x: Double, _ y: Double) -> Double {
    switch self {
    case .plus: x + y
    case .minus: x - y
    case .times: x * y
    case .divided: x / y
    case .power: Int(exactly: y).map { Double.pow(x, $0) } ?? Double.pow(x, y)
    }
  }
}
