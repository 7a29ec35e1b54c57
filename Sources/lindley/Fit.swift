import ArgumentParser
import LikelihoodFits
import ModelData
import Reports

struct Fit: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Fit by maximum likelihood (ML) or restricted ML (REML).",
    discussion: """
      The tests of coefficients are t tests. With known variances their degrees of freedom are \
      groups less coefficients, and --knapp-hartung scales the standard errors by the residuals; \
      else they are counted in each level's equation, as the book does.

      --test 'sector, sector:ses' tests that both coefficients are 0; --test 'verbal = math' that two \
      are equal. A factor's name stands for all of its coefficients. --against a model file prints the \
      likelihood-ratio test between the two models, and how much of the variances of the smaller one \
      the larger one explains.
      """)

  @OptionGroup var common: CommonOptions
  @OptionGroup var form: FormatOption
  @OptionGroup var level: LevelOption
  @Argument(help: "The model file (YAML).", completion: .modelFile) var model: String
  @Option(help: ArgumentHelp("Which likelihood is maximised.", valueName: "ml|reml"))
  var method = FitMethod.reml
  @Flag(help: "Standard errors of the coefficients after Knapp and Hartung (2003).")
  var knappHartung = false
  @Option(
    help: ArgumentHelp("Test these coefficients together; may be repeated.", valueName: "list"))
  var test: [String] = []
  @Option(
    help: ArgumentHelp("Compare with the model of another file.", valueName: "model"),
    completion: .modelFile)
  var against: String?

  func run() throws {
    let report = try FitReport(
      Analysis(path: model), method: method, level: level.level,
      standardErrors: knappHartung ? .knappHartung : .information, hypotheses: test,
      against: against.map { try Analysis(path: $0) })
    try show(form.format == .json ? jsonText(report) : report.text(form.format))
  }
}
