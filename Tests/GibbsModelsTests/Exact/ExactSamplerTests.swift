import GibbsModels
import TestSupport
import Testing

@Suite struct ExactSamplerTests {
  @Test(
    "40,000 independent draws agree with quadrature",
    arguments: [
      ("teacher_intercept", "uniform", true), ("teacher_weeks_r", "half-cauchy(0.5)", false),
      ("teacher_weeks_r", "jeffreys", true), ("eight_schools", "uniform-sd", false),
      ("eight_schools", "half-normal(5)", true),
      ("eight_schools_normal_gamma", "half-cauchy(5)", false),
    ])
  func draws(name: String, prior: String, moments: Bool) throws {
    let reference = try ReferencePosterior(name, prior)
    let draws = try states(of: ExactSampler(reference.model), draws: 40_000)
    try expectAgreement(draws, reference, batches: nil, moments: moments)
  }

  @Test("successive draws are not correlated")
  func independence() throws {
    let reference = try ReferencePosterior("teacher_intercept", "uniform")
    let draws = try states(of: ExactSampler(reference.model), draws: 20_000)
    let mean = try #require(reference.values.tau.mean.number)
    let deviations = draws.map { $0.tau[0, 0].squareRoot() - mean }
    let products = zip(deviations, deviations.dropFirst()).map { $0 * $1 }
    #expect(abs(standardScore(of: products, expecting: 0)) < 5)
  }
}
