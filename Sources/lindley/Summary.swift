import ArgumentParser
import Reports

struct Summary: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Summarise the draws of a run, with diagnostics.",
    discussion: """
      R-hat, effective sample sizes and Monte Carlo errors follow Vehtari et al. (2021), as the R \
      package posterior computes them. Where the posterior has exact integrals they stand beside.
      """)

  @OptionGroup var common: CommonOptions
  @OptionGroup var form: FormatOption
  @Argument(help: "The folder of the run.") var folder: String

  func run() throws {
    let report = try SummaryReport(folder: folder)
    try show(form.format == .json ? jsonText(report.rows) : report.text(form.format))
  }
}
