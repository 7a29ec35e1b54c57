import ArgumentParser
import ModelData
import Reports

struct Compare: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Set ML, REML and posterior intervals side by side, with shrunken effects.",
    discussion: """
      With the folder of a run its draws are compared; without one the posterior comes from exact \
      integrals.
      """)

  @OptionGroup var common: CommonOptions
  @OptionGroup var form: FormatOption
  @OptionGroup var level: LevelOption
  @Argument(help: "The model file (YAML).") var model: String
  @Argument(help: "The folder of a run of this model.") var folder: String?

  func run() throws {
    let report = try CompareReport(Analysis(path: model), folder: folder, level: level.level)
    try show(form.format == .json ? jsonText(report) : report.text(form.format))
  }
}
