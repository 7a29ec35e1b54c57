/// What must hold of outcome, variances and groups before there is a model.
extension VariableEvaluator {
  /// Finds the complete rows of a table for a model.
  init(
    _ formula: Formula, table: Table, knownVariance: KnownVariance?
  ) throws(DesignError) {
    let columns = formula.columnNames + (knownVariance.map { [$0.column] } ?? [])
    let usable = try UsableRows(table, columns: columns.withoutRepeats)
    self.init(
      table: table, rows: usable.rows, missing: usable.missing,
      textColumns: Set(formula.textColumns))
  }

  /// The outcome, which must be numeric and vary.
  func outcome(_ expression: Expression) throws(DesignError) -> NamedValues {
    let values: [Double]
    do {
      values = try numbers(of: expression)
    } catch .textWhereNumber(let place, let column, let text, _) {
      throw .textWhereNumber(place, column: column, text: text, isOutcome: true)
    }
    if values.allSatisfy({ $0 == values[0] }) {
      throw .constantOutcome(expression.description, value: values[0])
    }
    return NamedValues(name: expression.description, values: values)
  }

  /// The known variance of each row, which must be above zero.
  func variances(_ known: KnownVariance) throws(DesignError) -> [Double] {
    let values = try numbers(of: .column(known.column))
    var isStandardError = false
    if case .standardError = known { isStandardError = true }
    if let index = values.firstIndex(where: { $0 <= 0 }) {
      throw .knownVarianceNotPositive(
        table.place(of: known.column, row: rows[index]), column: known.column,
        value: values[index], isStandardError: isStandardError)
    }
    return isStandardError ? values.map { $0 * $0 } : values
  }

  /// The groups of a factor, of which there must be two or more; when σ² is estimated some group
  /// must have two rows.
  func checkedFactor(
    for grouping: Grouping, varianceIsKnown: Bool
  ) throws(DesignError) -> GroupingFactor {
    let factor = try factor(for: grouping)
    if factor.levels.count == 1 {
      throw .oneGroup(factor: factor.name, group: factor.levels[0])
    }
    if factor.levels.count == rows.count, !varianceIsKnown {
      throw .allGroupsSingle(factor: factor.name, groups: rows.count)
    }
    return factor
  }

  /// The predictors of level-2 equations must be constant within groups.
  func checkGroupPredictors(
    _ predictors: [Expression], in grouping: Grouping
  ) throws(DesignError) {
    let factor = try factor(for: grouping)
    for predictor in predictors {
      let values = try values(of: predictor)
      guard let (first, changed) = values.firstChange(within: factor) else { continue }
      throw .variesWithinGroup(
        table.place(of: predictor.columnNames.first, row: rows[changed]),
        predictor: predictor.description, factor: factor.name,
        group: factor.levels[factor.indices[changed]], first: values.text(first),
        second: values.text(changed))
    }
  }

  /// The rows between those that are used.
  private var droppedRows: [Int] {
    zip([-1] + rows, rows + [table.rowCount]).flatMap { ($0 + 1)..<$1 }
  }

  /// The groups whose rows are all incomplete.
  func vanishedGroups(of grouping: Grouping, used: [String]) -> [RowAccount.VanishedGroup] {
    let columns = grouping.columns.compactMap { table[$0] }
    var seen = Set(used)
    var vanished: [RowAccount.VanishedGroup] = []
    for row in droppedRows {
      let ids = columns.compactMap { $0.text(row) }
      let group = ids.joined(separator: ":")
      if ids.count == columns.count, seen.insert(group).inserted {
        vanished.append(RowAccount.VanishedGroup(factor: grouping.name, group: group))
      }
    }
    return vanished
  }
}

extension VariableValues {
  /// The first row whose value differs from that of its group's first row, after that row; nil
  /// when the variable is constant within groups.
  func firstChange(within factor: GroupingFactor) -> (first: Int, changed: Int)? {
    var firstRows = Array(repeating: -1, count: factor.levels.count)
    for (row, group) in factor.indices.enumerated() {
      if firstRows[group] < 0 { firstRows[group] = row }
      if !isEqual(row, firstRows[group]) { return (firstRows[group], row) }
    }
    return nil
  }

  private func isEqual(_ a: Int, _ b: Int) -> Bool {
    switch self {
    case .numeric(let values): values[a] == values[b]
    case .factor(_, let codes): codes[a] == codes[b]
    }
  }

  /// The text of a row's value.
  func text(_ row: Int) -> String {
    switch self {
    case .numeric(let values): values[row].textAsInR
    case .factor(let levels, let codes): "'\(levels[codes[row]])'"
    }
  }
}
