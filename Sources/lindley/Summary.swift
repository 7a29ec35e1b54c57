import ArgumentParser
import Reports
import Runs

struct Summary: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Summarise the draws of a run, with diagnostics.",
    discussion: """
      R-hat, effective sample sizes and Monte Carlo errors follow Vehtari et al. (2021), as the R \
      package posterior computes them. Where the posterior has exact integrals they stand beside.

      --rank and --probability answer questions from the draws. Names in comparisons are labels \
      (gamma[sector], T[days, (Intercept)], sigma2), columns (T[2,1]), and for groups u[id] and \
      effect[id], with an effect's label behind the id where it is not the first; sqrt, exp, log and \
      abs are known. Effects that were not saved are drawn anew given the other parameters. With \
      either option JSON is a map of summary, ranks and probabilities.
      """)

  @OptionGroup var common: CommonOptions
  @OptionGroup var form: FormatOption
  @OptionGroup var level: LevelOption
  @OptionGroup var questions: QuestionOptions
  @Argument(help: "The folder of the run.", completion: .directory) var folder: String

  func run() throws {
    let request = try questions.request(level: level.level)
    let run = try FinishedRun(folder: folder)
    let report = try SummaryReport(run)
    let answers = try PosteriorQuestions(request, of: run, modelPath: questions.model)
    switch (form.format, answers.isEmpty) {
    case (.json, true): try show(jsonText(report.rows))
    case (.json, false): try show(jsonText(AnsweredSummary(report, answers)))
    case (let format, _): try show(report.text(format) + answers.text(format))
    }
  }
}
