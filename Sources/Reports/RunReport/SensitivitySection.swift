import ModelData
import Runs

extension RunReportParts {
  /// The conclusions under other priors and under t errors, or how to have them.
  var priorSensitivity: ReportDocument.Section {
    let title = "Sensitivity to the prior and to t errors"
    guard let sensitivity else {
      return ReportDocument.Section(
        title: title,
        blocks: [
          .paragraph(
            "Whether the conclusions hold under other priors of T and under t errors takes chains "
              + "for each of them. This runs them, and so does lindley report --sensitivity:"),
          .verbatim("lindley sensitivity \(run.model.file)"),
        ])
    }
    return ReportDocument.Section(
      title: title,
      blocks: [
        .paragraph(
          "The same data under every prior of T that suits the model, and under t errors of the "
            + "effects with few to infinitely many degrees of freedom, which are the normal ones. A "
            + "conclusion that changes with these assumptions is theirs as much as the data's."),
        .table(sensitivity.table), .list(sensitivity.notes),
      ])
  }
}

extension SensitivityReport {
  /// The draws of each chain, where chains are run.
  public static let standardDraws = 4000

  /// The chains that a model file plans, with the draws of a sensitivity analysis.
  public static func plan(_ analysis: Analysis) -> Sampling {
    var plan = analysis.file.sampling
    plan.draws = standardDraws
    return plan
  }

  /// Whether integrals give most of the analysis of a run, and the chains for t errors are short.
  static func isQuick(for analysis: Analysis, _ run: RunRecord) -> Bool {
    run.exact != nil && analysis.model.hasKnownVariances && analysis.model.rows.used <= 200
  }

  /// The analysis that `lindley sensitivity` makes by itself.
  ///
  /// - Throws: as the initialiser with all parameters.
  init(_ analysis: Analysis, level: Double) throws {
    try self.init(analysis, groups: [], plan: Self.plan(analysis), level: level)
  }
}
