import ModelData
import Runs

extension RunReportParts {
  /// What a group that is not in the data would show.
  var newGroup: ReportDocument.Section {
    let title = "Prediction for a new \(figures.factor)"
    let hint =
      "lindley predict takes other values of the predictors, groups of the data, and files of rows."
    guard let prediction else {
      return ReportDocument.Section(title: title, blocks: [.paragraph(hint)])
    }
    let row = prediction.predictions.first?.at ?? [:]
    let words =
      row.isEmpty
      ? "What the draws say of a \(figures.factor) that is not in the data."
      : "What the draws say of a \(figures.factor) that is not in the data, with predictors at their "
        + "means there, to three digits, and factors at their first levels. " + hint
    return ReportDocument.Section(
      title: title,
      blocks: [.paragraph(words), .verbatim(prediction.command(folder: folder))]
        + [.table(prediction.table)] + prediction.notes.map { .paragraph($0) })
  }
}

extension PredictReport {
  /// Predicts for a new group that is like the data in its predictors; nil where one of them has no typical value.
  ///
  /// - Throws: what reading the data throws, or `NumericalError`.
  init?(typicalOf run: FinishedRun, _ analysis: Analysis, level: Double) throws {
    let groups = GroupQuestions(run, analysis: analysis)
    let row = try groups.predictor().design.typicalRow
    do {
      try self.init(run, rows: [row], request: .init(level: level), groups: groups)
    } catch is NewRowError {
      return nil
    }
  }

  /// The command that prints this table.
  fileprivate func command(folder: String) -> String {
    guard case .commandLine(let text)? = places.first, !text.isEmpty else {
      return "lindley predict \(folder)"
    }
    return "lindley predict \(folder) --at \"\(text)\""
  }
}
