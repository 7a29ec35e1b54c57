import Distributions
import GSLNumerics
import Testing

@Suite struct NormalTests {
  @Test("log densities are scipy's")
  func density() throws {
    try expectReferenceDensities("Normal") { try Normal(mean: $0[0], standardDeviation: $0[1]) }
  }

  @Test("draws follow the distribution function")
  func draws() throws {
    expectDraws(from: try Normal(mean: 1.5, standardDeviation: 0.7)) {
      StandardNormal.cdf(($0 - 1.5) / 0.7)
    }
  }

  @Test("parameters out of range are refused")
  func parameters() {
    expectRefusal(of: "standard deviation", 0, by: "normal") {
      try Normal(mean: 0, standardDeviation: 0)
    }
    expectRefusal(of: "mean", .infinity, by: "normal") {
      try Normal(mean: .infinity, standardDeviation: 1)
    }
  }
}
