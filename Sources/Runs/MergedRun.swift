import Draws
import Foundation
import ModelData

/// The runs of several processes, each with chains of its own, as one run.
///
/// They must be of one version, model file, data, plan and seed, and together have all the chains of the
/// plan. The result has the bytes of one process that ran them all.
public struct MergedRun: Sendable {
  /// The folders and what their runs are.
  fileprivate let parts: [Part]

  fileprivate struct Part {
    var folder: String
    var record: RunRecord
  }

  /// Reads the records of finished runs and checks that they belong together.
  ///
  /// - Throws: `RunFolderError` or `MergeError`.
  public init(folders: [String]) throws {
    parts = try folders.map { Part(folder: $0, record: try RunRecord(folder: $0)) }
    guard let first = parts.first else { throw MergeError.nothing }
    var seen: [Int: String] = [:]
    for part in parts {
      if let what = first.record.difference(from: part.record) {
        throw MergeError.different(folder: part.folder, other: first.folder, what: what)
      }
      for chain in part.record.sampling.chainIds {
        if let other = seen[chain] {
          throw MergeError.twice(chain: chain, folder: part.folder, other: other)
        }
        seen[chain] = part.folder
        guard try part.hasWhole(chain) else {
          throw MergeError.incomplete(chain: chain, folder: part.folder)
        }
      }
    }
    let chains = first.record.sampling.chains
    let missing = (1...chains).filter { seen[$0] == nil }
    guard missing.isEmpty else { throw MergeError.missing(chains: missing, of: chains) }
    if let chain = seen.keys.filter({ $0 > chains }).min(), let folder = seen[chain] {
      throw MergeError.beyond(chain: chain, folder: folder, of: chains)
    }
  }

  /// Puts the chains into a folder, and writes what follows from all of them.
  ///
  /// - Throws: `RunFolderError` or `CheckpointError` where model or data have changed since,
  ///   `DrawsError` or `NumericalError`.
  public func write(to path: String, overwrites: Bool, started: Date = Date()) throws -> RunRecord {
    let first = parts[0]
    let origin = try ContinuedRun(folder: first.folder)
    var plan = origin.plan
    plan.output = path
    plan.chains = Array(1...first.record.sampling.chains)
    let run = try SamplingRun(Analysis(origin.file), plan: plan, started: started)
    let folder = try RunFolder(path, overwrites: overwrites)
    var record = try run.unfinishedRecord()
    record.timings.sampling = parts.reduce(0) { $0 + $1.record.timings.sampling }
    for part in parts {
      for name in part.chainFiles { try copy("\(part.folder)/\(name)", to: "\(path)/\(name)") }
    }
    try run.finish(&record, in: folder, run.effectFrame)
    return record
  }

  private func copy(_ source: String, to target: String) throws(DrawsError) {
    let file = try FileReading(source)
    let copy = try AtomicFile(at: target)
    var done = 0
    while done < file.size {
      let piece = try file.bytes(at: done, count: min(1 << 20, file.size - done))
      try copy.write(piece)
      done += piece.count
    }
    try copy.commit(synchronizes: false)
  }
}

extension MergedRun.Part {
  /// The files of the chains: draws, warm-up, checkpoints and what lies beside them.
  fileprivate var chainFiles: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.sorted().filter { name in
      record.sampling.chainIds.contains { chain in
        ["draws_\(chain).csv", "warmup_\(chain).csv", "checkpoint_\(chain).json"].contains(name)
          || (name.hasPrefix("checkpoint_\(chain)_") && name.hasSuffix(".bin"))
      }
    }
  }

  /// Whether the draws of a chain are there, to the timing at their end.
  fileprivate func hasWhole(_ chain: Int) throws(DrawsError) -> Bool {
    let path = "\(folder)/draws_\(chain).csv"
    guard FileSystem.exists(path) else { return false }
    let file = try FileReading(path)
    let end = min(file.size, 100)
    let text = String(decoding: try file.bytes(at: file.size - end, count: end), as: UTF8.self)
    return text.hasSuffix(" seconds (Total)\n# \n")
  }
}

extension RunRecord {
  /// In what another run differs so that its chains cannot stand beside this one's; nil where in nothing.
  fileprivate func difference(from other: RunRecord) -> String? {
    let (own, theirs) = (sampling, other.sampling)
    let parts: [(String, Bool)] = [
      ("version of Lindley", lindleyVersion == other.lindleyVersion),
      ("model file", model.sha256 == other.model.sha256),
      ("data", data.map(\.sha256) == other.data.map(\.sha256)),
      ("seed", own.seed == theirs.seed), ("sampler", own.sampler == theirs.sampler),
      ("number of chains", own.chains == theirs.chains),
      ("number of draws", own.draws == theirs.draws), ("warm-up", own.warmup == theirs.warmup),
      ("thinning", own.thin == theirs.thin),
      ("choice of what is saved", own.save == theirs.save && own.saveWarmup == theirs.saveWarmup),
    ]
    return parts.first { !$0.1 }?.0
  }
}

/// Why the runs of some folders are not parts of one run.
public enum MergeError: InputError, Equatable {
  /// No folder was given.
  case nothing
  /// Two runs differ in what must be the same.
  case different(folder: String, other: String, what: String)
  /// A chain is in two folders.
  case twice(chain: Int, folder: String, other: String)
  /// The draws of a chain are missing, or end too early.
  case incomplete(chain: Int, folder: String)
  /// Chains of the plan are in no folder.
  case missing(chains: [Int], of: Int)
  /// A chain is not of the plan.
  case beyond(chain: Int, folder: String, of: Int)
}

extension MergeError {
  /// What is wrong, and what to try.
  public var description: String {
    switch self {
    case .nothing: "There is no folder to merge; at least one is needed."
    case .different(let folder, let other, let what):
      "\(folder) and \(other) are not parts of one run: they differ in their \(what).\n"
        + "Give the folders of one model file, with the same options but for --chain-id."
    case .twice(let chain, let folder, let other):
      "Chain \(chain) is in \(other) and in \(folder).\nGive one of them."
    case .incomplete(let chain, let folder):
      "\(folder): the draws of chain \(chain) are incomplete.\n"
        + "Copy the folder again, or run 'lindley sample' with --chain-id \(chain) again."
    case .missing(let chains, let count):
      "\(chains.count == 1 ? "Chain" : "Chains") \(Self.list(chains)) of \(count) "
        + "\(chains.count == 1 ? "is" : "are") in none of the folders.\n"
        + "Run 'lindley sample' with --chain-id \(chains[0]), and give its folder too."
    case .beyond(let chain, let folder, let count):
      "\(folder) holds chain \(chain), but the run has \(count) chains.\n"
        + "Leave the folder out, or sample all with --chains \(chain)."
    }
  }

  /// `2`, `2 and 3`, `2, 3 and 4`.
  private static func list(_ chains: [Int]) -> String {
    guard chains.count > 1, let last = chains.last else { return "\(chains.first ?? 0)" }
    return chains.dropLast().map { "\($0)" }.joined(separator: ", ") + " and \(last)"
  }
}
