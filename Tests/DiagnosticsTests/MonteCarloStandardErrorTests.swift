import Diagnostics
import Testing

@Suite struct MonteCarloStandardErrorTests {
  let chains = (0..<4).map { chain in
    (0..<50).map { Double((37 * $0 + 11 * chain) % 101) }
  }

  @Test("a change of unit changes the errors with it")
  func unit() throws {
    let doubled = chains.map { $0.map { 2 * $0 } }
    for error in [
      MonteCarloStandardError.mean, MonteCarloStandardError.standardDeviation,
      MonteCarloStandardError.median,
    ] {
      let value = try #require(error(chains))
      #expect(value > 0)
      #expect(agree(error(doubled), 2 * value))
    }
  }

  @Test("what has no effective sample size has no error")
  func undefined() {
    let constant = [[1.0, 1, 1, 1, 1, 1]]
    #expect(MonteCarloStandardError.mean(constant) == nil)
    #expect(MonteCarloStandardError.standardDeviation(constant) == nil)
    #expect(MonteCarloStandardError.quantile(constant, at: 0.05) == nil)
  }
}
