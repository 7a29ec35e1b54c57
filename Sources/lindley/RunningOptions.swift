import ArgumentParser
import Foundation
import Reports
import Runs

/// Options of commands that draw.
struct RunningOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("How many chains run at once.", valueName: "n"))
  var threads: Int?
  @Option(
    help: ArgumentHelp(
      "How progress is told on standard error; auto: on a terminal.", valueName: "mode"))
  var progress = ProgressMode.auto

  func validate() throws {
    if let threads { try checkCount("--threads", threads, upTo: mostChains) }
  }

  /// Draws all chains, tells how far they are, and stops them where the program is interrupted.
  func execute(
    _ run: SamplingRun, in folder: RunFolder, isContinued: Bool, _ common: CommonOptions,
    started: Date
  ) async throws {
    common.say(run.announcement)
    Interruption.observe()
    let control = RunControl(
      chains: run.plan.chains, shouldStop: { Interruption.isRequested }, note: common.say)
    let progress = common.quiet ? nil : Progress(progress, of: run, control: control)
    defer { progress?.finish() }
    let record = try await run.execute(in: folder, control: control, isContinued: isContinued)
    progress?.finish()
    if let targets = run.plan.until { try judge(run, record, in: folder, targets, common) }
    common.say(
      "Wrote \(folder.path) in \(fixed(Date().timeIntervalSince(started), decimals: 2)) s "
        + "(\(fixed(record.timings.sampling, decimals: 3)) s of it for the draws). "
        + "Next: lindley summary \(folder.path)")
  }

  /// Says that the targets of a run hold.
  ///
  /// - Throws: `UnreachedTargets` where they don't.
  private func judge(
    _ run: SamplingRun, _ record: RunRecord, in folder: RunFolder, _ targets: StoppingTargets,
    _ common: CommonOptions
  ) throws {
    let convergence = try run.convergence(in: folder)
    guard targets.areReached(by: convergence) else {
      throw UnreachedTargets(
        folder: folder.path, draws: record.sampling.draws, convergence: convergence,
        targets: targets)
    }
    common.say("The targets hold with \(record.sampling.draws) draws a chain: \(convergence).")
  }
}

/// The most chains that can be asked for.
let mostChains = 10_000
/// The most iterations that can be asked for.
let mostIterations = 1_000_000_000

/// Sees that a number of the command line or of a model file is within its limits.
func checkCount(_ name: String, _ value: Int, upTo most: Int) throws {
  guard (1...most).contains(value) else {
    throw ValidationError("\(name) is \(value); it must be a whole number from 1 to \(most).")
  }
}
