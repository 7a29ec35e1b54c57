import GSLNumerics

/// How many iterations a chain makes, and which of them it keeps.
public struct ChainPlan: Sendable, Equatable {
  /// The iterations before the first draw that counts.
  public var warmup: Int
  /// The draws to keep.
  public var draws: Int
  /// Iterations for each draw that is kept.
  public var thin: Int
  /// The seed of the run.
  public var seed: UInt64
  /// The chain's number, from 1.
  public var chain: Int

  /// Makes a plan.
  public init(warmup: Int, draws: Int, thin: Int = 1, seed: UInt64, chain: Int) {
    self.warmup = warmup
    self.draws = draws
    self.thin = thin
    self.seed = seed
    self.chain = chain
  }
}

/// A part of a chain's course.
public enum ChainPhase: Sendable, Equatable {
  /// Draws that do not count yet.
  case warmup
  /// Draws that count.
  case sampling
}

/// Takes the draws of a chain, one after the other.
public protocol DrawSink<State>: ~Copyable {
  /// What a chain carries on.
  associatedtype State
  /// Takes the state after an iteration that is kept; warm-up comes first.
  mutating func take(_ state: State, phase: ChainPhase) throws
}

/// A chain that stopped before its end: where, and why.
public struct ChainFailure: Error, Equatable {
  /// The chain's number, from 1.
  public let chain: Int
  /// The iteration, from 1 and counting warm-up; 0 for the start values.
  public let iteration: Int
  /// The step that could not be taken.
  public let failure: KernelFailure
}

extension ChainFailure: CustomStringConvertible {
  /// The words, one or two lines.
  public var description: String {
    "Chain \(chain) stopped at iteration \(iteration), in \(failure.kernel): \(failure.cause)"
  }
}

/// Runs a chain from its start to its last draw: the only sampling loop.
///
/// The stream depends on seed and chain alone, so that a chain is the same whichever others run
/// beside it, and on whatever thread.
/// - Throws: `ChainFailure` where a step fails, and whatever the sink throws.
public func runChain<Model: GibbsModel, Sink: DrawSink & ~Copyable>(
  of model: Model, plan: ChainPlan, into sink: inout Sink
) throws where Sink.State == Model.State {
  var stream = RandomStream(seed: plan.seed, chain: plan.chain - 1, purpose: .sampling)
  var state = try startState(of: model, plan: plan)
  let sweep = model.sweep
  for iteration in 1...max(1, plan.warmup + plan.draws * plan.thin) {
    do { try sweep.run(&state, using: &stream) } catch {
      throw ChainFailure(chain: plan.chain, iteration: iteration, failure: error)
    }
    if iteration <= plan.warmup {
      model.learn(from: &state, iteration: iteration, of: plan.warmup)
      try sink.take(state, phase: .warmup)
    } else if (iteration - plan.warmup) % plan.thin == 0 {
      try sink.take(state, phase: .sampling)
    }
  }
}

private func startState<Model: GibbsModel>(
  of model: Model, plan: ChainPlan
) throws(ChainFailure) -> Model.State {
  var stream = RandomStream(seed: plan.seed, chain: plan.chain - 1, purpose: .start)
  do { return try model.initialState(using: &stream) } catch {
    throw ChainFailure(
      chain: plan.chain, iteration: 0, failure: KernelFailure(kernel: "the start", cause: error))
  }
}
