import GSLNumerics
import GibbsEngine
import GibbsModels

/// Keeps the states of a chain's sampling phase.
struct StateRecorder: DrawSink {
  private(set) var states: [TwoLevelState] = []

  mutating func take(_ state: TwoLevelState, phase: ChainPhase) throws {
    if phase == .sampling { states.append(state) }
  }
}

/// The states of a chain of a sampler.
func states<Sampler: GibbsModel<TwoLevelState>>(
  of sampler: Sampler, draws: Int, warmup: Int = 0, seed: UInt64 = 20_260_101, chain: Int = 1
) throws -> [TwoLevelState] {
  var recorder = StateRecorder()
  try runChain(
    of: sampler, plan: ChainPlan(warmup: warmup, draws: draws, seed: seed, chain: chain),
    into: &recorder)
  return recorder.states
}

/// The Gibbs sampler from a start value of one's own.
struct GibbsSamplerFrom: GibbsModel {
  let sampler: GibbsSampler
  let tau: Double
  let gamma: Double

  var sweep: Sweep<TwoLevelState> { sampler.sweep }

  func initialState(using stream: inout RandomStream) throws(NumericalError) -> TwoLevelState {
    var state = try sampler.initialState(using: &stream)
    state.tau = Matrix([[tau * tau]])
    state.gamma = state.gamma.map { _ in gamma }
    return state
  }

  func logJoint(_ state: TwoLevelState) throws(NumericalError) -> Double {
    try sampler.logJoint(state)
  }
}
