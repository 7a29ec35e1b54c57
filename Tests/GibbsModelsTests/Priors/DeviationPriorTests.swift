import Foundation
import GSLNumerics
import GibbsModels
import ModelData
import TestSupport
import Testing

@Suite struct DeviationPriorTests {
  private let variances = [0.3, 1.2, 0.05, 2.5]

  @Test("densities with their constants", arguments: priorsOfEveryKind)
  func density(prior: VariancePrior) throws {
    let deviation = try DeviationPrior(prior, samplingVariances: variances)
    for tau in [1e-3, 0.2, 1, 7, 400] {
      #expect(
        isClose(
          deviation.logDensity(tau), logPriorOfTau(prior, tau, variances: variances), to: 1e-12))
    }
  }

  @Test("proper priors integrate to 1")
  func normalised() throws {
    let proper: [VariancePrior] = [
      .dumouchel, .uniformShrinkage, .iSquared, .halfCauchy(scales: .same(0.5)),
      .halfNormal(scales: .same(0.7)), .halfT(degreesOfFreedom: 3, scales: .same(0.4)),
      .inverseGamma(shape: 1.5, scale: 0.3),
      .inverseWishart(degreesOfFreedom: 3, scale: .multipleOfIdentity(0.5)),
    ]
    for prior in proper {
      let deviation = try DeviationPrior(prior, samplingVariances: variances)
      // In log τ, where a trapezoid sum of a smooth density is exact to many digits.
      let step = 0.01
      let total = stride(from: -60.0, through: 60, by: step).reduce(0.0) {
        $0 + step * exp(deviation.logDensity(exp($1)) + $1)
      }
      #expect(isClose(total, 1, to: 1e-9), "\(prior)")
    }
  }

  @Test("the powers at both ends are the slopes of the density there", arguments: priorsOfEveryKind)
  func powers(prior: VariancePrior) throws {
    let deviation = try DeviationPrior(prior, samplingVariances: variances)
    expectSlope(deviation, from: 1e7, to: 1e8, is: deviation.powerAtInfinity)
    expectSlope(deviation, from: 1e-7, to: 1e-8, is: deviation.powerAtZero)
  }

  private func expectSlope(
    _ prior: DeviationPrior, from a: Double, to b: Double, is power: Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let slope = (prior.logDensity(b) - prior.logDensity(a)) / (log(b) - log(a))
    if power.isFinite {
      #expect(abs(slope - power) < 1e-5, sourceLocation: sourceLocation)
    } else {
      #expect(slope * (power > 0 ? 1 : -1) > 1e6, sourceLocation: sourceLocation)
    }
  }

  @Test("parameters out of range are refused")
  func outOfRange() {
    #expect(throws: NumericalError.self) {
      try DeviationPrior(.halfCauchy(scales: .same(-1)), samplingVariances: variances)
    }
    #expect(throws: NumericalError.self) {
      try DeviationPrior(.inverseGamma(shape: 0, scale: 1), samplingVariances: variances)
    }
  }
}
