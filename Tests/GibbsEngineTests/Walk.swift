import GSLNumerics
import GibbsEngine

/// A state that remembers which kernels have acted on it.
struct WalkState: Sendable, Equatable, Codable {
  /// One letter a step.
  var trace = ""
  /// The sum of the random numbers of the steps.
  var position = 0.0
}

/// Adds its letter and a random number.
struct Stride: Kernel {
  static let name = "stride | rest"

  func step(_ state: inout WalkState, using stream: inout RandomStream) throws(NumericalError) {
    state.trace += "s"
    state.position += stream.normal()
  }
}

/// Adds its letter, and cannot go on once the trace has a certain length.
struct Leap: Kernel {
  static let name = "leap | rest"

  /// The length of the trace that it does not accept.
  var end: Int?

  func step(_ state: inout WalkState, using stream: inout RandomStream) throws(NumericalError) {
    state.trace += "l"
    if state.trace.count == end { throw .notPositiveDefinite(pivot: 1, value: -0.5) }
  }
}

/// A model of no posterior in particular: a stride and a leap in each iteration.
struct Walk: GibbsModel {
  var end: Int?
  var startsBadly = false

  var sweep: Sweep<WalkState> { Sweep(Stride(), Leap(end: end)) }

  func initialState(using stream: inout RandomStream) throws(NumericalError) -> WalkState {
    if startsBadly { throw .notFinite(quantity: "start value", at: 0) }
    return WalkState(position: stream.normal())
  }

  func logJoint(_ state: WalkState) throws(NumericalError) -> Double { 0 }
}

/// Keeps the states that it is given.
struct WalkRecorder: DrawSink {
  private(set) var warmup: [WalkState] = []
  private(set) var sampling: [WalkState] = []

  /// No more room.
  struct Full: Error, Equatable {}
  var capacity = Int.max

  mutating func take(_ state: WalkState, phase: ChainPhase) throws {
    guard warmup.count + sampling.count < capacity else { throw Full() }
    switch phase {
    case .warmup: warmup.append(state)
    case .sampling: sampling.append(state)
    }
  }
}

/// Keeps states and positions, and stops after certain iterations.
struct StoppingRecorder: DrawSink {
  private(set) var states: [WalkState] = []
  private(set) var positions: [ChainPosition<WalkState>] = []
  /// What to do after these iterations.
  var pauses: [Int: ChainPause] = [:]

  mutating func take(_ state: WalkState, phase: ChainPhase) throws { states.append(state) }

  mutating func pause(after iteration: Int) -> ChainPause { pauses[iteration] ?? .none }

  mutating func keep(_ position: ChainPosition<WalkState>) throws { positions.append(position) }
}
