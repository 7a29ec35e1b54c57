import ArgumentParser
import LikelihoodFits
import ModelData
import Reports

struct Fit: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Fit a model by maximum likelihood or restricted maximum likelihood.",
    discussion: """
      The tests of coefficients are t tests on J − f degrees of freedom (groups less \
      coefficients). --knapp-hartung scales their standard errors by the residuals.
      """)

  @OptionGroup var common: CommonOptions
  @OptionGroup var form: FormatOption
  @OptionGroup var level: LevelOption
  @Argument(help: "The model file (YAML).") var model: String
  @Option(help: ArgumentHelp("The likelihood.", valueName: "ml|reml"))
  var method = FitMethod.reml
  @Flag(help: "Standard errors of the coefficients after Knapp and Hartung (2003).")
  var knappHartung = false

  func run() throws {
    let report = try FitReport(
      Analysis(path: model), method: method, level: level.level,
      standardErrors: knappHartung ? .knappHartung : .information)
    try show(form.format == .json ? jsonText(report) : report.text(form.format))
  }
}
