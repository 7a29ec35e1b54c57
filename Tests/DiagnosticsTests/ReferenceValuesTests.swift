import Diagnostics
import Testing

@Suite struct ReferenceValuesTests {
  /// Our function for each of posterior's measures.
  static let measures: [String: @Sendable ([[Double]]) -> Double?] = [
    "mean": { VariableSummary(variable: "x", chains: $0).mean },
    "median": { VariableSummary(variable: "x", chains: $0).median },
    "sd": { VariableSummary(variable: "x", chains: $0).sd },
    "mad": { VariableSummary(variable: "x", chains: $0).mad },
    "q2.5": { VariableSummary(variable: "x", chains: $0).q025 },
    "q5": { VariableSummary(variable: "x", chains: $0).q05 },
    "q95": { VariableSummary(variable: "x", chains: $0).q95 },
    "q97.5": { VariableSummary(variable: "x", chains: $0).q975 },
    "rhat": RHat.rankNormalized,
    "rhat_basic": RHat.basic,
    "ess_basic": EffectiveSampleSize.basic,
    "ess_bulk": EffectiveSampleSize.bulk,
    "ess_tail": EffectiveSampleSize.tail,
    "ess_mean": EffectiveSampleSize.mean,
    "ess_sd": EffectiveSampleSize.standardDeviation,
    "ess_median": EffectiveSampleSize.median,
    "ess_q10": { EffectiveSampleSize.quantile($0, at: 0.1) },
    "ess_q100": { EffectiveSampleSize.quantile($0, at: 1) },
    "mcse_mean": MonteCarloStandardError.mean,
    "mcse_sd": MonteCarloStandardError.standardDeviation,
    "mcse_median": MonteCarloStandardError.median,
    "mcse_q5": { MonteCarloStandardError.quantile($0, at: 0.05) },
    "mcse_q95": { MonteCarloStandardError.quantile($0, at: 0.95) },
  ]

  @Test("every measure is posterior's, to 1e-8", arguments: try ReferenceValues.load().cases)
  func agreesWithPosterior(reference: ReferenceValues.Case) throws {
    let chains = try reference.chains()
    #expect(Set(reference.measures.keys) == Set(Self.measures.keys))
    for (name, measure) in Self.measures {
      let value = measure(chains)
      let expected = reference.measures[name] ?? nil
      #expect(agree(value, expected), "\(name): \(String(describing: value))")
    }
  }
}
