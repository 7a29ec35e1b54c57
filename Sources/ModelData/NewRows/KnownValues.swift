/// What the data of a model say of rows that are not among them: means, levels, and what is constant
/// in a group.
struct KnownValues: Sendable {
  /// The groups of the random term.
  let grouping: Grouping
  /// Their ids, in the order of the effects.
  let groups: [String]
  /// The levels of each categorical variable.
  let factors: [Expression: FactorLevels]
  private let means: [MeanKey: [Double]]
  /// For each grouping the place of each id.
  private let places: [Grouping: [String: Int]]
  private let constants: [String: [GroupConstant]]

  /// Reads the data of a model again.
  init(_ analysis: Analysis) throws {
    let formula = analysis.formula
    // Rows with known covariances have a column more than their files.
    let source: any RowSource =
      if let correlated = analysis.correlated { correlated.table } else { analysis.files }
    let complete = try CompleteRows(
      source.names, formula: formula, knownVariance: KnownVariance(analysis.file))
    let grouping = formula.randomTerms[0].grouping
    var survey = Survey(formula)
    var constants: [String: [GroupConstant]] = [:]
    let end = try source.read { block in
      let used = complete.rows(of: block)
      guard !used.isEmpty else { return }
      _ = survey.start(block)
      let rows = survey.evaluator(block, rows: used)
      survey.add(rows)
      for name in formula.columnNames {
        guard let column = block[name], let groups = rows.places[grouping] else { continue }
        constants[name, default: []].add(column, rows: used, groups: groups)
      }
    }
    survey.finish(end)
    while !survey.isComplete {
      try source.read { block in
        let used = complete.rows(of: block)
        if !used.isEmpty { survey.add(survey.evaluator(block, rows: used)) }
      }
      survey.finish(end)
    }
    self.grouping = grouping
    groups = survey.groups[grouping]?.levels ?? []
    (factors, means, self.constants) = (survey.factors, survey.means, constants)
    places = survey.groups.mapValues { index in
      Dictionary(uniqueKeysWithValues: zip(index.levels, 0...))
    }
  }

  /// The place of a group of the random term by its id.
  func group(_ id: String) -> Int? { places[grouping]?[id] }

  /// The mean of an expression over all rows.
  func grandMean(_ x: Expression) -> Double? { means[MeanKey(operand: x, grouping: nil)]?.first }

  /// The mean of an expression in a group; nil where the data have none of this id.
  func mean(of x: Expression, in grouping: Grouping, id: String) -> Double? {
    guard let place = places[grouping]?[id] else { return nil }
    return means[MeanKey(operand: x, grouping: grouping)]?[place]
  }

  /// The value of a column in a group; nil where it varies within.
  func constant(_ column: String, group: Int) -> String? {
    guard case .value(let text)? = constants[column]?[group] else { return nil }
    return text
  }
}

/// What a column is in a group.
enum GroupConstant: Sendable, Equatable {
  case value(String)
  case varying
}

extension [GroupConstant] {
  /// Takes rows of a column into account; groups come in order.
  fileprivate mutating func add(_ column: Column, rows: [Int], groups: [Int]) {
    for (row, group) in zip(rows, groups) {
      guard group == count || self[group] != .varying, let text = column.text(row) else { continue }
      if group == count {
        append(.value(text))
      } else if self[group] != .value(text) {
        self[group] = .varying
      }
    }
  }
}

extension Expression {
  /// It and all expressions in it, and the means in these.
  var parts: [Expression] {
    switch self {
    case .number, .column, .factor: [self]
    case .parentheses(let x), .negative(let x), .function(_, let x), .centered(let x, nil):
      [self] + x.parts
    case .arithmetic(let x, _, let y): [self] + x.parts + y.parts
    case .centered(let x, .some(let group)), .groupMean(let x, let group):
      [self, .groupMean(x, group: group)] + x.parts
    }
  }
}
