import Diagnostics
import Testing

@Suite struct GatesTests {
  @Test("chains that agree pass")
  func pass() {
    let chains = (0..<4).map { chain in (0..<400).map { noise(400 * chain + $0) } }
    let summary = VariableSummary(variable: "a", chains: chains)
    #expect(Gates().failures(of: [summary], chainCount: 4) == [])
  }

  @Test("chains that disagree fail each gate they miss, others none")
  func fail() {
    let apart = (0..<4).map { chain in (0..<400).map { noise(400 * chain + $0) + Double(chain) } }
    let together = apart.enumerated().map { chain, draws in draws.map { $0 - Double(chain) } }
    let summaries = [
      VariableSummary(variable: "a", chains: apart),
      VariableSummary(variable: "b", chains: together),
      VariableSummary(variable: "c", chains: [[1, 1], [1, 1]]),
    ]
    let kinds = Gates().failures(of: summaries, chainCount: 4).map {
      switch $0 {
      case .rHat(let variable, let value, 1.01): "\(variable) R-hat \(value > 1.01)"
      case .essBulk(let variable, let value, 400): "\(variable) bulk \(value < 400)"
      case .essTail(let variable, let value, 400): "\(variable) tail \(value < 400)"
      case .monteCarloError(let variable, let share, 0.1): "\(variable) mcse \(share > 0.1)"
      case .undefined(let variable): "\(variable) undefined"
      default: "another limit"
      }
    }
    #expect(
      kinds == ["a R-hat true", "a bulk true", "a tail true", "a mcse true", "c undefined"])
  }

  @Test("the error of a mean is not judged where there is no standard deviation")
  func noDeviation() {
    let apart = (0..<4).map { chain in (0..<400).map { noise(400 * chain + $0) + Double(chain) } }
    let summary = VariableSummary(variable: "a", chains: apart)
    let failures = Gates().failures(of: summary, chainCount: 4, hasDeviation: false)
    #expect(failures.count == 3)
    #expect(
      failures
        == Gates().failures(of: summary, chainCount: 4).filter { failure in
          if case .monteCarloError = failure { return false }
          return true
        })
  }

  @Test(
    "the words of each failure",
    arguments: [
      (
        GateFailure.rHat(variable: "T.1.1", value: 1.0344, limit: 1.01),
        "T.1.1: R-hat is 1.034, and must be below 1.01."
      ),
      (
        .rHat(variable: "T.1.1", value: .infinity, limit: 1.01),
        "T.1.1: R-hat is infinite, and must be below 1.01."
      ),
      (
        .essBulk(variable: "gamma.1", value: 399.9, required: 400),
        "gamma.1: the bulk effective sample size is 399, and must be at least 400."
      ),
      (
        .essTail(variable: "gamma.1", value: 12.3, required: 400),
        "gamma.1: the tail effective sample size is 12, and must be at least 400."
      ),
      (
        .monteCarloError(variable: "gamma.1", share: 0.1234, limit: 0.1),
        "gamma.1: the Monte Carlo error of the mean is 12.3% of the standard deviation, "
          + "and must be at most 10%."
      ),
      (
        .undefined(variable: "df"),
        "df: the draws are constant, not finite or too few, so that nothing can be "
          + "said about convergence."
      ),
    ])
  func words(failure: GateFailure, words: String) {
    #expect(failure.description == words)
  }

  /// Uniform noise without a pattern at short lags: fractions of multiples of an irrational, mixed.
  private func noise(_ place: Int) -> Double {
    var bits = UInt64(place) &* 0x9E37_79B9_7F4A_7C15
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((bits ^ (bits >> 31)) >> 11) * 0x1p-53
  }
}
