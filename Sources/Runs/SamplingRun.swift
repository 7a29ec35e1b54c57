import Diagnostics
import Draws
import Foundation
import GSLNumerics
import GibbsEngine
import GibbsModels
import LikelihoodFits
import ModelData

/// A run of the sampler: a model, a plan, and the files that come of them.
public struct SamplingRun: Sendable {
  /// The version of the program, as the files name it.
  public static let version = "0.1.0"

  /// The model and its data.
  public let analysis: Analysis
  /// What was asked for.
  public internal(set) var plan: SamplingPlan
  /// The posterior.
  public let model: TwoLevelModel
  /// The sampler that draws.
  public let sampler: SamplerChoice
  let exact: ExactSampler?
  /// The digests by which the run knows its model file and its data again.
  let identity: RunIdentity
  let preparation: Double
  let started: Date

  /// Fits, tabulates and decides, but draws nothing.
  ///
  /// - Throws: an `InputError`, `ImproperPosterior`, `RunFolderError` or `NumericalError`.
  public init(_ analysis: Analysis, plan: SamplingPlan, started: Date = Date()) throws {
    self.analysis = analysis
    self.plan = plan
    self.started = started
    identity = try RunIdentity(analysis.file)
    model = try TwoLevelModel(analysis)
    exact = model.isExact ? try ExactSampler(model) : nil
    if plan.sampler == .exact, exact == nil {
      throw UnsupportedModel(
        file: analysis.file.path, feature: "exact independent draws",
        instead: "Write --sampler gibbs, or leave the choice to auto.")
    }
    if plan.saved.contains(.weights), model.studentRows == nil {
      throw UnsupportedModel(
        file: analysis.file.path, feature: "weights of rows, whose errors are normal",
        instead: "Write errors: {level-1: t(4)}, or leave weights out of --save.")
    }
    sampler = plan.sampler == .gibbs || exact == nil ? .gibbs : .exact
    preparation = Date().timeIntervalSince(started)
  }

  /// How effects are summed up from the draws; nil where quadrature gives them, as for exact draws of
  /// meta-analyses.
  var effectFrame: EffectFrame? {
    sampler == .exact && model.start.isMetaAnalysis ? nil : EffectFrame(model)
  }

  /// The variables of the draws.
  public var variables: Variables {
    Variables(
      coefficients: analysis.model.fixed.labels,
      effects: analysis.model.randomTerms[0].design.labels,
      estimatesSigmaSquared: model.levelOnePrior != nil,
      estimatesDegreesOfFreedom: model.degreesOfFreedom?.isEstimated ?? false,
      estimatesRowDegreesOfFreedom: model.studentRows?.degreesOfFreedom.isEstimated ?? false)
  }

  /// The iterations that each chain discards: exact draws need none, but readers want one.
  public var warmup: Int { sampler == .exact ? 1 : plan.sampling.warmup }

  /// All iterations of each chain.
  public var iterationCount: Int { chainPlan(1).iterationCount }

  /// What one chain does.
  func chainPlan(_ chain: Int) -> ChainPlan {
    ChainPlan(
      warmup: warmup, draws: plan.sampling.draws, thin: plan.sampling.thin,
      seed: plan.sampling.seed, chain: chain)
  }

  /// Draws all chains and writes the files of the run.
  ///
  /// `run.json` says from the beginning what was asked for, and at the end that it is done.
  ///
  /// - Parameters:
  ///   - folder: the folder that the plan names.
  ///   - control: hears of the iterations, and can stop the run; nil where nobody looks.
  ///   - isContinued: whether chains go on from the checkpoints that are in the folder.
  /// - Throws: `RunFolderError`, `CheckpointError`, `DrawsError`, `ChainFailure` or `NumericalError`;
  ///   `StoppedRun` where the control stopped it, `BrokenOffRun` on a full disk.
  public func execute(
    in folder: RunFolder, control: RunControl? = nil, isContinued: Bool = false
  ) async throws -> RunRecord {
    let control = control ?? RunControl(chains: plan.chains)
    let frame = effectFrame
    var run = self
    var isContinued = isContinued
    let begin = Date()
    do {
      while true {
        try await run.drawRound(in: folder, frame, control, isContinued: isContinued)
        isContinued = true
        guard let draws = try run.drawsOfNextRound(in: folder, control) else { break }
        run.plan.sampling.draws = draws
      }
      var record = try run.unfinishedRecord()
      record.timings.sampling = Date().timeIntervalSince(begin)
      try run.finish(&record, in: folder, frame)
      return record
    } catch DrawsError.cannotWrite(let path, let reason) {
      throw BrokenOffRun(folder: folder.path, path: path, reason: reason)
    }
  }

  /// Sees that every chain has the draws that are planned.
  private func drawRound(
    in folder: RunFolder, _ frame: EffectFrame?, _ control: RunControl, isContinued: Bool
  ) async throws {
    let places = isContinued ? try places(in: folder, frame) : [:]
    let json = try unfinishedRecord().json()
    try AtomicFile.write(json, to: "\(folder.path)/run.json", synchronizes: false)
    try await runChains(from: places, frame, control)
  }

  /// The draws that the chains are to have next; nil where the targets hold or no more draws are allowed.
  private func drawsOfNextRound(in folder: RunFolder, _ control: RunControl) throws -> Int? {
    guard let targets = plan.until else { return nil }
    let draws = plan.sampling.draws
    let convergence = try convergence(in: folder)
    guard !targets.areReached(by: convergence), draws < targets.mostDraws else { return nil }
    let next = targets.nextDraws(after: draws, convergence)
    control.note("After \(draws) draws a chain: \(convergence). On to \(next).")
    return next
  }

  /// How well the chains of a folder have converged.
  public func convergence(in folder: RunFolder) throws -> Convergence {
    Convergence(
      try PosteriorDraws(readingFolder: folder.path), variables: variables.summarised)
  }

  /// Writes what follows from complete chains: the effects, and the record of a finished run.
  func finish(_ record: inout RunRecord, in folder: RunFolder, _ frame: EffectFrame?) throws {
    let posterior = try exact.map { (exact) throws(NumericalError) in try ExactPosterior(exact) }
    let checkpoints = try checkpoints(in: folder, frame)
    record.effects = try writeEffects(in: folder, checkpoints, frame, posterior)
    let rowWeights = try writeRowWeights(in: folder, checkpoints)
    record.exact = try exactSummaries(posterior)
    record.finished = true
    let names =
      plan.chains.flatMap {
        ["draws_\($0).csv", "checkpoint_\($0).json"]
          + (plan.savesWarmup ? ["warmup_\($0).csv"] : [])
      } + checkpoints.compactMap(\.checkpoint.beside?.file) + ["effects.csv"] + rowWeights
    folder.synchronize(names)
    try AtomicFile.write(record.json(), to: "\(folder.path)/run.json")
    folder.remove(except: Set(names + ["run.json"]))
  }

  /// What will be done, in a sentence.
  public var announcement: String {
    let draws =
      "\(counted(plan.chains.count, "chain")) of \(counted(plan.sampling.draws, "draw"))"
    return sampler == .exact
      ? "Exact independent draws: \(exactOrder); \(draws)."
      : "Gibbs sampler: \(model.gibbsSweep.names.joined(separator: "; ")); \(draws) "
        + "after \(warmup) iterations of warm-up."
  }

  private var exactOrder: String {
    model.levelOnePrior == nil
      ? "τ from its own posterior, then γ and u given τ"
      : "τ²/σ² from its own posterior, then σ², then γ and u"
  }
}
