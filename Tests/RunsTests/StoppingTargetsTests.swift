import Draws
import Testing

@testable import Runs

@Suite struct StoppingTargetsTests {
  private func convergence(ess: Double?, rHat: Double?) -> Convergence {
    Convergence(
      ess: ess.map { Convergence.Worst(value: $0, label: "sigma2") },
      rHat: rHat.map { Convergence.Worst(value: $0, label: "gamma[x]") })
  }

  @Test(
    "targets hold when what was asked for is reached; what cannot be computed does not",
    arguments: [
      (400.0, 1.01, 400.0, 1.01, true), (400, 1.01, 399, 1.0, false),
      (400, 1.01, 500, 1.011, false),
      (400, nil, 400, 3, true), (nil, 1.01, 3, 1.01, true), (400, nil, nil, 1, false),
      (nil, 1.01, 400, nil, false),
    ] as [(Double?, Double?, Double?, Double?, Bool)])
  func reached(ess: Double?, rHat: Double?, worst: Double?, ratio: Double?, holds: Bool) {
    let targets = StoppingTargets(ess: ess, rHat: rHat, mostDraws: 10)
    #expect(targets.areReached(by: convergence(ess: worst, rHat: ratio)) == holds)
  }

  @Test(
    "the next round has what is lacking and a tenth more, within bounds",
    arguments: [
      // 100 draws with an ESS of 51 where 100 is asked for: 215.7.
      (100, 100.0, 51.0, 10_000, 216), (100, 100, 99, 10_000, 125), (100, 100, 1, 10_000, 400),
      (100, 100, 50, 150, 150), (100, 100, 100, 10_000, 150), (1, 100, 99, 10, 2),
    ])
  func next(draws: Int, target: Double, ess: Double, most: Int, next: Int) {
    let targets = StoppingTargets(ess: target, mostDraws: most)
    #expect(targets.nextDraws(after: draws, convergence(ess: ess, rHat: 2)) == next)
  }

  @Test("the worst of all variables counts, and a variable that never moves has none")
  func worst() throws {
    func chain(_ number: Int, _ values: [[Double]]) -> ChainDraws {
      ChainDraws(
        chain: number, columns: ["gamma.1", "sigma2"], iterationCount: values[0].count,
        values: values.flatMap { $0 })
    }
    let variables = Variables(coefficients: ["x"], effects: [], estimatesSigmaSquared: true)
    let wild = (0..<200).map { Double(($0 * 7919) % 199) }
    let slow = (0..<200).map { Double($0) }
    let draws = try PosteriorDraws(chains: [chain(1, [wild, slow]), chain(2, [wild, slow])])
    let seen = Convergence(draws, variables: variables.gamma + variables.sigmaSquared)
    #expect(seen.ess?.label == "sigma2" && seen.rHat?.label == "sigma2")
    #expect(seen.ess?.value ?? 400 < 20 && seen.rHat?.value ?? 1 > 1.2)
    let still = Array(repeating: 1.0, count: 200)
    let stuck = try PosteriorDraws(chains: [chain(1, [wild, still]), chain(2, [wild, still])])
    #expect(Convergence(stuck, variables: variables.gamma + variables.sigmaSquared).ess == nil)
  }

  @Test("the words of what was reached")
  func words() {
    #expect(
      "\(convergence(ess: 212.7, rHat: 1.0121))"
        == "worst ESS 212 (sigma2), worst R-hat 1.013 (gamma[x])")
    #expect("\(convergence(ess: nil, rHat: nil))" == "worst ESS unknown, worst R-hat unknown")
    let error = UnreachedTargets(
      folder: "o", draws: 70, convergence: convergence(ess: 12, rHat: 1.2),
      targets: StoppingTargets(ess: 400, rHat: 1.01, mostDraws: 70))
    #expect(
      "\(error)" == """
        ESS 400 and R-hat 1.01 not reached with 70 draws a chain: worst ESS 12 (sigma2), \
        worst R-hat 1.200 (gamma[x]).
        The run is complete; 'lindley resume o --draws N' gives each chain N draws in all.
        """)
  }
}
