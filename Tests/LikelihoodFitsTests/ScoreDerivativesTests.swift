import GSLNumerics
import ModelData
import TestSupport
import Testing

@testable import LikelihoodFits

@Suite struct ScoreDerivativesTests {
  @Test(
    "the gradient is that of the deviance by central differences, away from the maximum",
    arguments: ["radon_floor", "sleepstudy_uncorrelated", "hsb_context_grand_mean"],
    FitMethod.allCases)
  func gradient(name: String, method: FitMethod) throws {
    let example = try Lme4Case(name)
    let likelihood = MarginalLikelihood(example.data)
    let coordinates = VarianceCoordinates(
      effects: example.data.effectCount, covariance: example.term.covariance,
      estimatesSigmaSquared: true)
    let best = try example.fit(method).parameters
    let here = VarianceParameters(tau: 1.3 * best.tau, sigmaSquared: 0.8 * best.sigmaSquared)
    let value = try DevianceValue(likelihood, at: here, method: method)
    let score = Score(value, coordinates: coordinates)
    let gradient = coordinates.gradient(
      tau: score.tauGradient, sigmaSquared: score.sigmaSquaredGradient)
    let information = score.information
    for k in 0..<coordinates.count {
      let step = 1e-3 / information[k, k].squareRoot()
      let deviances = try [-step, step].map { change in
        var steps = Array(repeating: 0.0, count: coordinates.count)
        steps[k] = change
        let moved = coordinates.moved(here, by: steps)
        return try DevianceValue(likelihood, at: moved, method: method).deviance
      }
      let slope = -0.5 * (deviances[1] - deviances[0]) / (2 * step)
      // In units of the gradient's own standard deviation.
      #expect(abs(slope - gradient[k]) < 1e-4 * information[k, k].squareRoot())
    }
  }

  @Test(
    "no T near a maximum on the boundary is better",
    arguments: ["singular", "singular_uncorrelated", "nearly_fixed"], FitMethod.allCases)
  func boundary(name: String, method: FitMethod) throws {
    let formula = try Reference("simulated/lme4.json").cases[name].formula.text
    let fit = try Lme4Case.fit(try #require(formula), files: ["four_effects"], method: method)
    #expect(fit.course.boundary)
    let likelihood = MarginalLikelihood(fit.data)
    let root = fit.parameters.tauRoot
    for i in 0..<4 {
      for k in 0...i where !fit.coordinates.isDiagonal || i == k {
        for change in [-0.1, -0.01, -0.001, 0.001, 0.01, 0.1] {
          var moved = root
          moved[i, k] += change
          let there = VarianceParameters(
            tau: moved * moved.transposed, sigmaSquared: fit.parameters.sigmaSquared)
          let deviance = try DevianceValue(likelihood, at: there, method: method).deviance
          #expect(deviance >= fit.deviance - 1e-9)
        }
      }
    }
  }
}
