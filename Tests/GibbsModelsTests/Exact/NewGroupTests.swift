import GSLNumerics
import GibbsModels
import ModelData
import TestSupport
import Testing

@Suite struct NewGroupTests {
  @Test("known variances: γ, u and the error are independent given τ², so that variances add")
  func knownVariances() throws {
    let model = try TwoLevelModel(
      Analysis(path: packageRoot.appending(path: "models/teacher-expectancy.yaml").path))
    let posterior = try ExactPosterior(ExactSampler(model))
    let gamma = try posterior.gammaSummary(0)
    let tau = try posterior.tauSquared()
    let (sd, between) = (try #require(gamma.standardDeviation), try #require(tau.mean))
    let effect = posterior.newGroup(predictors: [1])
    #expect(abs(effect.mean - (gamma.mean ?? .nan)) < 1e-10)
    #expect(abs(effect.standardDeviation - (sd * sd + between).squareRoot()) < 1e-10)
    let observed = posterior.newGroup(predictors: [1], noise: 0.04)
    #expect(
      abs(observed.standardDeviation - (sd * sd + between + 0.04).squareRoot()) < 1e-10)
  }

  @Test("estimated σ²: an observation adds E σ²")
  func estimatedVariance() throws {
    let model = try TwoLevelExample(
      "radon", formula: "log_radon ~ floor + log_uranium + (1 | county)"
    )
    .model(tau: "uniform")
    let posterior = try ExactPosterior(ExactSampler(model))
    let sigma = try #require(try posterior.sigmaSquared()?.mean)
    let tau = try #require(try posterior.tauSquared().mean)
    let gamma = posterior.gamma(0)
    let variance = gamma.standardDeviation * gamma.standardDeviation
    let effect = posterior.newGroup(predictors: [1, 0, 0])
    let observed = posterior.newGroup(predictors: [1, 0, 0], noise: 1)
    #expect(abs(effect.mean - gamma.mean) < 1e-10)
    #expect(abs(effect.standardDeviation - (variance + tau).squareRoot()) < 1e-9)
    #expect(abs(observed.standardDeviation - (variance + tau + sigma).squareRoot()) < 1e-9)
  }
}
