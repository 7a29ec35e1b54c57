import ArgumentParser
import Foundation
import ModelData
import Reports
import Runs

struct Compare: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Set least squares, ML, REML and the posterior side by side.",
    discussion: """
      Prints estimates and intervals by each method, and every group's effect, shrunken by empirical \
      Bayes and by the posterior. With the folder of a run its draws are compared. Without one the posterior comes from exact \
      integrals where the model has them, else from draws made for this comparison as the model \
      file plans them, and not kept.
      """)

  @OptionGroup var common: CommonOptions
  @OptionGroup var form: FormatOption
  @OptionGroup var level: LevelOption
  @Argument(help: "The model file (YAML).", completion: .modelFile) var model: String
  @Argument(
    help: "The folder of a run of this model, from 'lindley sample'.", completion: .directory)
  var folder: String?

  func run() async throws {
    let report =
      if let folder {
        try report(onRunIn: folder)
      } else {
        try await reportWithoutRun(of: Analysis(path: model))
      }
    try show(form.format == .json ? jsonText(report) : report.text(form.format))
  }

  private func report(onRunIn folder: String) throws -> CompareReport {
    let run = try FinishedRun(folder: folder)
    return try CompareReport(run.analysis(path: model), run: run, level: level.level)
  }

  /// Compares with exact integrals, or with draws in a folder that goes away.
  private func reportWithoutRun(of analysis: Analysis) async throws -> CompareReport {
    let folder = FileManager.default.temporaryDirectory.appending(path: "lindley-\(UUID())").path
    var plan = SamplingPlan(sampling: analysis.file.sampling, output: folder)
    plan.threads = ProcessInfo.processInfo.activeProcessorCount
    let run = try SamplingRun(analysis, plan: plan)
    guard run.sampler == .gibbs else {
      return try CompareReport(analysis, run: nil, level: level.level)
    }
    common.say("No run was given. \(run.announcement)")
    defer { try? FileManager.default.removeItem(atPath: folder) }
    _ = try await run.execute(in: RunFolder(folder, overwrites: false))
    return try report(onRunIn: folder)
  }
}
