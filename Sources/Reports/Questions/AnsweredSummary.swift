/// A summary with answers to questions, as one JSON value.
public struct AnsweredSummary: Encodable, Sendable {
  private let summary: [SummaryReport.Row]
  private let ranks: [RankReport]
  private let probabilities: [PosteriorQuestions.Probability]

  /// Puts them together.
  public init(_ summary: SummaryReport, _ answers: PosteriorQuestions) {
    self.summary = summary.rows
    (ranks, probabilities) = (answers.ranks, answers.probabilities)
  }
}
