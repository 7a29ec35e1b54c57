import Diagnostics
import Draws
import ModelData
import Runs

/// Ranks and probabilities that a person asks of a run, with their answers.
public struct PosteriorQuestions: Encodable, Sendable {
  /// The probability of a comparison.
  public struct Probability: Encodable, Sendable {
    /// The comparison as written.
    let comparison: String
    /// The row of a prediction that it is about, from 1; nil where it is about none.
    var row: Int?
    let probability: Double
    /// Its Monte Carlo standard error; nil where all draws agree.
    @Nullable var mcse: Double?
  }

  /// The ranks of each grouping factor asked for.
  let ranks: [RankReport]
  /// The probabilities in the order asked for.
  let probabilities: [Probability]

  /// Whether nothing was asked.
  public var isEmpty: Bool { ranks.isEmpty && probabilities.isEmpty }

  /// What is asked, as the command line has it.
  public struct Request: Sendable {
    var rank: String?
    var comparisons: [Comparison]
    let level: Double

    /// Reads the questions.
    ///
    /// - Throws: `QuestionError.unreadable`.
    public init(
      rank: String? = nil, probabilities: [String] = [], level: Double
    ) throws(QuestionError) {
      self.rank = rank
      self.level = level
      comparisons = []
      for text in probabilities { comparisons.append(try Comparison(text)) }
    }
  }

  /// Answers questions about a run.
  ///
  /// - Parameter modelPath: the model file; nil for the one that the run names.
  /// - Throws: `QuestionError`, and what reading the model throws where groups are asked for.
  public init(_ request: Request, of run: FinishedRun, modelPath: String? = nil) throws {
    try self.init(
      request, of: run, groups: GroupQuestions(run, modelPath: modelPath, seed: nil),
      predictions: [])
  }

  /// Answers questions about a run and predictions from it.
  init(
    _ request: Request, of run: FinishedRun, groups: GroupQuestions, predictions: [Prediction]
  ) throws {
    let record = run.record
    if let rank = request.rank, record.groups[rank] == nil {
      throw QuestionError.unknownFactor(rank, factors: record.groups.keys.sorted())
    }
    ranks =
      try request.rank.map { factor in
        [
          RankReport(
            try groups.trueEffects(), factor: factor, ids: groups.ids,
            labels: record.variables.effectLabels, level: request.level)
        ]
      } ?? []
    var names = QuantityNames(run, groups: groups)
    probabilities = try request.comparisons.flatMap { comparison in
      try Self.answers(comparison, &names, predictions)
    }
  }

  /// The probability of a comparison, for each row if it is about predictions.
  private static func answers(
    _ comparison: Comparison, _ names: inout QuantityNames, _ predictions: [Prediction]
  ) throws -> [Probability] {
    var rows: [Int?] = [nil]
    if comparison.names.contains(where: { names.isPredicted($0, in: predictions) }) {
      rows = Array(Set(predictions.map(\.row))).sorted()
    }
    return try rows.map { row in
      names.predictions = predictions.filter { $0.row == row }
      var values: [String: [[Double]]] = [:]
      for name in comparison.names {
        values[name] = try names.values(of: name, in: comparison.text)
      }
      let shape = names.shape
      let holds = (0..<shape.chains).map { chain in
        (0..<shape.draws).map { draw in
          comparison.holds { values[$0]?[chain][draw] ?? .nan } ? 1.0 : 0
        }
      }
      return Probability(
        comparison: comparison.text, row: row.map { $0 + 1 },
        probability: mean(holds.flatMap { $0 }), mcse: MonteCarloStandardError.mean(holds))
    }
  }

  /// The answers as text or tables, each with an empty line before it.
  public func text(_ format: OutputFormat) -> String {
    var parts = ranks.map { rank in
      (format == .csv ? "" : "Ranks of \(rank.factor) by true effect; 1 is the largest.\n\n")
        + rank.table.rendered(format)
    }
    if !probabilities.isEmpty { parts.append(probabilityTable.rendered(format)) }
    return parts.map { "\n" + $0 }.joined()
  }

  private var probabilityTable: ReportTable {
    let hasRows = probabilities.contains { $0.row != nil }
    return ReportTable(
      header: (hasRows ? ["row"] : []) + ["comparison", "probability", "mcse"],
      rows: probabilities.map { answer in
        (hasRows ? [answer.row.map { .count($0) } ?? .empty] : []) + [
          .text(answer.comparison), .number(answer.probability, decimals: 4),
          .number(answer.mcse, decimals: 5),
        ]
      })
  }
}
