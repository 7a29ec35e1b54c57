import Draws
import GSLNumerics
import GibbsEngine
import GibbsModels

/// The files of one chain: its draws, its warm-up where that is saved, and its part of the effects.
struct ChainFile: DrawSink, ~Copyable {
  private let row: DrawsRow
  private var draws: CmdStanWriter
  private var warmup: CmdStanWriter?
  private(set) var effects: EffectDraws?
  private let progress: (@Sendable () -> Void)?

  init(
    row: DrawsRow, draws: consuming CmdStanWriter, warmup: consuming CmdStanWriter?,
    effects: EffectDraws?, progress: (@Sendable () -> Void)?
  ) {
    self.row = row
    self.draws = draws
    self.warmup = warmup
    self.effects = effects
    self.progress = progress
  }

  mutating func take(_ state: TwoLevelState, phase: ChainPhase) throws {
    switch phase {
    case .warmup: try warmup?.append(row.values(of: state))
    case .sampling:
      try draws.append(row.values(of: state))
      effects?.append(state)
    }
    progress?()
  }

  /// Gives the files their names, and hands over the effects.
  consuming func finish() throws -> EffectDraws? {
    // Times stand in run.json: a draws file holds nothing that differs from run to run.
    try draws.finish(ElapsedTime(warmup: 0, sampling: 0))
    try warmup?.finish(ElapsedTime(warmup: 0, sampling: 0))
    return effects
  }
}
