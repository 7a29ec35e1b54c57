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
  public let plan: SamplingPlan
  /// The posterior.
  public let model: TwoLevelModel
  /// The sampler that draws.
  public let sampler: SamplerChoice
  private let exact: ExactSampler?
  private let preparation: Double
  private let started: Date

  /// Fits, tabulates and decides, but draws nothing.
  ///
  /// - Throws: an `InputError`, `ImproperPosterior` or `NumericalError`.
  public init(_ analysis: Analysis, plan: SamplingPlan, started: Date = Date()) throws {
    self.analysis = analysis
    self.plan = plan
    self.started = started
    model = try TwoLevelModel(analysis)
    exact = model.isExact ? try ExactSampler(model) : nil
    if plan.sampler == .exact, exact == nil {
      throw UnsupportedModel(
        file: analysis.file.path, feature: "exact independent draws",
        instead: "Write --sampler gibbs, or leave the choice to auto.")
    }
    sampler = plan.sampler == .gibbs || exact == nil ? .gibbs : .exact
    preparation = Date().timeIntervalSince(started)
  }

  /// The iterations that each chain discards: exact draws need none, but readers want one.
  var warmup: Int { sampler == .exact ? 1 : plan.sampling.warmup }

  /// Whether effects are summarised by quadrature rather than from draws: exact draws of meta-analyses.
  private var usesQuadratureForEffects: Bool {
    sampler == .exact && model.start.isMetaAnalysis
  }

  /// The variables of the draws.
  public var variables: Variables {
    Variables(
      coefficients: analysis.model.fixed.labels,
      effects: analysis.model.randomTerms[0].design.labels,
      estimatesSigmaSquared: model.levelOnePrior != nil)
  }

  /// The iterations and draws of which `progress` will hear.
  public var stepCount: Int { plan.chains.count * (warmup + plan.sampling.draws) }

  /// Draws all chains and writes the files of the run; `run.json` comes last.
  ///
  /// - Parameters:
  ///   - folder: the folder that the plan names.
  ///   - progress: called after each iteration of warm-up and each draw, from any thread.
  /// - Throws: `RunFolderError`, `DrawsError`, `ChainFailure` or `NumericalError`.
  public func execute(
    in folder: RunFolder, progress: (@Sendable () -> Void)? = nil
  ) async throws -> RunRecord {
    let digests = try analysis.dataRecords()
    let begin = Date()
    let chains = try await runChains(progress)
    let seconds = Date().timeIntervalSince(begin)
    let posterior = try exact.map { (exact) throws(NumericalError) in try ExactPosterior(exact) }
    let effects = try effectTable(chains, posterior)
    try AtomicFile.write(effects.csv, to: "\(folder.path)/effects.csv")
    let record = try record(data: digests, sampling: seconds, posterior)
    try AtomicFile.write(record.json(), to: "\(folder.path)/run.json")
    folder.remove(
      except: Set(
        plan.chains.flatMap {
          ["draws_\($0).csv"] + (plan.savesWarmup ? ["warmup_\($0).csv"] : [])
        } + ["effects.csv", "run.json"]))
    return record
  }

  /// What will be done, in a sentence.
  public var announcement: String {
    let chains = plan.chains.count == 1 ? "1 chain" : "\(plan.chains.count) chains"
    let count = plan.sampling.draws
    let draws = "\(chains) of \(count == 1 ? "1 draw" : "\(count) draws")"
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

  // MARK: - Chains

  /// Runs the chains, at most so many at once as there are threads.
  private func runChains(_ progress: (@Sendable () -> Void)?) async throws -> [EffectDraws] {
    try await withThrowingTaskGroup(of: (Int, EffectDraws?).self) { group in
      var waiting = plan.chains[...]
      for chain in waiting.prefix(max(1, plan.threads)) {
        group.addTask { (chain, try runChain(chain, progress)) }
      }
      waiting = waiting.dropFirst(max(1, plan.threads))
      var effects: [Int: EffectDraws] = [:]
      while let (finished, draws) = try await group.next() {
        effects[finished] = draws
        if let chain = waiting.popFirst() {
          group.addTask { (chain, try runChain(chain, progress)) }
        }
      }
      return plan.chains.compactMap { effects[$0] }
    }
  }

  private func runChain(
    _ chain: Int, _ progress: (@Sendable () -> Void)?
  ) throws -> EffectDraws? {
    let row = DrawsRow(
      model, variables: variables, saved: plan.saved,
      pointwise: try plan.saved.contains(.logLikelihood)
        ? PointwiseLikelihood(analysis.rows()) : nil)
    var file = ChainFile(
      row: row, draws: try writer("draws", chain: chain, columns: row.columns),
      warmup: plan.savesWarmup
        ? try writer("warmup", chain: chain, columns: row.columns) : nil,
      effects: usesQuadratureForEffects ? nil : EffectDraws(model), progress: progress)
    let steps = ChainPlan(
      warmup: warmup, draws: plan.sampling.draws, thin: plan.sampling.thin,
      seed: plan.sampling.seed, chain: chain)
    if sampler == .exact, let exact {
      try GibbsEngine.runChain(of: exact, plan: steps, into: &file)
    } else {
      try GibbsEngine.runChain(of: GibbsSampler(model), plan: steps, into: &file)
    }
    return try file.finish()
  }

  private func writer(
    _ kind: String, chain: Int, columns: [String]
  ) throws(DrawsError) -> CmdStanWriter {
    let name = "\(kind)_\(chain).csv"
    let header = CmdStanHeader(
      modelName: Self.identifier(analysis.file.title),
      // Constant, so that two runs of one seed give the same bytes; run.json has the time.
      startTime: "1970-01-01 00:00:00 UTC",
      // CmdStan counts what it draws, not what thinning leaves of it.
      drawCount: plan.sampling.draws * plan.sampling.thin, warmupCount: warmup,
      thin: plan.sampling.thin, chainCount: plan.sampling.chains, chain: chain,
      dataFile: Self.identifier(analysis.file.title) + ".json", seed: plan.sampling.seed,
      outputFile: name,
      entries: [
        CmdStanHeader.Entry("version", Self.version),
        CmdStanHeader.Entry("sampler", sampler.rawValue),
        CmdStanHeader.Entry("formula", analysis.notation.formula),
        CmdStanHeader.Entry("prior_T", "\(tauPrior)"),
        CmdStanHeader.Entry("prior_gamma", "\(analysis.file.priors.gamma)"),
      ])
    return try CmdStanWriter(path: "\(plan.output)/\(name)", header: header, columns: columns)
  }

  private var tauPrior: VariancePrior {
    analysis.file.priors.tau[analysis.model.randomTerms[0].factor.name]
  }

  /// A title as a name that every reader takes: `high_school_and_beyond`.
  static func identifier(_ title: String) -> String {
    let words = title.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    return words.isEmpty ? "model" : words.joined(separator: "_")
  }

  // MARK: - What is known without the draws

  /// Posterior summaries by quadrature, by variable.
  private func exactSummaries(
    _ posterior: ExactPosterior?
  ) throws -> [String: RunRecord.ExactRecord]? {
    guard let posterior else { return nil }
    var result: [String: RunRecord.ExactRecord] = [:]
    for (k, variable) in variables.gamma.enumerated() {
      result[variable.variable] = RunRecord.ExactRecord(try posterior.gammaSummary(k))
    }
    result[variables.tau[0].variable] = RunRecord.ExactRecord(try posterior.tauSquared())
    if let sigma = variables.sigmaSquared.first, let summary = try posterior.sigmaSquared() {
      result[sigma.variable] = RunRecord.ExactRecord(summary)
    }
    return result
  }

  /// Every group's effect by each method: the posterior by quadrature, or from these draws.
  private func effectTable(
    _ chains: [EffectDraws], _ posterior: ExactPosterior?
  ) throws -> EffectTable {
    let term = analysis.model.randomTerms[0]
    if chains.isEmpty, let posterior {
      return try EffectTable(fit: model.start, term: term) { group, _, _ in
        let summary = try posterior.effectSummary(of: group)
        return PosteriorOfEffect(
          mean: summary.mean, standardDeviation: summary.standardDeviation,
          quantiles: [0, 2, 4].map { summary.quantiles[$0] })
      }
    }
    // A single study's row of X is the row of its effect's equation.
    let rows = try model.start.isMetaAnalysis ? analysis.rows() : nil
    return EffectTable(fit: model.start, term: term) { group, effect, estimate in
      let own = rows.flatMap { rows in
        rows.randomTerms[0].factor.indices.firstIndex(of: group).map { row in
          rows.fixed.columns.map { $0[row] }
        }
      }
      guard let predictors = estimate.predictors ?? own else { return .unknown }
      // No diagnostics: there may be thousands of groups.
      let draws = chains.flatMap {
        $0.values(of: group, effect: effect, predictors: predictors)
      }.sorted()
      return PosteriorOfEffect(
        mean: mean(draws), standardDeviation: standardDeviation(draws),
        quantiles: [0.025, 0.5, 0.975].map { quantile(ofSorted: draws, at: $0) })
    }
  }

  private func record(
    data: [RunRecord.DataRecord], sampling seconds: Double, _ posterior: ExactPosterior?
  ) throws -> RunRecord {
    let notation = analysis.notation
    let term = analysis.model.randomTerms[0]
    let rows = analysis.model.rows
    return RunRecord(
      lindleyVersion: Self.version, title: analysis.file.title, source: analysis.file.source,
      model: RunRecord.ModelRecord(
        file: analysis.file.path, formula: notation.formula,
        equations: [notation.levelOne] + notation.levelTwo + notation.distributions,
        combined: notation.combined),
      data: data,
      rows: RunRecord.RowRecord(
        read: rows.read, used: rows.used,
        missing: Dictionary(uniqueKeysWithValues: rows.missing.map { ($0.column, $0.count) })),
      groups: [term.factor.name: term.factor.levels],
      priors: RunRecord.PriorRecord(
        tau: "\(tauPrior)", gamma: "\(analysis.file.priors.gamma)"),
      sampling: RunRecord.SamplingRecord(
        chains: plan.sampling.chains, chainIds: plan.chains, warmup: warmup,
        draws: plan.sampling.draws, thin: plan.sampling.thin, seed: plan.sampling.seed,
        requested: plan.sampler, sampler: sampler,
        sweep: sampler == .exact ? exact?.sweep.names ?? [] : model.gibbsSweep.names),
      variables: variables,
      reml: RunRecord.StartRecord(
        gamma: model.start.fixedEffects.estimate, tau: model.start.parameters.tau.rows,
        deviance: model.start.deviance),
      exact: try exactSummaries(posterior), moments: RunRecord.MomentRecord(model.propriety),
      timings: RunRecord.TimingRecord(
        started: started.formatted(.iso8601), preparation: preparation, sampling: seconds))
  }
}

extension Analysis {
  /// The data files with their digests.
  func dataRecords() throws(RunFolderError) -> [RunRecord.DataRecord] {
    try file.data.map { (file) throws(RunFolderError) in
      guard let bytes = FileManager.default.contents(atPath: file.path) else {
        throw RunFolderError.dataUnreadable(path: file.name)
      }
      return RunRecord.DataRecord(file: file.name, sha256: SHA256.hexDigest(of: Array(bytes)))
    }
  }
}

extension RunRecord {
  /// Checks that a run was made from this model and these data.
  ///
  /// - Throws: `RunFolderError.otherModel` or `.otherData`.
  public func check(isOf analysis: Analysis, folder: String) throws(RunFolderError) {
    guard model.formula == analysis.notation.formula else {
      throw .otherModel(folder: folder, seen: model.formula, required: analysis.notation.formula)
    }
    for (now, then) in zip(try analysis.dataRecords(), data) where now.sha256 != then.sha256 {
      throw .otherData(folder: folder, file: now.file)
    }
  }
}
