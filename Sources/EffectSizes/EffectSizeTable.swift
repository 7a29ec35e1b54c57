import ModelData

/// What is asked of a file of raw summaries.
public struct EffectSizeRequest: Sendable {
  /// The kind of effect size.
  public var kind: EffectSizeKind
  /// The columns of the inputs that don't stand in those of their own names.
  public var columns: [String: String]
  /// What makes the effect sizes of one study depend on each other; nil where each row is independent.
  public var dependence: Dependence?

  /// Rows of one study and the columns that tell them apart.
  public struct Dependence: Sendable {
    /// The column of the studies' ids.
    public var study: String
    /// The column that says which of the effects a row estimates.
    public var outcome: String
    /// The correlation of the outcomes within groups; nil where the rows share a control group instead.
    public var correlation: Double?

    /// Makes a dependence.
    public init(study: String, outcome: String, correlation: Double?) {
      (self.study, self.outcome, self.correlation) = (study, outcome, correlation)
    }
  }

  /// Makes a request.
  public init(
    kind: EffectSizeKind, columns: [String: String] = [:], dependence: Dependence? = nil
  ) {
    (self.kind, self.columns, self.dependence) = (kind, columns, dependence)
  }
}

/// The rows of a file with their effect sizes, sampling variances and covariances.
public struct EffectSizeTable: Sendable {
  /// The columns of the file.
  public let header: [String]
  /// The file's values, row by row; nil where one is missing.
  public let rows: [[String?]]
  /// Each row's effect size; nil where an input is missing.
  public let effectSizes: [EffectSize?]
  /// The levels of the outcome, sorted; empty where the rows are independent.
  public let outcomes: [String]
  /// Each row's covariances with the effects of its study, one for each level of the outcome; nil
  /// where a study lacks it.
  public let covariances: [[Double?]]

  /// Reads a file and computes.
  ///
  /// - Throws: `TableError` for a file that cannot be read, `EffectSizeError` for values that cannot be.
  public init(_ file: FileReference, _ request: EffectSizeRequest) throws {
    let table = try SummaryTable(file)
    let inputs = try InputColumns(request, table: table)
    let values = try (0..<table.rowCount).map { try inputs.values(ofRow: $0, in: table) }
    header = table.names
    rows = (0..<table.rowCount).map { row in table.names.map { table.text($0, row) } }
    effectSizes = values.map { $0.map(request.kind.effectSize) }
    guard let dependence = request.dependence else {
      (outcomes, covariances) = ([], [])
      return
    }
    let studies = try StudyRows(dependence, table: table, values: values)
    outcomes = studies.outcomes
    covariances = try studies.covariances(request.kind, dependence)
  }
}

/// Where the inputs stand, some of them perhaps as a total less another.
private struct InputColumns {
  private enum Source {
    case column(String)
    /// The number without the event: this total less the first input before it.
    case total(String)
  }

  private let inputs: [SummaryInput]
  private let sources: [Source]

  /// The totals that may stand for the numbers without the event.
  private static let totals = ["bi": "n1i", "di": "n2i", "mi": "ni"]

  init(_ request: EffectSizeRequest, table: SummaryTable) throws(EffectSizeError) {
    inputs = request.kind.inputs
    let known = inputs.flatMap { [$0.column] + (Self.totals[$0.column].map { [$0] } ?? []) }
    for name in request.columns.keys.sorted() where !known.contains(name) {
      throw .unknownInput(name: name, kind: request.kind)
    }
    sources = try inputs.map { (input) throws(EffectSizeError) in
      func place(_ name: String) -> String? {
        let column = request.columns[name] ?? name
        return table.names.contains(column) ? column : nil
      }
      if let column = place(input.column) { return .column(column) }
      if request.columns[input.column] == nil, let total = Self.totals[input.column],
        let column = place(total)
      {
        return .total(column)
      }
      throw .missingColumn(
        file: table.file, column: request.columns[input.column] ?? input.column, input: input,
        total: Self.totals[input.column], columns: table.names)
    }
  }

  /// The values of the inputs in a row; nil where one is missing.
  func values(ofRow row: Int, in table: SummaryTable) throws(EffectSizeError) -> [Double]? {
    var values: [Double] = []
    for (input, source) in zip(inputs, sources) {
      let column =
        switch source {
        case .column(let name), .total(let name): name
        }
      guard let text = table.text(column, row) else { return nil }
      let place = EffectSizeError.Place(
        file: table.file, line: table.line(ofRow: row), column: column)
      guard let number = Double(text), input.range.contains(number) else {
        throw .outOfRange(place, text: text, input: input)
      }
      guard case .total = source else {
        values.append(number)
        continue
      }
      guard let events = values.last, number >= events else {
        throw .moreEventsThanPeople(place, total: text, events: values.last ?? 0)
      }
      values.append(number - events)
    }
    return values
  }
}

/// The rows of each study and the outcomes that they estimate.
private struct StudyRows {
  let outcomes: [String]
  private let values: [[Double]?]
  /// The row of each outcome of each study.
  private let rows: [[Int?]]
  /// The place of each row's study; nil where its study or outcome is missing.
  private let studies: [Int?]

  init(
    _ dependence: EffectSizeRequest.Dependence, table: SummaryTable, values: [[Double]?]
  ) throws(EffectSizeError) {
    for column in [dependence.study, dependence.outcome] where !table.names.contains(column) {
      throw .noSuchColumn(file: table.file, column: column, columns: table.names)
    }
    let texts = (0..<table.rowCount).map { table.text(dependence.outcome, $0) }
    let levels = Set(texts.compactMap { $0 }).sorted()
    var places: [String: Int] = [:]
    var rows: [[Int?]] = []
    var studies: [Int?] = []
    for row in 0..<table.rowCount {
      guard let study = table.text(dependence.study, row), let text = texts[row],
        let outcome = levels.firstIndex(of: text)
      else {
        studies.append(nil)
        continue
      }
      let place = places[study] ?? rows.count
      if place == rows.count {
        places[study] = place
        rows.append(Array(repeating: nil, count: levels.count))
      }
      if let earlier = rows[place][outcome] {
        throw .repeatedOutcome(
          EffectSizeError.Place(
            file: table.file, line: table.line(ofRow: row), column: dependence.outcome),
          study: study, outcome: text, line: table.line(ofRow: earlier))
      }
      rows[place][outcome] = row
      studies.append(place)
    }
    (outcomes, self.rows, self.studies, self.values) = (levels, rows, studies, values)
  }

  /// Each row's covariances with the rows of its study.
  func covariances(
    _ kind: EffectSizeKind, _ dependence: EffectSizeRequest.Dependence
  ) throws(EffectSizeError) -> [[Double?]] {
    try studies.indices.map { (row) throws(EffectSizeError) -> [Double?] in
      guard let study = studies[row], let own = values[row] else {
        return outcomes.map { _ in nil }
      }
      let relation: SamplingRelation =
        dependence.correlation.map { .correlatedOutcomes($0) }
        ?? .sharedControl(
          total: kind.sharedTotal(of: rows[study].compactMap { $0.flatMap { values[$0] } }) ?? 0)
      return try rows[study].map { (other) throws(EffectSizeError) -> Double? in
        guard let other, let its = values[other] else { return nil }
        if other == row { return kind.effectSize(of: own).variance }
        guard let covariance = kind.covariance(of: own, and: its, relation) else {
          throw .noCovariance(kind: kind, relation)
        }
        return covariance
      }
    }
  }
}
