import Draws
import GSLNumerics
import GibbsEngine
import GibbsModels

/// The files of one chain: its draws, its warm-up where that is saved, its part of the effects, and its
/// checkpoint.
struct ChainFile: DrawSink, ~Copyable {
  private let plan: ChainPlan
  private let row: DrawsRow
  /// Nil once the chain has come to its end.
  private var draws: CmdStanWriter?
  private var warmup: CmdStanWriter?
  private let frame: EffectFrame?
  private var effects: EffectDraws?
  private var checkpoint: CheckpointFile
  private var schedule: CheckpointSchedule
  private let report: @Sendable (Int) -> Void
  private let shouldStop: @Sendable () -> Bool

  /// Begins the files of a chain, or goes on with them.
  ///
  /// - Parameters:
  ///   - frame: the equations and bins of the true effects; nil where they are not summed up.
  ///   - place: where the chain stood; nil to begin it.
  init(
    _ chain: ChainFiles, plan: ChainPlan, row: DrawsRow, frame: EffectFrame?,
    after place: ChainFiles.Place?, interval: Duration, control: RunControl
  ) throws {
    self.plan = plan
    self.row = row
    self.frame = frame
    draws = try chain.writer(.draws, columns: row.columns, after: place?.checkpoint)
    warmup =
      chain.savesWarmup
      ? try chain.writer(.warmup, columns: row.columns, after: place?.checkpoint) : nil
    effects = try place?.effects?.effects() ?? frame.map(EffectDraws.init)
    checkpoint = place?.file ?? chain.checkpoint
    schedule = CheckpointSchedule(interval: interval)
    report = control.reporter(of: plan.chain)
    shouldStop = control.shouldStop
  }

  mutating func take(_ state: TwoLevelState, phase: ChainPhase) throws {
    switch phase {
    case .warmup: try warmup?.append(row.values(of: state))
    case .sampling:
      try draws?.append(row.values(of: state))
      if let frame { effects?.add(state, in: frame) }
    }
  }

  mutating func pause(after iteration: Int) -> ChainPause {
    report(iteration)
    if shouldStop() { return .stop }
    return schedule.isDue ? .keep : .none
  }

  mutating func keep(_ position: ChainPosition<TwoLevelState>) throws {
    report(position.iteration)
    let begin = ContinuousClock.now
    let isFinished = position.iteration == plan.iterationCount
    // What takes less than a block is brought to the disk with the rest of its run.
    let synchronizes = !isFinished || schedule.hasPassed
    let bytes = try isFinished ? finish(synchronizes: synchronizes) : synchronize()
    try checkpoint.write(
      position, plan: plan, isFinished: isFinished, drawsBytes: bytes.draws,
      warmupBytes: bytes.warmup, effects: effects, bins: frame?.bins.count,
      synchronizes: synchronizes)
    schedule.next(after: .now - begin)
  }

  /// Brings the rows so far to the disk.
  private mutating func synchronize() throws -> (draws: Int, warmup: Int?) {
    try draws?.synchronize()
    try warmup?.synchronize()
    return (draws?.rowBytes ?? 0, warmup?.rowBytes)
  }

  /// Gives the files their names.
  private mutating func finish(synchronizes: Bool) throws -> (draws: Int, warmup: Int?) {
    try draws?.flush()
    try warmup?.flush()
    let bytes = (draws?.rowBytes ?? 0, warmup?.rowBytes)
    // Times stand in run.json: a draws file holds nothing that differs from run to run.
    let elapsed = ElapsedTime(warmup: 0, sampling: 0)
    try draws.take()?.finish(elapsed, synchronizes: synchronizes)
    try warmup.take()?.finish(elapsed, synchronizes: synchronizes)
    return bytes
  }
}

/// When the next checkpoint is due: after an interval, and so seldom that writing takes no more than a
/// twentieth of the time.
struct CheckpointSchedule {
  private let interval: Duration
  private var due: ContinuousClock.Instant
  /// Whether a checkpoint has been written.
  private(set) var hasPassed = false

  init(interval: Duration) {
    self.interval = interval
    due = .now + interval
  }

  /// Whether the time has come.
  var isDue: Bool { ContinuousClock.now >= due }

  /// Sets the next time, after a checkpoint that took so long.
  mutating func next(after cost: Duration) {
    hasPassed = true
    due = .now + max(interval, cost * 20)
  }
}
