import ArgumentParser
import Foundation
import ModelData
import Reports
import Runs

struct Predict: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Predict new groups and new observations from a run.",
    discussion: """
      A row is what is given with --at, or a line of --data. Its group is a new one, whose effects are \
      drawn from N(0, T), or with --group one in the data, whose effects are drawn given its rows. For \
      each row: the true effects of its group (W·γ + u), the expected outcome at its predictors, \
      and one new observation.

      In a known group, columns that are constant there need not be given. center(x) is about the \
      mean of the data; center(x, g) and mean(x, g) take the mean of a known group from the data. A new \
      group's mean is what is given, as in --at "ses=0.5,mean(ses, school)=0.2"; in --data it is \
      else the mean of the rows with its id. A predictor can also be given as the formula writes it: \
      "center(ses, school)=0.3".

      In --data the column named like the grouping factor holds ids: those in the data are known \
      groups, rows with another id share a new one, rows without id have each its own.

      Examples:
        lindley predict draws/hsb --at "meanses=0,sector=1,center(ses, school)=0.5"
        lindley predict draws/teacher-expectancy --se 0.2 --probability "effect > 0"
      """)

  @OptionGroup var common: CommonOptions
  @OptionGroup var form: FormatOption
  @OptionGroup var level: LevelOption
  @OptionGroup var questions: QuestionOptions
  @Argument(help: "The folder of the run.") var folder: String
  @Option(
    help: ArgumentHelp("Values of one row, as name=value,name=value.", valueName: "values"))
  var at: [String] = []
  @Option(help: ArgumentHelp("A CSV file of rows.", valueName: "csv")) var data: String?
  @Option(
    help: ArgumentHelp("The id of a group in the data, for the rows of --at.", valueName: "id"))
  var group: [String] = []
  @Option(
    help: ArgumentHelp("The standard error of a new observation.", valueName: "number"))
  var se: Double?
  @Option(help: ArgumentHelp("The seed, in place of the run's.", valueName: "n")) var seed: UInt64?

  func validate() throws {
    if let se, !(se > 0 && se.isFinite) {
      throw ValidationError("--se is \(se); it must be above zero.")
    }
    if data != nil, !at.isEmpty || !group.isEmpty {
      throw ValidationError(
        "--data has rows and groups of its own; leave out --at and --group, or --data.")
    }
  }

  func run() throws {
    let report = try PredictReport(
      FinishedRun(folder: folder), rows: rows(), request: questions.request(level: level.level),
      standardError: se, modelPath: questions.model, seed: seed)
    for note in report.notes { common.say(note) }
    try show(form.format == .json ? jsonText(report) : report.text(form.format))
  }

  private func rows() throws -> [NewRow] {
    if let data { return try NewRow.read(FileReference(path: data)) }
    let groups: [String?] = group.isEmpty ? [nil] : group
    return try (at.isEmpty ? [""] : at).flatMap { text in
      try groups.map { try NewRow(at: text, group: $0) }
    }
  }
}

/// Ranks and probabilities, as options.
struct QuestionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Rank the groups of this factor by their true effects.", valueName: "factor"))
  var rank: String?
  @Option(
    help: ArgumentHelp(
      "The probability of a comparison: \"gamma[x] > 0\", \"u[1308] > u[8367]\".",
      valueName: "comparison"))
  var probability: [String] = []
  @Option(
    help: ArgumentHelp(
      "The model file, where it is no longer where the run found it.", valueName: "yaml"))
  var model: String?

  func request(level: Double) throws -> PosteriorQuestions.Request {
    try PosteriorQuestions.Request(rank: rank, probabilities: probability, level: level)
  }
}
