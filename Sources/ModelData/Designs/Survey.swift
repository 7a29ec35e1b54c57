/// What must be learnt of the rows before columns can be made: groups, levels, and means.
struct Survey {
  /// How the values of a variable are read.
  private enum Kind {
    case numeric
    case categorical
    /// Texts of a grouping factor: numeric when all of them are numbers.
    case textNumbers
  }

  /// The means that are known, by group.
  private(set) var means: [MeanKey: [Double]] = [:]
  /// The variables known to be categorical.
  private(set) var factors: [Expression: FactorLevels] = [:]
  private(set) var groups: [Grouping: GroupIndex] = [:]
  private let textColumns: Set<String>
  private let variables: [Expression]
  private var kinds: [Expression: Kind]?
  /// The means that are still to be taken, and their sums.
  private var pending: [MeanKey]
  private var running: [MeanKey: RunningMeans] = [:]
  /// Means of what cannot be calculated; whoever asks for them meets the error again.
  private var failed: Set<MeanKey> = []

  /// Takes what a model is made of.
  init(_ formula: Formula) {
    textColumns = Set(formula.textColumns)
    variables = formula.termVariables
    pending =
      (variables + [formula.outcome] + formula.groupPredictors).flatMap(\.means)
      .withoutRepeats
    for grouping in formula.groupings + pending.compactMap(\.grouping) {
      groups[grouping] = GroupIndex(grouping)
    }
  }

  /// Whether all is known that columns are made of.
  var isComplete: Bool {
    guard let kinds else { return false }
    return pending.isEmpty && kinds.allSatisfy { $0.value == .numeric || factors[$0.key] != nil }
  }

  /// Whether the columns of the design are known before their values.
  var hasNumericVariablesOnly: Bool { kinds?.values.allSatisfy { $0 == .numeric } ?? false }

  /// Looks at the types of the columns when the first complete row is met; false when that was
  /// done before.
  mutating func start(_ block: Table) -> Bool {
    guard kinds == nil else { return false }
    var kinds: [Expression: Kind] = [:]
    for variable in variables {
      kinds[variable] = .numeric
      guard let name = variable.columnOfLevels else { continue }
      if case .factor = variable {
        kinds[variable] = .categorical
      } else if block.texts(name) != nil {
        kinds[variable] = textColumns.contains(name) ? .textNumbers : .categorical
      }
      let grouping = Grouping([name])
      if kinds[variable] != .numeric, groups[grouping] == nil {
        groups[grouping] = GroupIndex(grouping)
      }
    }
    self.kinds = kinds
    return true
  }

  /// What calculates variables over these rows of a block.
  mutating func evaluator(_ block: Table, rows: [Int]) -> VariableEvaluator {
    var places: [Grouping: [Int]] = [:]
    // The keys in an array of their own: else the loop holds the groups, and all are copied.
    for grouping in Array(groups.keys) {
      places[grouping] = groups[grouping]?.places(of: rows, in: block)
    }
    return VariableEvaluator(
      table: block, rows: rows, places: places, means: means, factors: factors)
  }

  /// Adds rows to the sizes of their groups.
  mutating func count(_ evaluator: VariableEvaluator) {
    for (grouping, places) in evaluator.places { groups[grouping]?.add(places) }
  }

  /// Takes the sums of those pending means whose operands can be calculated.
  mutating func add(_ evaluator: VariableEvaluator) {
    for key in pending where key.operand.means.allSatisfy({ means[$0] != nil }) {
      guard !failed.contains(key), let values = try? evaluator.numbers(of: key.operand) else {
        failed.insert(key)
        continue
      }
      let places = key.grouping.flatMap { evaluator.places[$0] }
      running[key, default: RunningMeans()].add(
        values, to: places ?? Array(repeating: 0, count: values.count))
    }
  }

  /// Takes the means and levels of the rows that have been read; `end` has the levels of all rows.
  mutating func finish(_ end: Table) {
    for key in pending where failed.contains(key) || running[key] != nil {
      let count = key.grouping.flatMap { groups[$0]?.count } ?? 1
      means[key] =
        failed.contains(key)
        ? Array(repeating: 0, count: count) : running[key]?.means
    }
    pending.removeAll { means[$0] != nil }
    running = [:]
    for (variable, kind) in kinds ?? [:] {
      guard let name = variable.columnOfLevels, kind != .numeric else { continue }
      if kind == .textNumbers {
        let isNumeric = end.texts(name)?.levels.allSatisfy { Double($0) != nil } ?? true
        kinds?[variable] = isNumeric ? .numeric : .categorical
        if isNumeric { continue }
      }
      let grouping = Grouping([name])
      if let index = groups[grouping] {
        factors[variable] = FactorLevels(variable, grouping: grouping, groups: index)
      }
    }
  }
}

extension Expression {
  /// The column whose texts are the levels of this variable, if it is categorical.
  fileprivate var columnOfLevels: String? {
    switch self {
    case .factor(let name), .column(let name): name
    default: nil
    }
  }
}

extension Formula {
  /// The distinct variables of all terms, the fixed ones first.
  var termVariables: [Expression] {
    (fixed.variables + randomTerms.flatMap(\.terms.variables)).withoutRepeats
  }
}
