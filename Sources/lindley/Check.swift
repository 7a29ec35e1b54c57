import ArgumentParser
import ModelData
import Reports

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Read a model and its data, and say what they are.",
    discussion: """
      Prints the model by levels, combined and as a formula; the rows read, used and dropped; the \
      groups; collinearity; and whether the posterior is proper under the stated priors. Exits \
      with 4 when it is not.
      """)

  @OptionGroup var common: CommonOptions
  @OptionGroup var form: FormatOption
  @Argument(help: "The model file (YAML).", completion: .modelFile) var model: String

  func run() throws {
    let report = CheckReport(try Analysis(path: model))
    try show(form.format == .json ? jsonText(report) : report.text(form.format))
    if report.propriety.proper == false { throw ExitCode(4) }
  }
}
