import GSLNumerics

/// Where the known covariances of a group's rows are found: several effects a study, estimated together.
///
/// Source: Raudenbush & Bryk (2002), chapter 7, the multivariate V-known model; Kalaian & Raudenbush (1996),
/// Psychological Methods 1, 227–235, for studies that miss some of the effects.
public struct KnownCovariance: Sendable, Equatable {
  /// How the covariances are written.
  public enum Form: Sendable, Equatable {
    /// A column of variances, and one correlation between all rows of a group.
    case correlated(variances: String, correlation: Double)
    /// Row p of a group holds row p of V_j; the q-th column belongs to the q-th level of the outcome.
    case columns([String])
  }

  /// How the covariances are written.
  public let form: Form
  /// The column that says which effect a row estimates; nil where none is named.
  public let outcome: String?

  /// The name of the column of the rows' own variances that is made of several columns.
  static let ownVariances = "known-covariance"

  /// Names the columns.
  public init(_ form: Form, outcome: String?) {
    self.form = form
    self.outcome = outcome
  }

  /// The columns that are read.
  var columns: [String] {
    switch form {
    case .correlated(let variances, _): [variances] + (outcome.map { [$0] } ?? [])
    case .columns(let columns): columns + (outcome.map { [$0] } ?? [])
    }
  }

  /// The column of the rows' own variances.
  var varianceColumn: String {
    switch form {
    case .correlated(let variances, _): variances
    case .columns: Self.ownVariances
    }
  }

  /// The data with a column of the rows' own variances, where they have none.
  ///
  /// A row without a value in its own column has none, and is left out like any other incomplete row.
  /// - Throws: `KnownCovarianceError`.
  func completed(_ table: Table) throws(KnownCovarianceError) -> Table {
    guard case .columns(let names) = form else { return table }
    let outcomes = try levels(table)
    let values = try numbers(names, in: table)
    guard outcomes.levels.count == names.count else {
      throw .levelCount(
        columns: names.count, outcome: outcome ?? "", levels: outcomes.levels)
    }
    let own = outcomes.places.enumerated().map { row, level in
      level.map { values[$0][row] } ?? .nan
    }
    return table.adding(
      [Self.ownVariances], [.numeric(own)], file: table.file(of: names[0]) ?? "",
      lines: (0..<table.rowCount).map { UInt32(table.line(ofRow: $0, column: names[0])) })
  }

  /// The covariance matrices of the groups of a model, factorised.
  ///
  /// - Parameters:
  ///   - table: the completed data.
  ///   - used: the rows of the table that are those of the model.
  /// - Throws: `KnownCovarianceError`.
  func covariances(
    of model: HierarchicalModel, _ table: Table, used: [Int]
  ) throws(KnownCovarianceError) -> KnownCovariances {
    guard let factor = model.randomTerms.first?.factor, let variances = model.knownVariances
    else { return KnownCovariances(rows: [], factors: []) }
    var rows = Array(repeating: [Int](), count: factor.levels.count)
    for (row, group) in factor.indices.enumerated() { rows[group].append(row) }
    let columns = try Columns(self, table, used: used)
    var factors: [CholeskyFactor] = []
    for (group, members) in rows.enumerated() {
      var matrix = Matrix(rows: members.count, columns: members.count)
      for (i, a) in members.enumerated() {
        matrix[i, i] = variances[a]
        for (k, b) in members.prefix(i).enumerated() {
          let value = try columns.covariance(a, b, variances: variances)
          (matrix[i, k], matrix[k, i]) = (value, value)
        }
      }
      guard let root = try? CholeskyFactor(matrix) else {
        throw .notPositiveDefinite(
          table.place(of: columns.firstName, row: used[members[0]]), factor: factor.name,
          group: factor.levels[group])
      }
      factors.append(root)
    }
    return KnownCovariances(rows: rows, factors: factors)
  }

  /// Which effect each row of a model estimates; nil where no column says so.
  func outcomes(_ table: Table, used: [Int]) throws(KnownCovarianceError) -> Outcomes? {
    guard outcome != nil else { return nil }
    let all = try levels(table)
    return Outcomes(levels: all.levels, places: used.map { all.places[$0] })
  }

  /// The levels of the outcome, sorted as a factor's are, and the level of each row of the table.
  private func levels(
    _ table: Table
  ) throws(KnownCovarianceError) -> (levels: [String], places: [Int?]) {
    guard let outcome, let column = table[outcome] else { throw .noOutcome }
    let texts = (0..<table.rowCount).map { column.text($0) }
    var levels: [String] = []
    if case .numeric(let numbers) = column {
      levels = Set(numbers.filter { !$0.isNaN }).sorted().map(\.textAsInR)
    } else {
      levels = Set(texts.compactMap { $0 }).sorted()
    }
    let places = Dictionary(uniqueKeysWithValues: zip(levels, 0...))
    return (levels, texts.map { $0.flatMap { places[$0] } })
  }

  private func numbers(
    _ names: [String], in table: Table
  ) throws(KnownCovarianceError) -> [[Double]] {
    var result: [[Double]] = []
    for name in names {
      guard case .numeric(let values)? = table[name] else { throw .notNumeric(column: name) }
      result.append(values)
    }
    return result
  }

  /// The covariances by row, as the columns have them.
  private struct Columns {
    let form: Form
    let table: Table
    let used: [Int]
    private let values: [[Double]]
    private let places: [Int?]

    init(
      _ known: KnownCovariance, _ table: Table, used: [Int]
    ) throws(KnownCovarianceError) {
      (form, self.table, self.used) = (known.form, table, used)
      if case .columns(let names) = form {
        values = try known.numbers(names, in: table)
        places = try known.levels(table).places
      } else {
        (values, places) = ([], [])
      }
    }

    var firstName: String {
      switch form {
      case .correlated(let variances, _): variances
      case .columns(let names): names[0]
      }
    }

    /// The covariance of two rows of a group.
    func covariance(
      _ a: Int, _ b: Int, variances: [Double]
    ) throws(KnownCovarianceError) -> Double {
      switch form {
      case .correlated(_, let correlation):
        return correlation * (variances[a] * variances[b]).squareRoot()
      case .columns(let names):
        guard let first = places[used[a]], let second = places[used[b]] else { return .nan }
        guard first != second else {
          throw .outcomeTwice(table.place(of: names[first], row: used[a]))
        }
        let (value, other) = (values[second][used[a]], values[first][used[b]])
        guard value == value, other == other,
          abs(value - other) <= 1e-6 * (variances[a] * variances[b]).squareRoot()
        else {
          throw .notSymmetric(
            table.place(of: names[second], row: used[a]), column: names[second], value: value,
            other: other)
        }
        return value
      }
    }
  }
}

/// The known covariance matrices V_j of the rows of each group.
public struct KnownCovariances: Sendable {
  /// The rows of each group, in their order.
  public let rows: [[Int]]
  /// The Cholesky factors of V_j.
  public let factors: [CholeskyFactor]

  /// Σ log |V_j|.
  public var logDeterminant: Double { factors.reduce(0) { $0 + $1.logDeterminant } }

  /// L_j⁻¹x of a column, group by group: errors then have variance 1, each for itself.
  func whitened(_ column: [Double]) -> [Double] {
    var result = column
    for (members, factor) in zip(rows, factors) {
      for (row, value) in zip(members, factor.solveLower(members.map { column[$0] })) {
        result[row] = value
      }
    }
    return result
  }
}

/// Which of several effects each row estimates.
public struct Outcomes: Sendable, Equatable {
  /// The names of the effects.
  public let levels: [String]
  /// For each row the place of its effect; nil where it is missing.
  public let places: [Int?]
}
