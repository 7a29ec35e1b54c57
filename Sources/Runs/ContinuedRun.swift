import Foundation
import ModelData

/// A run that is to go on: what its folder says was asked for, checked against the files as they are now.
public struct ContinuedRun: Sendable {
  /// What was asked for.
  public let record: RunRecord
  /// The model file as it is now, unchanged.
  public let file: ModelFile
  /// What is asked for now.
  public let plan: SamplingPlan

  /// Reads the record of a run and checks version, model file and data.
  ///
  /// - Parameters:
  ///   - draws: the draws that each chain is to have in all; nil for as many as were asked for.
  ///   - threads: how many chains may run at once; nil for as many as before.
  /// - Throws: `RunFolderError`, or an `InputError` of the model file.
  public init(folder: String, draws: Int? = nil, threads: Int? = nil) throws {
    record = try RunRecord(unfinishedIn: folder)
    guard record.lindleyVersion == SamplingRun.version else {
      throw RunFolderError.otherVersion(
        folder: folder, seen: record.lindleyVersion, required: SamplingRun.version)
    }
    let path = record.model.path
    guard try SHA256.hexDigest(ofFile: path) == record.model.sha256 else {
      throw RunFolderError.otherModelFile(folder: folder, file: record.model.file)
    }
    file = try ModelFile(path: path)
    for (data, then) in zip(file.data, record.data) where try data.digest() != then.sha256 {
      throw RunFolderError.otherData(folder: folder, file: data.name)
    }
    var plan = SamplingPlan(record, output: folder)
    if let draws {
      plan.sampling.draws = draws
      plan.until = nil
    }
    plan.threads = threads ?? plan.threads
    self.plan = plan
  }

  /// Whether there is nothing left to do.
  public var isFinished: Bool { record.finished && plan.sampling.draws == record.sampling.draws }
}

extension RunRecord.ModelRecord {
  /// The path of the model file, from this folder or from the one in which the run was started.
  var path: String {
    guard !file.hasPrefix("/"), !FileManager.default.fileExists(atPath: file) else { return file }
    return "\(workingDirectory)/\(file)"
  }
}

extension SamplingPlan {
  /// What was asked for when a run was started.
  init(_ record: RunRecord, output: String) {
    let asked = record.sampling
    var sampling = Sampling()
    (sampling.chains, sampling.warmup, sampling.draws) = (asked.chains, asked.warmup, asked.draws)
    (sampling.thin, sampling.seed) = (asked.thin, asked.seed)
    self.init(sampling: sampling, output: output)
    chains = asked.chainIds
    sampler = asked.requested
    threads = asked.threads
    saved = Set(asked.save)
    savesWarmup = asked.saveWarmup
    checkpointSeconds = asked.checkpointSeconds
    until = asked.until
  }
}
