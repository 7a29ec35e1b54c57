import Diagnostics
import Reports
import Testing

@Suite struct FindingTests {
  @Test("the words of each finding", arguments: failures + properties)
  func words(finding: Finding, check: String, words: String) {
    #expect(finding.description == words)
    #expect(finding.check == check)
  }

  @Test("failures fail, properties of the posterior do not")
  func kinds() {
    #expect(Self.failures.allSatisfy { $0.0.isFailure })
    #expect(!Self.properties.contains { $0.0.isFailure })
  }

  private static let failures: [(Finding, String, String)] = [
    (
      .gate(.rHat(variable: "sigma2", value: 1.0344, limit: 1.01)), "rhat",
      "sigma2: R-hat is 1.034, and must be below 1.01."
    ),
    (
      .notFinite(label: "sigma2", chain: 2, iteration: 17, value: .nan), "not_finite",
      "sigma2: draw 17 of chain 2 is not a number."
    ),
    (
      .notFinite(label: "sigma2", chain: 2, iteration: 17, value: -.infinity), "not_finite",
      "sigma2: draw 17 of chain 2 is infinite."
    ),
    (.constant(label: "sigma2", value: 3.5), "constant", "sigma2: all draws are 3.5."),
    (.tooFewDraws(count: 1), "too_few_draws", "1 draw a chain is too few for any diagnostic."),
    (.tooFewDraws(count: 3), "too_few_draws", "3 draws a chain are too few for any diagnostic."),
    (
      .chainDiffers(label: "gamma[x]", chain: 3, median: 4.1234, others: 0.00567), "chain_differs",
      "gamma[x]: chain 3 differs from the others: its median is 4.123, theirs 0.005670."
    ),
    (
      .chainDrifts(label: "gamma[x]", chain: 1, first: 12.5, second: -1), "chain_drifts",
      "gamma[x]: chain 1 drifts: the median of its first half is 12.50, of its second -1.000."
    ),
    (
      .stuck(label: "T[a, a]", chain: 4, count: 40, start: 301, share: 0.04), "stuck",
      "T[a, a]: chain 4 got stuck: draws 301 to 340 are the same."
    ),
    (
      .stuck(label: "T[a, a]", chain: 4, count: 40, start: 301, share: 0.8765), "stuck",
      "T[a, a]: chain 4 is stuck: 87.7% of its draws repeat the one before."
    ),
  ]

  private static let properties: [(Finding, String, String)] = [
    (
      .oneChain, "one_chain",
      "There is one chain: whether others would agree with it cannot be seen."
    ),
    (
      .hugsZero(label: "T[a, a]", share: 0.1723), "hugs_zero",
      "T[a, a] hugs zero: 17.2% of its draws lie below a tenth of its median."
    ),
    (
      .correlationAtEdge(label: "T[b, a]", share: 0.25), "correlation_at_edge",
      "T[b, a] makes a correlation beyond ±0.99 in 25% of the draws."
    ),
    (
      .noMean(label: "T[a, a]"), "no_mean",
      "T[a, a] has no posterior mean and no standard deviation under this prior with so few groups."
    ),
    (
      .noDeviation(label: "T[a, a]"), "no_sd",
      "T[a, a] has no posterior standard deviation under this prior with so few groups."
    ),
  ]
}
