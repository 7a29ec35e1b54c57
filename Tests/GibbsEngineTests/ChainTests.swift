import Foundation
import GSLNumerics
import GibbsEngine
import Testing

@Suite struct ChainTests {
  private func run(
    _ plan: ChainPlan, of walk: Walk = Walk(), capacity: Int = .max
  ) throws -> WalkRecorder {
    var recorder = WalkRecorder(capacity: capacity)
    try runChain(of: walk, plan: plan, into: &recorder)
    return recorder
  }

  @Test(
    "every iteration of the warm-up and every thin-th after it is kept, in order",
    arguments: [(0, 4, 1), (3, 5, 1), (2, 4, 3), (1, 0, 1), (5, 1, 10)])
  func counts(warmup: Int, draws: Int, thin: Int) throws {
    let kept = try run(ChainPlan(warmup: warmup, draws: draws, thin: thin, seed: 1, chain: 1))
    // Two letters an iteration.
    #expect(kept.warmup.map(\.trace.count) == (0..<warmup).map { 2 * ($0 + 1) })
    #expect(
      kept.sampling.map(\.trace.count) == (0..<draws).map { 2 * (warmup + thin * ($0 + 1)) })
  }

  @Test("thinning and warm-up choose among the same iterations")
  func thinning() throws {
    let all = try run(ChainPlan(warmup: 0, draws: 12, seed: 5, chain: 2)).sampling
    let kept = try run(ChainPlan(warmup: 2, draws: 5, thin: 2, seed: 5, chain: 2))
    #expect(kept.warmup == Array(all[0..<2]))
    #expect(kept.sampling == stride(from: 3, to: 12, by: 2).map { all[$0] })
  }

  @Test("a chain depends on seed and chain and on nothing else")
  func reproducible() throws {
    let plan = ChainPlan(warmup: 0, draws: 5, seed: 9, chain: 3)
    let draws = try run(plan).sampling
    #expect(try run(plan).sampling == draws)
    var other = plan
    other.chain = 4
    #expect(Set(try run(other).sampling.map(\.position)).isDisjoint(with: draws.map(\.position)))
    other = plan
    other.seed = 10
    #expect(Set(try run(other).sampling.map(\.position)).isDisjoint(with: draws.map(\.position)))
  }

  @Test("start values and draws come from streams of their own")
  func streams() throws {
    let first = try #require(
      try run(ChainPlan(warmup: 0, draws: 1, seed: 2, chain: 1)).sampling.first)
    var start = RandomStream(seed: 2, chain: 0, purpose: .start)
    var sampling = RandomStream(seed: 2, chain: 0, purpose: .sampling)
    #expect(first.position == start.normal() + sampling.normal())
  }

  @Test("a failure says in which chain, iteration and kernel, and keeps what came before")
  func failure() throws {
    // Iteration 4 ends with letter 8.
    var recorder = WalkRecorder()
    let failure = #expect(throws: ChainFailure.self) {
      try runChain(
        of: Walk(end: 8), plan: ChainPlan(warmup: 2, draws: 9, seed: 1, chain: 2), into: &recorder)
    }
    #expect(failure?.chain == 2)
    #expect(failure?.iteration == 4)
    #expect(failure?.failure.kernel == "leap | rest")
    #expect(
      failure?.description
        == "Chain 2 stopped at iteration 4, in leap | rest: the matrix is not positive definite: "
        + "pivot 2 is -0.5.")
    #expect(recorder.warmup.count == 2)
    #expect(recorder.sampling.count == 1)
  }

  @Test("start values that cannot be had are iteration 0")
  func badStart() {
    let failure = #expect(throws: ChainFailure.self) {
      try run(ChainPlan(warmup: 0, draws: 1, seed: 1, chain: 1), of: Walk(startsBadly: true))
    }
    #expect(
      failure?.description
        == "Chain 1 stopped at iteration 0, in the start: the start value is not finite at 0.0.")
  }

  @Test("an error of the sink ends the chain as it is")
  func sinkFailure() {
    #expect(throws: WalkRecorder.Full()) {
      try run(ChainPlan(warmup: 0, draws: 5, seed: 1, chain: 1), capacity: 3)
    }
  }

  @Test("a chain that stops anywhere and goes on, through JSON, draws as if it had not stopped")
  func continued() throws {
    let plan = ChainPlan(warmup: 3, draws: 4, thin: 2, seed: 7, chain: 2)
    var whole = StoppingRecorder()
    try runChain(of: Walk(), plan: plan, into: &whole)
    for stop in 1..<plan.iterationCount {
      var sink = StoppingRecorder(pauses: [stop: .stop])
      try runChain(of: Walk(), plan: plan, into: &sink)
      let position = try #require(sink.positions.last)
      #expect(position.iteration == stop)
      let read = try JSONDecoder().decode(
        ChainPosition<WalkState>.self, from: JSONEncoder().encode(position))
      #expect(read == position)
      sink.pauses = [:]
      try runChain(of: Walk(), plan: plan, from: read, into: &sink)
      #expect(sink.states == whole.states)
      #expect(sink.positions.last == whole.positions.last)
    }
  }

  @Test("positions are handed over at each pause and at the end; a finished chain draws no more")
  func positions() throws {
    let plan = ChainPlan(warmup: 1, draws: 5, seed: 7, chain: 1)
    var sink = StoppingRecorder(pauses: [2: .keep, 4: .keep])
    try runChain(of: Walk(), plan: plan, into: &sink)
    #expect(sink.positions.map(\.iteration) == [2, 4, 6])
    try runChain(of: Walk(), plan: plan, from: sink.positions.last, into: &sink)
    #expect(sink.states.count == 6)
  }

  @Test("a chain with more draws begins with those of a shorter one, and goes on from its end")
  func extended() throws {
    var plan = ChainPlan(warmup: 2, draws: 3, seed: 4, chain: 1)
    var sink = StoppingRecorder()
    try runChain(of: Walk(), plan: plan, into: &sink)
    plan.draws = 8
    try runChain(of: Walk(), plan: plan, from: sink.positions.last, into: &sink)
    var whole = StoppingRecorder()
    try runChain(of: Walk(), plan: plan, into: &whole)
    #expect(sink.states == whole.states)
  }
}
