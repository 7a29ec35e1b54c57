import Diagnostics
import GibbsModels
import ModelData
import Runs

/// Predictions for new rows as `lindley predict` prints them.
public struct PredictReport: Encodable, Sendable {
  /// The summary of one quantity.
  public struct Summary: Encodable, Sendable {
    @Nullable var mean: Double?
    @Nullable var sd: Double?
    @Nullable var median: Double?
    @Nullable var lower: Double?
    @Nullable var upper: Double?
  }

  /// One quantity of one row.
  public struct Line: Encodable, Sendable {
    /// The row, from 1.
    let row: Int
    /// What was given of it.
    let at: [String: String]
    /// The id of its group; nil for a new group without one.
    let group: String?
    /// Whether the group is a new one.
    let isNew: Bool
    let quantity: Prediction.Quantity
    let effect: String?
    let draws: Summary
    let exact: Summary?

    enum CodingKeys: String, CodingKey {
      case row, at, group, quantity, effect, exact
      case isNew = "new_group"
    }

    /// Encodes the summary of the draws in the line itself.
    public func encode(to encoder: any Encoder) throws {
      try draws.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(row, forKey: .row)
      try container.encode(at, forKey: .at)
      try container.encode(group, forKey: .group)
      try container.encode(isNew, forKey: .isNew)
      try container.encode(quantity.rawValue, forKey: .quantity)
      try container.encodeIfPresent(effect, forKey: .effect)
      try container.encodeIfPresent(exact, forKey: .exact)
    }
  }

  let title: String
  let level: Double
  let predictions: [Line]
  let ranks: [RankReport]
  let probabilities: [PosteriorQuestions.Probability]
  /// What was left out, and how to have it.
  public let notes: [String]
  let places: [NewRow.Place]
  private let questions: PosteriorQuestions

  enum CodingKeys: String, CodingKey {
    case title, level, predictions, ranks, probabilities
  }

  /// Predicts for rows from a run.
  ///
  /// - Parameters:
  ///   - standardError: of a new observation, for rows without a known variance of their own.
  ///   - modelPath: the model file; nil for the one that the run names.
  ///   - seed: of the random numbers; nil for the run's own.
  /// - Throws: `NewRowError`, `QuestionError`, and what reading the run and its model throws.
  public init(
    _ run: FinishedRun, rows: [NewRow], request: PosteriorQuestions.Request,
    standardError: Double? = nil, modelPath: String? = nil, seed: UInt64? = nil
  ) throws {
    try self.init(
      run, rows: rows, request: request, standardError: standardError,
      groups: GroupQuestions(run, modelPath: modelPath, seed: seed))
  }

  init(
    _ run: FinishedRun, rows: [NewRow], request: PosteriorQuestions.Request,
    standardError: Double? = nil, groups: GroupQuestions
  ) throws {
    let (predictor, design) = try groups.predictor()
    if standardError != nil, !predictor.data.hasKnownVariances {
      throw QuestionError.needlessStandardError
    }
    var lines = try design.rows(rows)
    for row in lines.indices {
      lines[row].variance = lines[row].variance ?? standardError.map { $0 * $0 }
    }
    let predicted = try predictor.predict(lines, newGroups: Self.newGroups(rows, lines))
    for (row, place) in rows.map(\.place).enumerated()
    where !predicted.contains(where: { $0.row == row }) {
      throw NewRowError(place, .missing(lines[row].missing, groups: design.factor))
    }
    title = run.record.title
    level = request.level
    predictions = try predicted.map { prediction in
      try Line(
        prediction, at: rows[prediction.row].values, in: lines[prediction.row],
        level: request.level)
    }
    questions = try PosteriorQuestions(
      request, of: run, groups: groups, predictions: predicted)
    (ranks, probabilities) = (questions.ranks, questions.probabilities)
    notes = Self.notes(lines, knownVariance: predictor.data.hasKnownVariances)
    places = rows.map(\.place)
  }

  /// A number for each new group: rows with one id share it, rows without an id have their own.
  private static func newGroups(_ rows: [NewRow], _ lines: [NewRowDesign.Row]) -> [Int] {
    var numbers: [String: Int] = [:]
    return zip(rows, lines).enumerated().map { place, pair in
      guard pair.1.knownGroup == nil, let id = pair.1.group else { return place }
      let number = numbers[id] ?? place
      numbers[id] = number
      return number
    }
  }

  private static func notes(_ lines: [NewRowDesign.Row], knownVariance: Bool) -> [String] {
    var notes: [String] = []
    let missing = Set(lines.flatMap(\.missing)).sorted()
    if !missing.isEmpty {
      notes.append(
        "Outcomes are not predicted where \(missing.joined(separator: ", ")) "
          + "\(missing.count == 1 ? "is" : "are") not given.")
    } else if knownVariance, lines.contains(where: { $0.variance == nil }) {
      notes.append("An observation has a sampling variance: give --se to predict one.")
    }
    return notes
  }

  /// The table, with a line of exact values below that of the draws where there are some.
  public func text(_ format: OutputFormat) -> String {
    let body = table.rendered(format)
    let head =
      format == .csv
      ? "" : "\(title)\nPredictions with \(percentText(level))% intervals\n\n"
    return head + body + questions.text(format)
  }

  var table: ReportTable {
    ReportTable(
      header: [
        "row", "at", "group", "quantity", "from", "mean", "sd", "median", "lower", "upper",
      ],
      rows: predictions.flatMap { line in
        [cells(line, "draws", line.draws)] + (line.exact.map { [cells(line, "exact", $0)] } ?? [])
      })
  }

  private func cells(_ line: Line, _ source: String, _ summary: Summary) -> [ReportTable.Cell] {
    let digits = decimals(forSpread: line.spread)
    let quantity = line.effect.map { "effect \($0)" } ?? line.quantity.rawValue
    let group = line.isNew ? (line.group.map { "\($0) (new)" } ?? "new") : line.group ?? ""
    let at =
      switch places[line.row - 1] {
      case .commandLine(let text): text
      case .file(_, let number): "line \(number)"
      }
    return [.count(line.row), .text(at), .text(group), .text(quantity), .text(source)]
      + [summary.mean, summary.sd, summary.median, summary.lower, summary.upper]
      .map { .number($0, decimals: digits) }
  }
}

extension PredictReport.Line {
  init(
    _ prediction: Prediction, at values: [String: String], in line: NewRowDesign.Row, level: Double
  ) throws {
    let tails = [(1 - level) / 2, 0.5, (1 + level) / 2]
    self.row = prediction.row + 1
    at = values
    group = line.group
    isNew = line.knownGroup == nil
    quantity = prediction.quantity
    effect = prediction.effect
    let sorted = prediction.draws.flatMap { $0 }.sorted()
    draws = PredictReport.Summary(
      mean: prediction.hasMean ? mean(sorted) : nil,
      sd: prediction.hasDeviation ? standardDeviation(sorted) : nil,
      quantiles: tails.map { quantile(ofSorted: sorted, at: $0) })
    exact = try prediction.exact.map { exact in
      PredictReport.Summary(
        mean: prediction.hasMean ? exact.mean : nil,
        sd: prediction.hasDeviation ? exact.standardDeviation : nil,
        quantiles: try tails.map { try exact.quantile($0) })
    }
  }
}

extension PredictReport.Line {
  /// What stands for the standard deviation of the draws, whether or not it exists.
  fileprivate var spread: Double? {
    guard let lower = draws.lower, let upper = draws.upper else { return nil }
    return (upper - lower) / 4
  }
}

extension PredictReport.Summary {
  fileprivate init(mean: Double?, sd: Double?, quantiles: [Double]) {
    self.init(
      mean: mean, sd: sd, median: quantiles[1], lower: quantiles[0], upper: quantiles[2])
  }
}
