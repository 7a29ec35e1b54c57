import Distributions
import GSLNumerics
import GibbsEngine
import Testing

@Suite struct KernelTests {
  /// The position given the trace: normal about the trace's length.
  private struct PositionGivenTrace: FullConditional {
    typealias State = WalkState
    static let name = "position | trace"
    static let block: WritableKeyPath<WalkState, Double> & Sendable = \.position

    func distribution(given state: WalkState) throws(NumericalError) -> Normal {
      try Normal(mean: Double(state.trace.count), standardDeviation: 0.5)
    }
  }

  @Test("the step of a full conditional draws its block, from its distribution, and nothing else")
  func drawsBlock() throws {
    var state = WalkState(trace: "sls", position: 100)
    var stream = RandomStream(seed: 4, chain: 0, purpose: .sampling)
    try PositionGivenTrace().step(&state, using: &stream)
    var again = RandomStream(seed: 4, chain: 0, purpose: .sampling)
    #expect(state == WalkState(trace: "sls", position: 3 + 0.5 * again.normal()))
  }
}
