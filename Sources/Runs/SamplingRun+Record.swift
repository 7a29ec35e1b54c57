import Foundation
import GSLNumerics
import GibbsModels
import LikelihoodFits
import ModelData

extension SamplingRun {
  /// Posterior summaries by quadrature, by variable.
  func exactSummaries(
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

  /// What is known before the first draw.
  func unfinishedRecord() throws -> RunRecord {
    let notation = analysis.notation
    let term = analysis.model.randomTerms[0]
    let rows = analysis.model.rows
    return RunRecord(
      finished: false, lindleyVersion: Self.version, versions: .current, title: analysis.file.title,
      source: analysis.file.source,
      model: RunRecord.ModelRecord(
        file: analysis.file.path,
        workingDirectory: FileManager.default.currentDirectoryPath, sha256: identity.model,
        formula: notation.formula,
        equations: [notation.levelOne] + notation.levelTwo + notation.distributions,
        combined: notation.combined),
      data: zip(analysis.file.data, identity.data).map {
        RunRecord.DataRecord(file: $0.name, sha256: $1)
      },
      rows: RunRecord.RowRecord(
        read: rows.read, used: rows.used,
        missing: Dictionary(uniqueKeysWithValues: rows.missing.map { ($0.column, $0.count) })),
      groups: [term.factor.name: term.factor.levels],
      priors: RunRecord.PriorRecord(
        tau: "\(tauPrior)", gamma: "\(analysis.file.priors.gamma)",
        degreesOfFreedom: errors.values.contains("\(ErrorDistribution.tEstimated)")
          ? "\(analysis.file.priors.degreesOfFreedom)" : nil),
      errors: errors.isEmpty ? nil : errors,
      sampling: RunRecord.SamplingRecord(
        chains: plan.sampling.chains, chainIds: plan.chains, warmup: warmup,
        draws: plan.sampling.draws, thin: plan.sampling.thin, seed: plan.sampling.seed,
        requested: plan.sampler, sampler: sampler,
        sweep: sampler == .exact ? exact?.sweep.names ?? [] : model.gibbsSweep.names,
        save: plan.saved.sorted { $0.rawValue < $1.rawValue }, saveWarmup: plan.savesWarmup,
        threads: plan.threads, checkpointSeconds: plan.checkpointSeconds,
        until: plan.until),
      variables: variables,
      reml: RunRecord.StartRecord(
        gamma: model.start.fixedEffects.estimate, tau: model.start.parameters.tau.rows,
        deviance: model.start.deviance),
      exact: nil, effects: nil, moments: RunRecord.MomentRecord(model),
      timings: RunRecord.TimingRecord(
        started: started.formatted(.iso8601), preparation: preparation, sampling: 0))
  }
}

extension RunIdentity {
  /// Takes the digests of a model file and of the data that it names, as they are now.
  ///
  /// - Throws: `RunFolderError.dataUnreadable`.
  init(_ file: ModelFile) throws(RunFolderError) {
    version = SamplingRun.version
    model = try SHA256.hexDigest(ofFile: file.path)
    data = try file.data.map { (file) throws(RunFolderError) in try file.digest() }
  }
}

extension DataReference {
  /// The SHA-256 digest of the file as it is now.
  func digest() throws(RunFolderError) -> String { try SHA256.hexDigest(ofFile: path) }
}

extension SHA256 {
  /// The digest of a file, which is read in pieces.
  ///
  /// - Throws: `RunFolderError.dataUnreadable`.
  static func hexDigest(ofFile path: String) throws(RunFolderError) -> String {
    guard let file = FileHandle(forReadingAtPath: path) else { throw .dataUnreadable(path: path) }
    var digest = SHA256()
    do {
      while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty {
        piece.withUnsafeBytes { digest.update($0) }
      }
    } catch {
      throw .dataUnreadable(path: path)
    }
    return digest.hexDigest()
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
    for (file, then) in zip(analysis.file.data, data) where try file.digest() != then.sha256 {
      throw .otherData(folder: folder, file: file.name)
    }
  }
}
