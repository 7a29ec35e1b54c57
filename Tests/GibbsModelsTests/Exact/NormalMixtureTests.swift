import Foundation
import GSLNumerics
import TestSupport
import Testing

@testable import GibbsModels

@Suite struct NormalMixtureTests {
  /// ¼ N(−2, 1) + ¾ N(2, 4).
  private let mixture = NormalMixture([
    NormalMixture.Component(weight: 0.25, mean: -2, deviation: 1),
    NormalMixture.Component(weight: 0.75, mean: 2, deviation: 2),
  ])

  @Test("mean and deviation by hand")
  func moments() {
    #expect(mixture.mean == 1)
    // Within ¼ + 3, between ¼ · 9 + ¾ · 1.
    #expect(isClose(mixture.standardDeviation, sqrt(6.25), to: 1e-15))
  }

  @Test("distribution function and density by the error function")
  func functions() {
    for x in [-4.0, -1, 0, 2.5, 8] {
      let cdf = 0.125 * erfc(-(x + 2) / sqrt(2)) + 0.375 * erfc(-(x - 2) / sqrt(8))
      let density =
        0.25 * exp(-0.5 * (x + 2) * (x + 2)) / sqrt(2 * .pi)
        + 0.375 * exp(-0.125 * (x - 2) * (x - 2)) / sqrt(2 * .pi)
      #expect(isClose(mixture.cdf(x), cdf, to: 1e-14))
      #expect(isClose(mixture.density(x), density, to: 1e-14))
    }
  }

  @Test(
    "quantiles invert the distribution function, far out too",
    arguments: [1e-12, 0.025, 0.5, 0.999999])
  func quantiles(p: Double) throws {
    #expect(isRelativelyClose(mixture.cdf(try mixture.quantile(p)), p, to: 1e-9))
  }

  @Test("a wide component of little weight does not spoil the others")
  func wideComponent() throws {
    let mixture = NormalMixture([
      NormalMixture.Component(weight: 1 - 1e-9, mean: 0, deviation: 1),
      NormalMixture.Component(weight: 1e-9, mean: 0, deviation: 1e12),
    ])
    // The wide component has half of its 1e-9 on either side.
    #expect(abs(try mixture.quantile(0.975) - 1.959963984540054) < 1e-7)
    #expect(try mixture.quantile(1e-10) < -1e11)
  }

  @Test("points: components without spread")
  func points() throws {
    let mixture = NormalMixture([
      NormalMixture.Component(weight: 0.4, mean: -1, deviation: 0),
      NormalMixture.Component(weight: 0.6, mean: 3, deviation: 0),
    ])
    #expect(mixture.cdf(0) == 0.4)
    #expect(mixture.cdf(3) == 1)
    #expect(isClose(mixture.mean, 1.4, to: 1e-15))
    #expect(isClose(try mixture.quantile(0.3), -1, to: 1e-9))
    #expect(isClose(try mixture.quantile(0.7), 3, to: 1e-9))
  }
}
