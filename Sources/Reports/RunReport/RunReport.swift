import ModelData
import Plots
import Runs

/// The report on a run: what `lindley report` writes.
///
/// Its numbers are those of `summary`, `compare`, `diagnose` and `check`: it asks the same reports.
public struct RunReport: Sendable {
  /// The content.
  public let document: ReportDocument

  /// Reports on a run.
  ///
  /// - Parameters:
  ///   - level: the coverage of the intervals.
  ///   - runsChains: whether the conclusions under other priors and under t errors are given also where
  ///     this takes chains of the Gibbs sampler for each, or many groups.
  /// - Throws: an `InputError`, `RunFolderError`, `DrawsError` or `NumericalError`.
  public init(_ run: FinishedRun, level: Double = 0.95, runsChains: Bool = false) throws {
    let analysis = try run.analysis()
    let parts = RunReportParts(
      folder: run.folder, run: run.record, level: level, check: CheckReport(analysis),
      summary: try SummaryReport(run), diagnosis: DiagnoseReport(run),
      figures: try RunFigures(run, of: analysis, level: level),
      sensitivity: runsChains || SensitivityReport.isQuick(for: analysis, run.record)
        ? try SensitivityReport(analysis, level: level) : nil,
      prediction: try PredictReport(typicalOf: run, analysis, level: level))
    document = ReportDocument(
      title: run.record.title, source: run.record.source,
      sections: [
        parts.model, parts.data, parts.intervals, parts.effects, parts.posterior,
        parts.priorSensitivity, parts.newGroup, parts.convergence, parts.reproduction,
      ])
  }
}

/// What a report is put together from, section by section.
struct RunReportParts {
  let folder: String
  let run: RunRecord
  let level: Double
  let check: CheckReport
  let summary: SummaryReport
  let diagnosis: DiagnoseReport
  let figures: RunFigures
  /// Nil where it would take too long.
  let sensitivity: SensitivityReport?
  /// Nil where a predictor has no typical value.
  let prediction: PredictReport?

  var model: ReportDocument.Section {
    ReportDocument.Section(
      title: "The model",
      blocks: [
        .paragraph("By levels:"), .verbatim(check.equations.joined(separator: "\n")),
        .paragraph("Combined, and as a formula:"),
        .verbatim(check.combined + "\n" + check.formula), .paragraph("Priors:"),
        .list(check.priors),
      ])
  }

  var data: ReportDocument.Section {
    let inflation = check.collinearity
    let table =
      inflation.count > 1
      ? [
        ReportDocument.Block.paragraph("Variance inflation factors; above 10 is much:"),
        .table(
          ReportTable(
            header: ["coefficient", "factor"],
            rows: inflation.map { [.text($0.label), .number($0.factor, decimals: 2)] })),
      ] : []
    return ReportDocument.Section(
      title: "The data",
      blocks: [.list(check.dataLines)] + table + [.paragraph(check.propriety.words)])
  }

  var intervals: ReportDocument.Section {
    let notes = figures.comparison.notes
    return ReportDocument.Section(
      title: "Intervals by method",
      blocks: [
        .paragraph(
          "Least squares takes the groups as alike. Maximum likelihood (ML) and restricted maximum likelihood (REML) take the variances as "
            + "known when they judge the coefficients, and give a variance a symmetric interval; the "
            + "posterior does neither. Where they differ, the variances are uncertain."),
        .table(figures.comparison.variableTable),
      ] + notes.map { .paragraph($0) } + [.figure(figures.figure(.compare), name: "intervals")])
  }

  var effects: ReportDocument.Section {
    ReportDocument.Section(
      title: "The effects of \(figures.factor)",
      blocks: [
        .paragraph(
          "What each group shows by itself (observed), and what it shows in the company of the others: "
            + "empirical Bayes (EB) takes the variances as estimated, the posterior as unknown."),
        .figure(figures.figure(.forest), name: "effects"),
        .table(figures.comparison.effectTable),
      ])
  }

  var posterior: ReportDocument.Section {
    ReportDocument.Section(
      title: "Posterior densities",
      blocks: [
        .paragraph(
          "The normal approximations of ML and REML are drawn over the posterior densities. A variance "
            + "cannot be below zero: what they say there is inadmissible."),
        .figure(figures.figure(.density), name: "densities"),
        .figure(figures.figure(.joint), name: "joint"),
      ])
  }

  var convergence: ReportDocument.Section {
    let verdict =
      diagnosis.passes
      ? "The draws pass all gates of lindley diagnose."
      : "The draws fail a gate: don't use them yet."
    let findings = diagnosis.findings.map { "\($0.finding) Try: \($0.remedy)" }
    return ReportDocument.Section(
      title: "Convergence",
      blocks: [.paragraph(verdict)] + (findings.isEmpty ? [] : [.list(findings)])
        + [
          .table(summary.table(.text)), .figure(figures.figure(.trace), name: "traces"),
          .figure(figures.figure(.rank), name: "ranks"),
          .figure(figures.figure(.autocorrelation), name: "autocorrelation"),
        ])
  }

  var reproduction: ReportDocument.Section {
    let sampling = run.sampling
    let command =
      "lindley sample \(run.model.file) --output \(folder) --chains \(sampling.chains)"
      + " --warmup \(sampling.warmup) --draws \(sampling.draws) --thin \(sampling.thin)"
      + " --seed \(sampling.seed) --sampler \(sampling.requested.rawValue)"
    let data = run.data.map { [ReportTable.Cell.text($0.file), .text($0.sha256)] }
    return ReportDocument.Section(
      title: "How to reproduce this",
      blocks: [
        .verbatim(command),
        .paragraph(
          "lindley \(run.lindleyVersion); begun \(run.timings.started); "
            + "\(fixed(run.timings.sampling, decimals: 2)) s for the draws."),
        .table(ReportTable(header: ["data file", "SHA-256"], rows: data)),
      ])
  }
}
