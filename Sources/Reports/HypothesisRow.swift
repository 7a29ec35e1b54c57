import LikelihoodFits
import ModelData

/// A hypothesis about several coefficients and its Wald tests, as `lindley fit --test` prints them.
public struct HypothesisRow: Encodable, Sendable {
  /// The equations: `sector = 0`.
  public let hypothesis: [String]
  /// χ².
  public let statistic: Double
  /// The number of equations.
  public let df: Int
  /// The probability of a larger statistic under the hypothesis.
  public let p: Double
  /// The same with the sandwich for γ's covariance matrix; null where groups are too few for it.
  @Nullable public var statisticRobust: Double?
  /// The probability of a larger robust statistic; null like the statistic.
  @Nullable public var pRobust: Double?

  enum CodingKeys: String, CodingKey {
    case hypothesis, statistic, df, p
    case statisticRobust = "statistic_robust"
    case pRobust = "p_robust"
  }

  /// Tests a hypothesis in words.
  ///
  /// - Throws: `HypothesisError` or `NumericalError`.
  init(_ text: String, of fit: LikelihoodFit, _ model: ModelOutline) throws {
    let hypothesis = try LinearHypothesis(
      text, labels: model.fixed.labels, terms: model.fixedTerms)
    let wald = try WaldTest(fit, hypothesis).test
    let robust = try? WaldTest(fit, hypothesis, robust: true).test
    self.hypothesis = hypothesis.equations
    statistic = wald.statistic
    df = wald.degreesOfFreedom
    p = wald.p
    statisticRobust = robust?.statistic
    pRobust = robust?.p
  }

  /// The tests in a sentence.
  var words: String {
    let robust = statisticRobust.map {
      "; robust χ² = \(fixed($0, decimals: 2)), \(probabilityWords(pRobust))"
    }
    return "Wald test of \(hypothesis.joined(separator: ", ")): χ² = "
      + "\(fixed(statistic, decimals: 2)) on \(df) df, \(probabilityWords(p))" + (robust ?? "")
  }
}

extension FitReport {
  /// The tests that were asked for, a line each; nil where none was.
  var hypothesisWords: String? { tests?.map(\.words).joined(separator: "\n") }
}
