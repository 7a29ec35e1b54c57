import Draws
import GSLNumerics
import GibbsEngine
import GibbsModels
import ModelData

extension SamplingRun {
  /// Runs the chains, at most so many at once as there are threads.
  ///
  /// - Parameter places: where chains stood that go on.
  /// - Throws: `StoppedRun` where one of them was stopped.
  func runChains(
    from places: [Int: ChainFiles.Place], _ frame: EffectFrame?, _ control: RunControl
  ) async throws {
    control.begin(iterationCount, from: places.mapValues(\.checkpoint.position.iteration))
    try await withThrowingTaskGroup(of: Void.self) { group in
      var waiting = plan.chains[...]
      func start(_ chain: Int) {
        group.addTask { try runChain(chain, from: places[chain], frame, control) }
      }
      for chain in waiting.prefix(max(1, plan.threads)) { start(chain) }
      waiting = waiting.dropFirst(max(1, plan.threads))
      while try await group.next() != nil {
        if let chain = waiting.popFirst() { start(chain) }
      }
    }
    let isComplete = plan.chains.allSatisfy {
      control.iterations(of: $0) == chainPlan($0).iterationCount
    }
    guard isComplete else { throw StoppedRun(folder: plan.output) }
  }

  private func runChain(
    _ chain: Int, from place: ChainFiles.Place?, _ frame: EffectFrame?, _ control: RunControl
  ) throws {
    let steps = chainPlan(chain)
    if let place, place.checkpoint.isFinished, place.checkpoint.plan == steps { return }
    guard !control.shouldStop() else { return }
    let row = DrawsRow(
      model, variables: variables, saved: plan.saved,
      pointwise: try plan.saved.contains(.logLikelihood)
        ? PointwiseLikelihood(analysis.rows()) : nil)
    var file = try ChainFile(
      files(of: chain), plan: steps, row: row, frame: frame, after: place,
      interval: .seconds(plan.checkpointSeconds), control: control)
    let position = place?.checkpoint.position
    if sampler == .exact, let exact {
      try GibbsEngine.runChain(of: exact, plan: steps, from: position, into: &file)
    } else {
      try GibbsEngine.runChain(of: GibbsSampler(model), plan: steps, from: position, into: &file)
    }
  }

  // MARK: - The files of chains

  /// Where the chains of a folder stand, by their numbers; those that have yet to begin are missing.
  ///
  /// - Throws: `CheckpointError`, `DrawsError`, or `RunFolderError.fewerDraws`.
  func places(
    in folder: RunFolder, _ frame: EffectFrame?
  ) throws -> [Int: ChainFiles.Place] {
    let wasFinished = (try? RunRecord(unfinishedIn: folder.path))?.finished ?? false
    var places: [Int: ChainFiles.Place] = [:]
    for chain in plan.chains {
      var file = checkpointFile(of: chain)
      // A chain without a checkpoint begins anew; that of a finished run must have one.
      guard let checkpoint = try wasFinished ? file.required() : file.read() else { continue }
      places[chain] = try place(checkpoint, file, frame)
    }
    return places
  }

  /// Where the chains of a folder stand that have all come to their end, in their order.
  func checkpoints(
    in folder: RunFolder, _ frame: EffectFrame?
  ) throws -> [ChainFiles.Place] {
    try plan.chains.map { chain in
      var file = checkpointFile(of: chain)
      return try place(file.required(), file, frame)
    }
  }

  private func place(
    _ checkpoint: Checkpoint, _ file: CheckpointFile, _ frame: EffectFrame?
  ) throws -> ChainFiles.Place {
    let steps = chainPlan(checkpoint.plan.chain)
    guard checkpoint.plan.seed == steps.seed, checkpoint.plan.warmup == steps.warmup,
      checkpoint.plan.thin == steps.thin
    else { throw file.error(CheckpointError.otherPlan) }
    guard checkpoint.draws <= steps.draws else {
      throw RunFolderError.fewerDraws(
        folder: plan.output, asked: steps.draws, chain: steps.chain, drawn: checkpoint.draws)
    }
    return ChainFiles.Place(
      checkpoint: checkpoint, file: file,
      effects: try frame.flatMap { try file.effects(of: checkpoint, in: $0) })
  }

  private func checkpointFile(of chain: Int) -> CheckpointFile {
    CheckpointFile(folder: plan.output, chain: chain, identity: identity)
  }

  private func files(of chain: Int) -> ChainFiles {
    ChainFiles(
      folder: plan.output, chain: chain, savesWarmup: plan.savesWarmup,
      header: { header(of: $0, chain: chain) }, checkpoint: checkpointFile(of: chain))
  }

  private func header(of name: String, chain: Int) -> CmdStanHeader {
    CmdStanHeader(
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
      ]
        + errors.sorted { $0.key < $1.key }.map {
          CmdStanHeader.Entry($0.key == "level-1" ? "errors_level_1" : "errors", $0.value)
        })
  }

  var tauPrior: VariancePrior {
    analysis.file.priors.tau[analysis.model.randomTerms[0].factor.name]
  }

  /// The distributions that are not normal, as the model file writes them.
  var errors: [String: String] {
    let factor = analysis.model.randomTerms[0].factor.name
    return [
      "level-1": analysis.file.errors.levelOne, factor: analysis.file.errors.effects[factor],
    ].filter { !$0.value.isNormal }.mapValues(\.description)
  }

  /// A title as a name that every reader takes: `high_school_and_beyond`.
  static func identifier(_ title: String) -> String {
    let words = title.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    return words.isEmpty ? "model" : words.joined(separator: "_")
  }

  // MARK: - Effects

  /// Writes every group's effect by each method: the posterior by quadrature, or from the draws.
  ///
  /// - Returns: how the draws were summed up; nil for quadrature.
  func writeEffects(
    in folder: RunFolder, _ chains: [ChainFiles.Place], _ frame: EffectFrame?,
    _ posterior: ExactPosterior?
  ) throws -> RunRecord.EffectRecord? {
    let weights = chains.compactMap(\.checkpoint.position.state.weightMeans)
    let table = EffectTable(
      fit: model.start, term: analysis.model.randomTerms[0],
      weight: weights.isEmpty ? nil : { WeightMeans.mean(of: $0, over: weights) })
    let path = "\(folder.path)/effects.csv"
    guard let frame else {
      try table.write(to: path) { group, _, _ in
        guard let summary = try posterior?.effectSummary(of: group) else { return .unknown }
        return PosteriorOfEffect(
          mean: summary.mean, standardDeviation: summary.standardDeviation,
          quantiles: [0, 2, 4].map { summary.quantiles[$0] })
      }
      return nil
    }
    var merged = MergedEffects(frame, files: chains.compactMap(\.effects))
    try table.write(to: path) { group, effect, estimate in
      guard estimate.predictors != nil || model.start.isMetaAnalysis else { return .unknown }
      return try merged.posterior(of: group, effect: effect)
    }
    return RunRecord.EffectRecord(
      bins: frame.bins.count,
      quantileError: merged.largestError.isFinite ? merged.largestError : nil)
  }

  /// Writes the mean weights of the rows where they are wanted.
  ///
  /// - Returns: the name of the file, if there is one.
  func writeRowWeights(in folder: RunFolder, _ chains: [ChainFiles.Place]) throws -> [String] {
    guard plan.saved.contains(.weights), let rows = model.studentRows?.rows else { return [] }
    let means = chains.compactMap(\.checkpoint.position.state.rowErrors?.means)
    let table = RowWeightTable(try analysis.rows(), rows: rows, means: means)
    try AtomicFile.write(table.csv, to: "\(folder.path)/row_weights.csv", synchronizes: false)
    return ["row_weights.csv"]
  }
}
