import ArgumentParser
import Foundation
import ModelData
import Reports
import Runs

struct Sample: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draw from the posterior.",
    discussion: """
      Writes draws_1.csv, draws_2.csv, … (CmdStan's layout, read by posterior, cmdstanpy, ArviZ \
      and rstan), effects.csv and run.json. Options override the model file. The draws depend on \
      the seed and the chain alone, not on threads.
      """)

  @OptionGroup var common: CommonOptions
  @Argument(help: "The model file (YAML).") var model: String
  @Option(name: [.short, .long], help: ArgumentHelp("The folder for the draws.", valueName: "dir"))
  var output: String
  @Option(help: ArgumentHelp("The number of chains.", valueName: "n")) var chains: Int?
  @Option(help: ArgumentHelp("Iterations that each chain discards first.", valueName: "n"))
  var warmup: Int?
  @Option(help: ArgumentHelp("Draws that each chain keeps.", valueName: "n")) var draws: Int?
  @Option(help: ArgumentHelp("Iterations for each draw that is kept.", valueName: "n"))
  var thin: Int?
  @Option(help: ArgumentHelp("The seed of all random streams.", valueName: "n")) var seed: UInt64?
  @Option(help: ArgumentHelp("Run this chain alone, counted from 1.", valueName: "n"))
  var chainId: Int?
  @Option(help: ArgumentHelp("Chains that run at once.", valueName: "n")) var threads: Int?
  @Option(help: ArgumentHelp("Save these too: effects, log-likelihood.", valueName: "list"))
  var save: SavedList?
  @Flag(help: "Save the warm-up, to warmup_1.csv and so on.") var saveWarmup = false
  @Option(
    help: ArgumentHelp(
      "auto takes exact independent draws where the model has them.", valueName: "sampler"))
  var sampler = SamplerChoice.auto
  @Flag(help: "Replace a run that is in the folder.") var overwrite = false
  @Option(help: ArgumentHelp("Whether progress is told.", valueName: "mode"))
  var progress = ProgressMode.auto

  func validate() throws {
    guard !output.isEmpty else {
      throw ValidationError("--output is empty; it must be the name of a folder.")
    }
    for (name, value, most) in [
      ("--chains", chains, Self.mostChains), ("--chain-id", chainId, Self.mostChains),
      ("--threads", threads, Self.mostChains), ("--draws", draws, Self.mostIterations),
      ("--warmup", warmup, Self.mostIterations), ("--thin", thin, Self.mostIterations),
    ] {
      if let value { try Self.check(name, value, upTo: most) }
    }
  }

  func run() async throws {
    let started = Date()
    let analysis = try Analysis(path: model)
    let run = try SamplingRun(analysis, plan: plan(for: analysis), started: started)
    let folder = try RunFolder(output, overwrites: overwrite)
    common.say(run.announcement)
    let progress = common.quiet ? nil : Progress(progress, total: run.stepCount)
    let record = try await run.execute(in: folder, progress: progress.map { $0.advance })
    progress?.finish()
    common.say(
      "Wrote \(output) in \(fixed(Date().timeIntervalSince(started), decimals: 2)) s "
        + "(\(fixed(record.timings.sampling, decimals: 3)) s of it for the draws). "
        + "Next: lindley summary \(output)")
  }

  private static let mostChains = 10_000
  private static let mostIterations = 1_000_000_000

  private static func check(_ name: String, _ value: Int, upTo most: Int) throws {
    guard (1...most).contains(value) else {
      throw ValidationError("\(name) is \(value); it must be a whole number from 1 to \(most).")
    }
  }

  private func plan(for analysis: Analysis) throws -> SamplingPlan {
    var sampling = analysis.file.sampling
    sampling.chains = chains ?? sampling.chains
    sampling.warmup = warmup ?? sampling.warmup
    sampling.draws = draws ?? sampling.draws
    sampling.thin = thin ?? sampling.thin
    sampling.seed = seed ?? sampling.seed
    try Self.check("chains in \(model)", sampling.chains, upTo: Self.mostChains)
    for (name, value) in [
      ("warmup", sampling.warmup), ("draws", sampling.draws), ("thin", sampling.thin),
    ] {
      try Self.check("\(name) in \(model)", value, upTo: Self.mostIterations)
    }
    var plan = SamplingPlan(sampling: sampling, output: output)
    if let chainId { plan.chains = [chainId] }
    plan.sampler = sampler
    plan.threads = threads ?? min(ProcessInfo.processInfo.activeProcessorCount, sampling.chains)
    plan.saved = save?.quantities ?? []
    plan.savesWarmup = saveWarmup
    plan.overwrites = overwrite
    return plan
  }
}
