import GibbsModels
import TestSupport
import Testing

/// Expects draws of a posterior to be within 5 Monte Carlo standard errors of the exact values:
/// means and standard deviations of τ, τ², γ and the effects, the quantiles of each, and P(γ < 0).
///
/// - Parameters:
///   - batches: for the standard errors; nil for independent draws.
///   - moments: false where the posterior has too heavy a tail for a standard error of its
///     moments. Quantiles always have one.
func expectAgreement(
  _ draws: [TwoLevelState], _ reference: ReferencePosterior, batches: Int?, moments: Bool = true,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  func expect(_ draws: [Double], _ exact: ExactValues, _ what: String) {
    var scores: [(String, Double)] = []
    if moments {
      let squares = draws.map { ($0 - exact.mean) * ($0 - exact.mean) }
      scores = [
        ("mean", standardScore(of: draws, expecting: exact.mean, batches: batches)),
        ("sd", standardScore(of: squares, expecting: exact.sd * exact.sd, batches: batches)),
      ]
    }
    for (p, quantile) in zip(referenceProbabilities, exact.quantiles) {
      let below = draws.map { $0 < quantile ? 1.0 : 0 }
      scores.append(
        ("quantile \(p)", standardScore(of: below, expecting: p, batches: batches)))
    }
    for (name, score) in scores {
      #expect(abs(score) < 5, "\(what), \(name)", sourceLocation: sourceLocation)
    }
  }
  let values = reference.values
  expect(draws.map { $0.tau[0, 0] }, try ExactValues(values.tau2), "τ²")
  expect(draws.map { $0.tau[0, 0].squareRoot() }, try ExactValues(values.tau), "τ")
  let gammas = draws.map { reference.model.gamma(of: $0) }
  for k in 0...reference.studies.predictors.count {
    expect(gammas.map { $0[k] }, try ExactValues(values.gamma[k]), "γ\(k)")
    let probability = try #require(values.gamma[k].below_zero.number)
    // A rare event has no standard error to speak of.
    guard probability > 1e-3, probability < 0.999 else { continue }
    let below = gammas.map { $0[k] < 0 ? 1.0 : 0 }
    let score = standardScore(of: below, expecting: probability, batches: batches)
    #expect(abs(score) < 5, "P(γ\(k) < 0)", sourceLocation: sourceLocation)
  }
  let effects = draws.map(reference.trueEffects)
  for j in reference.studies.effects.indices {
    expect(
      effects.map { $0[j] },
      ExactValues(
        mean: try #require(values.effects.mean[j].number),
        sd: try #require(values.effects.sd[j].number),
        quantiles: values.effects.quantiles[j].numbers), "effect \(j + 1)")
  }
}

/// The exact values of one quantity.
private struct ExactValues {
  var mean: Double
  var sd: Double
  var quantiles: [Double]

  init(mean: Double, sd: Double, quantiles: [Double]) {
    (self.mean, self.sd, self.quantiles) = (mean, sd, quantiles)
  }

  init(_ reference: Reference) throws {
    // A moment that does not exist is compared with nothing.
    mean = reference.mean.number ?? .nan
    sd = reference.sd.number ?? .nan
    quantiles = reference.quantiles.numbers
    try #require(quantiles.count == referenceProbabilities.count)
  }
}
