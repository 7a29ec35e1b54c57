/// The rows of X and Z for new rows.
///
/// Means are those of the data: `center(x)` is about the mean of the rows used, `center(x, g)` and
/// `mean(x, g)` take the mean of a known group. A new group's mean is what was given as `mean(x, g)`,
/// else that of the new rows with its id. In a known group a column that is constant there need not
/// be given.
public struct NewRowDesign: Sendable {
  /// What a row is for the model.
  public struct Row: Sendable, Equatable {
    /// The id of its group; nil for a new group without one.
    public var group: String?
    /// The place of its group in the data; nil for a new group.
    public var knownGroup: Int?
    /// Whether it is in a known group, and nothing given says otherwise than the data of that group.
    public var agreesWithGroup: Bool
    /// The row of X; nil where a value is missing.
    public var fixed: [Double]?
    /// The row of Z; nil likewise.
    public var random: [Double]?
    /// For each effect the row of X where its column of Z is 1.
    ///
    /// Its elements in the effect's equation are the level-2 predictors; NaN where a value is missing.
    public var equations: [[Double]]
    /// The variance of its error, where it is known and was given.
    public var variance: Double?
    /// The values that are missing.
    public var missing: [String]
  }

  /// The grouping factor.
  public var factor: String { known.grouping.name }
  /// The ids of the groups in the data.
  public var groups: [String] { known.groups }
  let formula: Formula
  let known: KnownValues
  /// The columns of X in the data.
  let fixed: DesignSummary
  private let knownVariance: KnownVariance?

  /// Takes up a model and what its data say.
  ///
  /// - Throws: an `InputError` where they cannot be read.
  public init(_ analysis: Analysis) throws {
    formula = analysis.formula
    fixed = analysis.model.fixed
    knownVariance = try KnownVariance(analysis.file)
    known = try KnownValues(analysis)
  }

  /// What the rows are for the model.
  ///
  /// - Throws: `NewRowError`.
  public func rows(_ rows: [NewRow]) throws(NewRowError) -> [Row] {
    var given: [GivenRow] = []
    for row in rows { given.append(try self.given(row)) }
    var result: [Row] = []
    for row in given { result.append(try design(of: row, among: given)) }
    return result
  }

  // MARK: - What is given

  private func given(_ row: NewRow) throws(NewRowError) -> GivenRow {
    var given = GivenRow(place: row.place, group: row.group)
    let columns = formula.columnNames + (knownVariance.map { [$0.column] } ?? [])
    let parts = formula.termVariables.flatMap(\.parts).withoutRepeats
    for (name, value) in row.values.sorted(by: { $0.key < $1.key }) {
      if columns.contains(name) {
        given.values[.column(name)] = value
      } else if let part = parts.first(where: { $0.description.isSame(as: name) }) {
        given.values[part] = value
      } else if case .commandLine = row.place {
        let names = (columns + parts.map(\.description)).withoutRepeats
        let needed = formula.termVariables.flatMap(\.columnNames).withoutRepeats
        throw NewRowError(
          row.place, .unknownName(name, nearest: nearestName(to: name, among: names), names: needed)
        )
      }
    }
    let ids = known.grouping.columns.compactMap { given.values[.column($0)] }
    if given.group == nil, ids.count == known.grouping.columns.count {
      given.group = ids.joined(separator: ":")
    }
    given.knownGroup = given.group.flatMap(known.group)
    if row.group != nil, given.knownGroup == nil, let id = given.group {
      throw NewRowError(
        row.place,
        .unknownGroup(id, factor: factor, nearest: nearestName(to: id, among: known.groups)))
    }
    return given
  }

  // MARK: - Design

  private func design(of row: GivenRow, among rows: [GivenRow]) throws(NewRowError) -> Row {
    var evaluator = NewRowEvaluator(row: row, rows: rows, known: known)
    var values: [Expression: NewValue] = [:]
    for variable in formula.termVariables { values[variable] = try evaluator.value(of: variable) }
    let random = formula.randomTerms[0].terms
    let (x, z) = (line(formula.fixed, values), line(random, values))
    let isWhole = (x + z).allSatisfy { !$0.isNaN }
    var equations = Array(repeating: [Double](), count: z.count)
    for variant in variants(of: random.variables, values) {
      let (x, z) = (line(formula.fixed, variant), line(random, variant))
      for effect in z.indices where z[effect] == 1 && equations[effect].isEmpty {
        equations[effect] = x
      }
    }
    let missing = evaluator.missing
    return Row(
      group: row.group, knownGroup: row.knownGroup, agreesWithGroup: agreesWithGroup(row),
      fixed: isWhole ? x : nil, random: isWhole ? z : nil,
      equations: equations, variance: try variance(of: row), missing: missing)
  }

  private func agreesWithGroup(_ row: GivenRow) -> Bool {
    guard let group = row.knownGroup else { return false }
    return row.values.allSatisfy { part, value in
      guard case .column(let name) = part else { return false }
      guard let constant = known.constant(name, group: group) else { return true }
      return constant == value || Double(constant) == Double(value)
    }
  }

  /// A row of the design; NaN where a missing value would tell.
  private func line(_ terms: TermList, _ values: [Expression: NewValue]) -> [Double] {
    FactorCoding(terms, factors: known.factors).columns.map { column in
      column.factors.reduce(1) { $0 * (values[$1.variable]?.value(ofLevel: $1.level) ?? .nan) }
    }
  }

  /// The values with every numeric one of these variables at 1, for all levels of the others.
  private func variants(
    of variables: [Expression], _ values: [Expression: NewValue]
  ) -> [[Expression: NewValue]] {
    variables.reduce([values]) { variants, variable in
      let choices: [NewValue] =
        known.factors[variable].map { $0.levels.indices.map { .level($0) } } ?? [.number(1)]
      return variants.flatMap { variant in
        choices.map { choice in variant.merging([variable: choice]) { $1 } }
      }
    }
  }

  private func variance(of row: GivenRow) throws(NewRowError) -> Double? {
    guard let knownVariance, let text = row.values[.column(knownVariance.column)] else {
      return nil
    }
    guard let value = Double(text), value > 0, value.isFinite else {
      throw NewRowError(row.place, .notANumber(name: knownVariance.column, text: text))
    }
    if case .standardError = knownVariance { return value * value }
    return value
  }
}

extension String {
  /// Whether two labels differ in nothing but spaces.
  fileprivate func isSame(as other: String) -> Bool {
    filter { !$0.isWhitespace } == other.filter { !$0.isWhitespace }
  }
}
