import Draws
import Foundation
import GSLNumerics
import GibbsEngine
import GibbsModels
import ModelData

/// What a run must have in common with what continues it: the program, the model file and the data.
struct RunIdentity: Codable, Sendable, Equatable {
  /// The version of the program.
  var version: String
  /// The SHA-256 digest of the model file.
  var model: String
  /// The SHA-256 digests of the data files, in the order of the model file.
  var data: [String]
}

/// What `checkpoint_N.json` holds: where a chain stands, and which bytes of its files belong to it.
///
/// Numbers are written so that they read back as the same doubles. Long arrays lie beside it, in
/// `checkpoint_N_ITERATION.bin`: the state's, then means, squares and counts of the true effects.
struct Checkpoint: Codable, Sendable {
  /// What it belongs to.
  var identity: RunIdentity
  /// The plan of the chain.
  var plan: ChainPlan
  /// Whether the chain has come to its end, and its files have their names.
  var isFinished: Bool
  /// The bytes of rows in the draws file.
  var drawsBytes: Int
  /// The bytes of rows in the warm-up file; nil where there is none.
  var warmupBytes: Int?
  /// The file beside it; nil where there is none.
  var beside: Beside?
  /// Where the chain stands.
  var position: ChainPosition<TwoLevelState>

  /// The file beside a checkpoint.
  struct Beside: Codable, Sendable {
    /// Its name.
    var file: String
    /// Its length, in bytes.
    var bytes: Int
    /// The lanes of eight doubles that belong to the state.
    var stateLanes: Int
    /// The draws of the true effects; nil where they are not summed up.
    var effects: Effects?

    enum CodingKeys: String, CodingKey {
      case file, bytes, effects
      case stateLanes = "state_lanes"
    }
  }

  /// The summed-up draws of the true effects.
  struct Effects: Codable, Sendable {
    /// The draws.
    var draws: Int
    /// The bins of each histogram.
    var bins: Int
    /// The bytes of a count.
    var countWidth: Int

    enum CodingKeys: String, CodingKey {
      case draws, bins
      case countWidth = "count_bytes"
    }
  }

  enum CodingKeys: String, CodingKey {
    case identity, plan, beside, position
    case isFinished = "finished"
    case drawsBytes = "draws_bytes"
    case warmupBytes = "warmup_bytes"
  }

  /// What can be read before the file beside it has been opened.
  struct Head: Codable {
    var identity: RunIdentity
    var beside: Beside?
  }

  /// The draws that the chain has kept.
  var draws: Int { max(0, position.iteration - plan.warmup) / max(1, plan.thin) }
}

/// What is wrong with a checkpoint from which a chain was to go on.
enum CheckpointError: InputError, Equatable {
  /// There is none.
  case missing(path: String)
  /// It cannot be read.
  case damaged(path: String)
  /// The file beside it is not there, or is shorter than it was.
  case incomplete(path: String, file: String)
  /// Another version wrote it.
  case otherVersion(path: String, seen: String, required: String)
  /// It is of another model file or of other data.
  case otherRun(path: String, what: String)
  /// It is of another plan: other iterations of warm-up, another seed.
  case otherPlan(path: String)
}

extension CheckpointError {
  /// What is wrong, and what to try.
  var description: String {
    switch self {
    case .missing(let path):
      "\(path) is missing; without it the chain cannot go on.\n"
        + "Restore the file, or sample again."
    case .damaged(let path):
      "\(path) is not a checkpoint as this version writes it: it is damaged.\n"
        + "Restore the file, or sample again."
    case .incomplete(let path, let file):
      "\(path) names \(file), which is not there as it was written.\n"
        + "Restore the file, or sample again."
    case .otherVersion(let path, let seen, let required):
      "\(path) was written by version \(seen) of Lindley, this is version \(required).\n"
        + "Continue with version \(seen), or sample again."
    case .otherRun(let path, let what):
      "\(path) was written when \(what) was not what it is now: its SHA-256 differs.\n"
        + "Restore \(what), or sample again."
    case .otherPlan(let path):
      "\(path) belongs to a run with another warm-up, thinning, seed or chain.\n"
        + "Restore the file, or sample again."
    }
  }
}
