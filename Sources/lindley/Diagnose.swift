import ArgumentParser
import Reports
import Runs

struct Diagnose: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say whether the draws of a run can be trusted.",
    discussion: """
      Says in words what is wrong with a run and what to try. The gates: R-hat below 1.01, bulk and tail effective sample sizes of at least 100 a chain, \
      Monte Carlo errors of the means of at most 10% of the standard deviations, no chain stuck. \
      Exits with 4 when one fails. Notes on the posterior itself, such as a variance that hugs \
      zero, or moments that do not exist, are no failures.
      """)

  @OptionGroup var common: CommonOptions
  @OptionGroup var form: FormatOption
  @Argument(help: "The folder of the run.", completion: .directory) var folder: String

  func run() throws {
    let report = DiagnoseReport(try FinishedRun(folder: folder))
    try show(form.format == .json ? jsonText(report) : report.text(form.format))
    if !report.passes { throw ExitCode(4) }
  }
}
