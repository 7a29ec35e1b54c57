import Draws
import GibbsEngine

/// What is needed to open the files of a chain, to begin it or to go on.
struct ChainFiles: Sendable {
  /// The folder of the run.
  let folder: String
  /// The chain.
  let chain: Int
  /// Whether the warm-up has a file of its own.
  let savesWarmup: Bool
  /// The header of a file by its name.
  let header: @Sendable (_ fileName: String) -> CmdStanHeader
  /// Its checkpoint.
  let checkpoint: CheckpointFile

  /// The two files with draws.
  enum Kind: String {
    case draws, warmup
  }

  /// Where a chain stood when it stopped.
  struct Place {
    /// What was kept of it.
    let checkpoint: Checkpoint
    /// The checkpoint on the disk.
    let file: CheckpointFile
    /// The summed-up draws of the true effects; nil where there are none.
    let effects: EffectFile?
  }

  /// The writer of a file, which goes on after the rows of a checkpoint.
  func writer(
    _ kind: Kind, columns: [String], after checkpoint: Checkpoint?
  ) throws(DrawsError) -> CmdStanWriter {
    let name = "\(kind.rawValue)_\(chain).csv"
    let bytes = kind == .draws ? checkpoint?.drawsBytes : checkpoint?.warmupBytes
    return try CmdStanWriter(
      continuing: "\(folder)/\(name)", header: header(name), columns: columns,
      keeping: bytes ?? 0, isFinished: checkpoint?.isFinished ?? false)
  }
}
