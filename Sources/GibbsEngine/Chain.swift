import GSLNumerics

/// How many iterations a chain makes, and which of them it keeps.
public struct ChainPlan: Sendable, Equatable, Codable {
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

  /// All iterations: the warm-up, and those of which every `thin`-th is kept.
  public var iterationCount: Int { warmup + draws * thin }
}

/// A part of a chain's course.
public enum ChainPhase: Sendable, Equatable {
  /// Draws that do not count yet.
  case warmup
  /// Draws that count.
  case sampling
}

/// Where a chain stands after an iteration: all it needs to go on as if it had never stopped.
public struct ChainPosition<State: Sendable>: Sendable {
  /// The iterations so far, warm-up included.
  public var iteration: Int
  /// The state of the random stream.
  public var stream: Xoshiro256PlusPlus
  /// What the chain carries on.
  public var state: State

  /// Makes a position.
  public init(iteration: Int, stream: Xoshiro256PlusPlus, state: State) {
    self.iteration = iteration
    self.stream = stream
    self.state = state
  }
}

extension ChainPosition: Equatable where State: Equatable {}
extension ChainPosition: Codable where State: Codable {}

/// What a chain does between two iterations.
public enum ChainPause: Sendable, Equatable {
  /// It goes on.
  case none
  /// It hands over its position, and goes on.
  case keep
  /// It hands over its position, and ends before its time.
  case stop
}

/// Takes the draws of a chain, one after the other.
public protocol DrawSink<State>: ~Copyable {
  /// What a chain carries on.
  associatedtype State: Sendable
  /// Takes the state after an iteration that is kept; warm-up comes first.
  mutating func take(_ state: State, phase: ChainPhase) throws
  /// What the chain is to do after an iteration, by default to go on; the last is not asked about.
  mutating func pause(after iteration: Int) -> ChainPause
  /// Takes the position of a chain that pauses, stops or has come to its end; by default ignores it.
  mutating func keep(_ position: ChainPosition<State>) throws
}

extension DrawSink where Self: ~Copyable {
  /// Goes on.
  public mutating func pause(after iteration: Int) -> ChainPause { .none }
  /// Ignores the position.
  public mutating func keep(_ position: ChainPosition<State>) throws {}
}

/// A chain that stopped before its end: where, and why.
public struct ChainFailure: Error, Equatable {
  /// The chain's number, from 1.
  public let chain: Int
  /// The iteration, from 1 and counting warm-up; 0 for the start values.
  public let iteration: Int
  /// The step that could not be taken.
  public let failure: KernelFailure

  /// Names the place and the step.
  public init(chain: Int, iteration: Int, failure: KernelFailure) {
    (self.chain, self.iteration, self.failure) = (chain, iteration, failure)
  }
}

extension ChainFailure: CustomStringConvertible {
  /// The words, one or two lines.
  public var description: String {
    "Chain \(chain) stopped at iteration \(iteration), in \(failure.kernel): \(failure.cause)"
  }
}

/// Runs a chain to its last draw, from its start or from where it stood: the only sampling loop.
///
/// The stream depends on seed and chain alone, so that a chain is the same whichever others run
/// beside it, on whatever thread, and however often it stops and goes on.
/// - Parameter position: where the chain stood; nil to begin it.
/// - Throws: `ChainFailure` where a step fails, and whatever the sink throws.
@inlinable
public func runChain<Model: GibbsModel, Sink: DrawSink & ~Copyable>(
  of model: Model, plan: ChainPlan, from position: ChainPosition<Model.State>? = nil,
  into sink: inout Sink
) throws where Sink.State == Model.State {
  var position = try position ?? start(of: model, plan: plan)
  var stream = RandomStream(restoring: position.stream)
  let sweep = model.sweep
  while position.iteration < plan.iterationCount {
    position.iteration += 1
    let iteration = position.iteration
    do { try sweep.run(&position.state, using: &stream) } catch {
      throw ChainFailure(chain: plan.chain, iteration: iteration, failure: error)
    }
    if iteration <= plan.warmup {
      model.learn(from: &position.state, iteration: iteration, of: plan.warmup)
      try sink.take(position.state, phase: .warmup)
    } else if (iteration - plan.warmup) % plan.thin == 0 {
      try sink.take(position.state, phase: .sampling)
    }
    let pause = iteration == plan.iterationCount ? .keep : sink.pause(after: iteration)
    guard pause != .none else { continue }
    position.stream = stream.state
    try sink.keep(position)
    if pause == .stop { return }
  }
}

@usableFromInline
func start<Model: GibbsModel>(
  of model: Model, plan: ChainPlan
) throws(ChainFailure) -> ChainPosition<Model.State> {
  let sampling = RandomStream(seed: plan.seed, chain: plan.chain - 1, purpose: .sampling)
  var stream = RandomStream(seed: plan.seed, chain: plan.chain - 1, purpose: .start)
  do {
    let state = try model.initialState(using: &stream)
    return ChainPosition(iteration: 0, stream: sampling.state, state: state)
  } catch {
    throw ChainFailure(
      chain: plan.chain, iteration: 0, failure: KernelFailure(kernel: "the start", cause: error))
  }
}
