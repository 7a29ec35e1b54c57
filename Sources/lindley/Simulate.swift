import ArgumentParser
import Draws
import ModelData
import Reports
import Runs

struct Simulate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Simulate data from a model.",
    discussion: """
      The rows of the model's data with outcomes drawn anew: predictors, groups and known variances \
      stay, the effects of the groups and the errors are drawn. Parameters are those of the REML fit, \
      but for what --at gives; of t errors these are the scales. With --from each replicate takes \
      another draw of a run, at random. Names are labels (gamma[sector], T[days, (Intercept)], \
      sigma2, df) or columns (T.2.1); an element of T stands for its mirror image.

      Several data files are joined into one. 'lindley fit' and all other verbs read the result \
      where the model file names it as its data.

      Examples:
        lindley simulate models/eight-schools.yaml --at "T.1.1=100" --output sim.csv
        lindley simulate models/rats.yaml --from draws/rats --replicates 20
      """)

  @OptionGroup var common: CommonOptions
  @Argument(help: "The model file (YAML).", completion: .modelFile) var model: String
  @Option(
    help: ArgumentHelp("Parameters, as name=value,name=value.", valueName: "values"))
  var at: [String] = []
  @Option(
    help: ArgumentHelp("Take parameters from the draws of this run.", valueName: "folder"),
    completion: .directory)
  var from: String?
  @Option(
    help: ArgumentHelp(
      "The number of data sets, told apart by a column 'replicate'.", valueName: "n"))
  var replicates = 1
  @Option(help: ArgumentHelp("The seed, in place of the model file's.", valueName: "n"))
  var seed: UInt64?
  @Option(
    help: ArgumentHelp("Write the data to this file.", valueName: "csv"), completion: .file())
  var output: String?
  @Option(
    help: ArgumentHelp(
      "Write the parameters and effects to this file, .csv or .json.", valueName: "file"),
    completion: .file())
  var truth: String?

  func validate() throws {
    guard (1...1_000_000).contains(replicates) else {
      throw ValidationError(
        "--replicates is \(replicates); it must be a whole number from 1 to 1000000.")
    }
    guard at.isEmpty || from == nil else {
      throw ValidationError("--from draws all parameters; leave out --at, or --from.")
    }
    if let truth, !truth.hasSuffix(".csv"), !truth.hasSuffix(".json") {
      throw ValidationError(
        "--truth is '\(truth)'; its name must end in .csv or .json, such as truth.csv.")
    }
  }

  func run() throws {
    let simulation = try simulation()
    for note in simulation.notes { common.say(note) }
    var values: [TrueValue] = []
    func keep(_ value: TrueValue) { if truth != nil { values.append(value) } }
    if let output {
      let file = try AtomicFile(at: output)
      try simulation.write(data: { try file.write(Array($0.utf8)) }, truth: keep)
      try writeTruth(values)
      try file.commit()
    } else {
      try simulation.write(data: show, truth: keep)
      try writeTruth(values)
    }
  }

  private func simulation() throws -> Simulation {
    let settings = try at.flatMap { try ParameterSetting.read($0) }
    let run = try from.map { try FinishedRun(folder: $0) }
    let analysis = try run?.analysis(path: model) ?? Analysis(path: model)
    return try Simulation(
      analysis, at: run.map { .drawn($0.parameters) } ?? .given(settings), replicates: replicates,
      seed: seed ?? analysis.file.sampling.seed)
  }

  private func writeTruth(_ values: [TrueValue]) throws {
    guard let truth else { return }
    let text =
      truth.hasSuffix(".json")
      ? try jsonText(values) : TrueValue.csvHeader + values.map(\.csv).joined()
    try AtomicFile.write(text, to: truth)
  }
}
