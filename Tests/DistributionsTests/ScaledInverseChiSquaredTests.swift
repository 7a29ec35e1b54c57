import Distributions
import GSLNumerics
import Testing

@Suite struct ScaledInverseChiSquaredTests {
  @Test("log densities are scipy's")
  func density() throws {
    try expectReferenceDensities("ScaledInverseChiSquared") {
      try ScaledInverseChiSquared(degreesOfFreedom: $0[0], scale: $0[1])
    }
  }

  @Test("draws follow the distribution function")
  func draws() throws {
    expectDraws(from: try ScaledInverseChiSquared(degreesOfFreedom: 5, scale: 0.8)) {
      ChiSquared.upperTail(5 * 0.8 / $0, degreesOfFreedom: 5)
    }
  }

  @Test("parameters out of range are refused")
  func parameters() {
    let name = "scaled inverse chi-squared"
    expectRefusal(of: "degrees of freedom", 0, by: name) {
      try ScaledInverseChiSquared(degreesOfFreedom: 0, scale: 1)
    }
    expectRefusal(of: "scale", 0, by: name) {
      try ScaledInverseChiSquared(degreesOfFreedom: 1, scale: 0)
    }
  }
}
