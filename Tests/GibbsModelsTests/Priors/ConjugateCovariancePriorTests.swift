import Foundation
import GSLNumerics
import ModelData
import TestSupport
import Testing

@testable import GibbsModels

@Suite struct ConjugateCovariancePriorTests {
  @Test("with one effect, every conjugate prior is p(τ)/2τ")
  func oneEffect() throws {
    var count = 0
    for prior in priorsOfEveryKind {
      guard let conjugate = ConjugateCovariancePrior(prior, effects: 1) else { continue }
      count += 1
      let density = { (x: Double) throws in
        try conjugate.logDensity(CholeskyFactor(Matrix([[x]])))
      }
      let expected = { (x: Double) in
        logPriorOfTau(prior, x.squareRoot(), variances: []) - log(2 * x.squareRoot())
      }
      let ratio = try density(0.3) - density(2.5)
      #expect(isClose(ratio, expected(0.3) - expected(2.5), to: 1e-12))
    }
    #expect(count == 5)
  }

  @Test("priors without a conjugate form have none")
  func none() {
    #expect(ConjugateCovariancePrior(.jeffreys, effects: 1) == nil)
    #expect(ConjugateCovariancePrior(.halfCauchy(scales: .same(1)), effects: 1) == nil)
    #expect(ConjugateCovariancePrior(.uniformStandardDeviation, effects: 2) == nil)
    #expect(ConjugateCovariancePrior(.inverseGamma(shape: 1, scale: 1), effects: 2) == nil)
    #expect(
      ConjugateCovariancePrior(
        .inverseWishart(degreesOfFreedom: 4, scale: .diagonal([1, 2, 3])), effects: 2) == nil)
  }

  @Test("a flat prior of a matrix is flat, an inverse Wishart prior as defined")
  func matrix() throws {
    let scale = Matrix([[1, 0.3], [0.3, 2]])
    let tau = [exampleCovariance(2), Matrix([[0.4, 0.2], [0.2, 3]])]
    let factors = try tau.map { try CholeskyFactor($0) }
    let flat = try #require(ConjugateCovariancePrior(.uniform, effects: 2))
    #expect(factors.map(flat.logDensity) == [0, 0])
    let wishart = try #require(
      ConjugateCovariancePrior(
        .inverseWishart(degreesOfFreedom: 5, scale: .matrix(scale)), effects: 2))
    // −(5 + 2 + 1)/2 log|T| − ½ tr(S T⁻¹), with T⁻¹ by hand.
    for (tau, factor) in zip(tau, factors) {
      let determinant = tau[0, 0] * tau[1, 1] - tau[0, 1] * tau[0, 1]
      let trace =
        (scale[0, 0] * tau[1, 1] + scale[1, 1] * tau[0, 0] - 2 * scale[0, 1] * tau[0, 1])
        / determinant
      #expect(
        isClose(wishart.logDensity(factor), -4 * log(determinant) - 0.5 * trace, to: 1e-13))
    }
  }
}
