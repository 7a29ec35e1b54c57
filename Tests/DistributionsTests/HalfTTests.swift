import Distributions
import GSLNumerics
import Testing

@Suite struct HalfTTests {
  @Test("log densities are scipy's")
  func density() throws {
    try expectReferenceDensities("HalfT") { try HalfT(degreesOfFreedom: $0[0], scale: $0[1]) }
    #expect(try HalfT(degreesOfFreedom: 3, scale: 1).logDensity(-0.1) == -.infinity)
  }

  @Test("draws follow the distribution function")
  func draws() throws {
    expectDraws(from: try HalfT(degreesOfFreedom: 3, scale: 2.5)) {
      1 - 2 * StandardT.upperTail($0 / 2.5, degreesOfFreedom: 3)
    }
  }

  @Test("parameters out of range are refused")
  func parameters() {
    expectRefusal(of: "degrees of freedom", -3, by: "half-t") {
      try HalfT(degreesOfFreedom: -3, scale: 1)
    }
    expectRefusal(of: "scale", 0, by: "half-t") { try HalfT(degreesOfFreedom: 3, scale: 0) }
  }
}
