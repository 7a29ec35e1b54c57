import ArgumentParser
import Foundation
import ModelData
import Runs

struct Sample: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draw from the posterior.",
    discussion: """
      Writes draws_1.csv, draws_2.csv, … (CmdStan's layout, read by posterior, cmdstanpy, ArviZ \
      and rstan), effects.csv and run.json. Options override the model file. The draws depend on \
      the seed and the chain alone, not on threads.

      Ctrl-C stops the chains after their iteration; 'lindley resume' goes on from there. After a \
      crash it goes on from the last checkpoint: at most the draws of --checkpoint-seconds are \
      drawn again, or of twenty times as long as a checkpoint takes to write, if that is more.
      """)

  @OptionGroup var common: CommonOptions
  @OptionGroup var running: RunningOptions
  @Argument(help: "The model file (YAML).", completion: .modelFile) var model: String
  @Option(
    name: [.short, .long], help: ArgumentHelp("The folder for the draws.", valueName: "dir"),
    completion: .directory)
  var output: String
  @Option(help: ArgumentHelp("The number of chains.", valueName: "n")) var chains: Int?
  @Option(help: ArgumentHelp("Iterations that each chain discards first.", valueName: "n"))
  var warmup: Int?
  @Option(help: ArgumentHelp("Draws that each chain keeps.", valueName: "n")) var draws: Int?
  @Option(
    help: ArgumentHelp("Iterations for each draw that is kept, 1 to keep all.", valueName: "n"))
  var thin: Int?
  @Option(help: ArgumentHelp("The seed of all random streams.", valueName: "n")) var seed: UInt64?
  @Option(help: ArgumentHelp("Run this chain alone, counted from 1.", valueName: "n"))
  var chainId: Int?
  @Option(help: ArgumentHelp("Save these too, as a list with commas.", valueName: "list"))
  var save: SavedList?
  @Flag(help: "Save the warm-up, to warmup_1.csv and so on.") var saveWarmup = false
  @Option(
    help: ArgumentHelp(
      "How to draw; auto takes exact independent draws where the model has them, else Gibbs.",
      valueName: "sampler"))
  var sampler = SamplerChoice.auto
  @Flag(help: "Replace a run that is in the folder.") var overwrite = false
  @Option(
    help: ArgumentHelp(
      "Go on until the worst bulk and tail ESS of gamma, T and sigma2, all chains together, is this.",
      valueName: "n"))
  var untilEss: Double?
  @Option(help: ArgumentHelp("Go on until the worst R-hat is at most this.", valueName: "r"))
  var untilRhat: Double?
  @Option(help: ArgumentHelp("Draws a chain at which to stop going on.", valueName: "n"))
  var maxDraws: Int?
  @Option(help: ArgumentHelp("Seconds from one checkpoint to the next.", valueName: "s"))
  var checkpointSeconds = 5.0

  func validate() throws {
    guard !output.isEmpty else {
      throw ValidationError("--output is empty; it must be the name of a folder.")
    }
    for (name, value, most) in [
      ("--chains", chains, mostChains), ("--chain-id", chainId, mostChains),
      ("--draws", draws, mostIterations), ("--warmup", warmup, mostIterations),
      ("--thin", thin, mostIterations), ("--max-draws", maxDraws, mostIterations),
    ] {
      if let value { try checkCount(name, value, upTo: most) }
    }
    guard checkpointSeconds >= 0, checkpointSeconds <= 1e6 else {
      throw ValidationError(
        "--checkpoint-seconds is \(checkpointSeconds); it must be a number from 0 to 1000000.")
    }
    try validateTargets()
  }

  private func validateTargets() throws {
    if let untilEss, !(untilEss > 0 && untilEss <= 1e12) {
      throw ValidationError("--until-ess is \(untilEss); it must be a number above 0, such as 400.")
    }
    if let untilRhat, !(untilRhat > 1 && untilRhat <= 1e6) {
      throw ValidationError(
        "--until-rhat is \(untilRhat); it must be a number above 1, such as 1.01.")
    }
    guard (untilEss ?? untilRhat) != nil || maxDraws == nil else {
      throw ValidationError("--max-draws needs --until-ess or --until-rhat beside it.")
    }
    guard (untilEss ?? untilRhat) == nil || maxDraws != nil else {
      throw ValidationError("--until-ess and --until-rhat need --max-draws beside them.")
    }
  }

  func run() async throws {
    let started = Date()
    let analysis = try Analysis(path: model)
    let run = try SamplingRun(analysis, plan: plan(for: analysis), started: started)
    let folder = try RunFolder(output, overwrites: overwrite)
    try await running.execute(run, in: folder, isContinued: false, common, started: started)
  }

  private func plan(for analysis: Analysis) throws -> SamplingPlan {
    var sampling = analysis.file.sampling
    sampling.chains = chains ?? sampling.chains
    sampling.warmup = warmup ?? sampling.warmup
    sampling.draws = draws ?? sampling.draws
    sampling.thin = thin ?? sampling.thin
    sampling.seed = seed ?? sampling.seed
    try checkCount("chains in \(model)", sampling.chains, upTo: mostChains)
    for (name, value) in [
      ("warmup", sampling.warmup), ("draws", sampling.draws), ("thin", sampling.thin),
    ] {
      try checkCount("\(name) in \(model)", value, upTo: mostIterations)
    }
    var plan = SamplingPlan(sampling: sampling, output: output)
    if let maxDraws {
      guard maxDraws >= sampling.draws else {
        throw ValidationError(
          "--max-draws is \(maxDraws); it must be at least the \(sampling.draws) draws to begin with."
        )
      }
      plan.until = StoppingTargets(ess: untilEss, rHat: untilRhat, mostDraws: maxDraws)
    }
    if let chainId { plan.chains = [chainId] }
    plan.sampler = sampler
    plan.threads =
      running.threads ?? min(ProcessInfo.processInfo.activeProcessorCount, sampling.chains)
    plan.saved = save?.quantities ?? []
    plan.savesWarmup = saveWarmup
    plan.overwrites = overwrite
    plan.checkpointSeconds = checkpointSeconds
    return plan
  }
}
