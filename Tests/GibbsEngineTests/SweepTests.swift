import GSLNumerics
import Testing

@testable import GibbsEngine

@Suite struct SweepTests {
  @Test("kernels act in the order of the list, once each")
  func order() throws {
    let sweep = Sweep([Leap(), Stride(), Stride(), Leap()] as [any Kernel<WalkState>])
    var state = WalkState()
    var stream = RandomStream(seed: 1, chain: 0, purpose: .sampling)
    try sweep.run(&state, using: &stream)
    #expect(state.trace == "lssl")
    #expect(sweep.names == ["leap | rest", "stride | rest", "stride | rest", "leap | rest"])
  }

  @Test("a failure names its kernel, and the kernels after it do not act")
  func failure() {
    var state = WalkState()
    var stream = RandomStream(seed: 1, chain: 0, purpose: .sampling)
    #expect(
      throws: KernelFailure(
        kernel: "leap | rest", cause: .notPositiveDefinite(pivot: 1, value: -0.5))
    ) { try Sweep(Stride(), Leap(end: 2), Stride()).run(&state, using: &stream) }
    #expect(state.trace == "sl")
  }
}
