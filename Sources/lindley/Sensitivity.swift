import ArgumentParser
import ModelData
import Reports

struct Sensitivity: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "The conclusions under other priors and under t errors.",
    discussion: """
      Coefficients, the standard deviations of the effects and the effects of chosen groups, with \
      their probabilities of being above 0: under every prior of T that suits the model, and under \
      normal and t effects with 2, 4, 8 and 16 degrees of freedom. Exact integrals where the model \
      has them, else chains of the Gibbs sampler. Scales of priors are made from the data: the \
      typical standard error of a group's own estimate.
      """)

  @OptionGroup var common: CommonOptions
  @OptionGroup var form: FormatOption
  @OptionGroup var level: LevelOption
  @Argument(help: "The model file (YAML).") var model: String
  @Option(
    help: ArgumentHelp("The groups whose effects are shown, by their ids.", valueName: "list"))
  var effects: IdList?
  @Option(help: ArgumentHelp("Draws of each chain, where chains are run.", valueName: "n"))
  var draws = SensitivityReport.standardDraws
  @Option(help: ArgumentHelp("The seed of all random streams.", valueName: "n")) var seed: UInt64?

  func validate() throws {
    guard (100...1_000_000).contains(draws) else {
      throw ValidationError("--draws is \(draws); it must be a whole number from 100 to 1000000.")
    }
  }

  func run() throws {
    let analysis = try Analysis(path: model)
    var plan = SensitivityReport.plan(analysis)
    plan.draws = draws
    plan.seed = seed ?? plan.seed
    let report = try SensitivityReport(
      analysis, groups: effects?.ids ?? [], plan: plan, level: level.level)
    try show(form.format == .json ? jsonText(report) : report.text(form.format))
  }
}

/// The ids of groups as a list: `4,17`.
struct IdList: ExpressibleByArgument {
  let ids: [String]

  init?(argument: String) {
    let ids = argument.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    guard !ids.isEmpty, !ids.contains("") else { return nil }
    self.ids = ids
  }
}
