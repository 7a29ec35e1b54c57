import Distributions
import GSLNumerics
import Testing

@Suite struct StudentTTests {
  @Test("log densities are scipy's")
  func density() throws {
    try expectReferenceDensities("StudentT") {
      try StudentT(degreesOfFreedom: $0[0], location: $0[1], scale: $0[2])
    }
  }

  @Test("draws follow the distribution function", arguments: [0.5, 4, .infinity])
  func draws(nu: Double) throws {
    expectDraws(from: try StudentT(degreesOfFreedom: nu, location: 1, scale: 2.5)) {
      StandardT.cdf(($0 - 1) / 2.5, degreesOfFreedom: nu)
    }
  }

  @Test("parameters out of range are refused")
  func parameters() {
    expectRefusal(of: "degrees of freedom", 0, by: "t") {
      try StudentT(degreesOfFreedom: 0, location: 0, scale: 1)
    }
    expectRefusal(of: "scale", -1, by: "t") {
      try StudentT(degreesOfFreedom: 4, location: 0, scale: -1)
    }
    expectRefusal(of: "location", .infinity, by: "t") {
      try StudentT(degreesOfFreedom: 4, location: .infinity, scale: 1)
    }
  }
}
