import Draws
import Foundation
import GSLNumerics
import GibbsEngine
import GibbsModels

/// The checkpoint of one chain on the disk: `checkpoint_N.json`, and the file beside it.
struct CheckpointFile: Sendable {
  /// The folder of the run.
  private let folder: String
  /// The chain.
  private let chain: Int
  /// What it belongs to.
  private let identity: RunIdentity
  /// The file beside the checkpoint that stands.
  private var beside: String?

  /// States with more effects than this are kept beside the JSON.
  static let longest = 1 << 14

  init(folder: String, chain: Int, identity: RunIdentity) {
    (self.folder, self.chain, self.identity) = (folder, chain, identity)
  }

  private var path: String { "\(folder)/checkpoint_\(chain).json" }

  /// Replaces the checkpoint; at every moment the old or the new one stands, whole.
  ///
  /// - Throws: `DrawsError`.
  mutating func write(
    _ position: ChainPosition<TwoLevelState>, plan: ChainPlan, isFinished: Bool, drawsBytes: Int,
    warmupBytes: Int?, effects: EffectDraws?, bins: Int?, synchronizes: Bool
  ) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    encoder.nonConformingFloatEncodingStrategy = .text
    var checkpoint = Checkpoint(
      identity: identity, plan: plan, isFinished: isFinished, drawsBytes: drawsBytes,
      warmupBytes: warmupBytes, beside: nil, position: position)
    let effectCount = position.state.effects.groupCount * position.state.effects.effectCount
    if effects != nil || effectCount > Self.longest, let key = BulkValues.key {
      let bulk = BulkValues()
      encoder.userInfo[key] = bulk
      _ = try encoder.encode(position)
      checkpoint.beside = try writeBeside(
        bulk.values, iteration: position.iteration, effects: effects, bins: bins,
        synchronizes: synchronizes)
    }
    let json = try encoder.encode(checkpoint)
    try AtomicFile.write(Array(json), to: path, synchronizes: synchronizes)
    if let old = beside, old != checkpoint.beside?.file {
      try? FileManager.default.removeItem(atPath: "\(folder)/\(old)")
    }
    beside = checkpoint.beside?.file
  }

  private func writeBeside(
    _ lanes: [SIMD8<Double>], iteration: Int, effects: EffectDraws?, bins: Int?,
    synchronizes: Bool
  ) throws -> Checkpoint.Beside {
    let name = "checkpoint_\(chain)_\(iteration).bin"
    let file = try AtomicFile(at: "\(folder)/\(name)")
    try lanes.withUnsafeBytes { try file.write($0) }
    var bytes = lanes.count * EffectFile.laneSize
    if let effects {
      try effects.means.withUnsafeBytes { try file.write($0) }
      try effects.squares.withUnsafeBytes { try file.write($0) }
      switch effects.counts {
      case .narrow(let values): try values.withUnsafeBytes { try file.write($0) }
      case .wide(let values): try values.withUnsafeBytes { try file.write($0) }
      }
      bytes += effects.bytes
    }
    try file.commit(synchronizes: synchronizes)
    return Checkpoint.Beside(
      file: name, bytes: bytes, stateLanes: lanes.count,
      effects: effects.map {
        Checkpoint.Effects(draws: $0.drawCount, bins: bins ?? 0, countWidth: $0.counts.width)
      })
  }

  // MARK: - Reading

  /// The checkpoint that stands, checked against what it must belong to; nil where there is none.
  ///
  /// - Throws: `CheckpointError`, or `DrawsError` where the file beside it cannot be read.
  mutating func read() throws -> Checkpoint? {
    guard let bytes = FileManager.default.contents(atPath: path) else { return nil }
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .text
    guard let head = try? decoder.decode(Checkpoint.Head.self, from: bytes) else {
      throw CheckpointError.damaged(path: path)
    }
    try check(head.identity)
    if let kept = head.beside, let key = BulkValues.key {
      let file = try open(kept)
      decoder.userInfo[key] = BulkValues(try file.values(at: 0, count: kept.stateLanes))
    }
    guard let checkpoint = try? decoder.decode(Checkpoint.self, from: bytes) else {
      throw CheckpointError.damaged(path: path)
    }
    guard checkpoint.plan.chain == chain else { throw CheckpointError.otherPlan(path: path) }
    beside = checkpoint.beside?.file
    return checkpoint
  }

  /// The checkpoint that stands.
  ///
  /// - Throws: `CheckpointError`, also where there is none.
  mutating func required() throws -> Checkpoint {
    guard let checkpoint = try read() else { throw CheckpointError.missing(path: path) }
    return checkpoint
  }

  /// An error that names this checkpoint.
  func error(_ error: (_ path: String) -> CheckpointError) -> CheckpointError { error(path) }

  /// The summed-up draws of the true effects; nil where the checkpoint has none.
  func effects(of checkpoint: Checkpoint, in frame: EffectFrame) throws -> EffectFile? {
    guard let kept = checkpoint.beside, let effects = kept.effects else { return nil }
    let start = kept.stateLanes * EffectFile.laneSize
    guard effects.bins == frame.bins.count,
      kept.bytes == start + EffectFile.size(frame, countWidth: effects.countWidth)
    else { throw CheckpointError.damaged(path: path) }
    return EffectFile(
      try open(kept), frame: frame, start: start, drawCount: effects.draws,
      countWidth: effects.countWidth)
  }

  private func open(_ kept: Checkpoint.Beside) throws -> FileReading {
    guard !kept.file.contains("/"), let file = try? FileReading("\(folder)/\(kept.file)"),
      file.size == kept.bytes, kept.bytes >= kept.stateLanes * EffectFile.laneSize,
      kept.stateLanes >= 0
    else { throw CheckpointError.incomplete(path: path, file: kept.file) }
    return file
  }

  private func check(_ seen: RunIdentity) throws(CheckpointError) {
    guard seen.version == identity.version else {
      throw .otherVersion(path: path, seen: seen.version, required: identity.version)
    }
    guard seen.model == identity.model else { throw .otherRun(path: path, what: "the model file") }
    guard seen.data == identity.data else { throw .otherRun(path: path, what: "the data") }
  }
}

/// Numbers that JSON has no form for are written as words.
extension JSONEncoder.NonConformingFloatEncodingStrategy {
  fileprivate static var text: Self {
    .convertToString(positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
  }
}

extension JSONDecoder.NonConformingFloatDecodingStrategy {
  fileprivate static var text: Self {
    .convertFromString(positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
  }
}
