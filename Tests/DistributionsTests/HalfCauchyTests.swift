import Distributions
import GSLNumerics
import RealModule
import Testing

@Suite struct HalfCauchyTests {
  @Test("log densities are scipy's")
  func density() throws {
    try expectReferenceDensities("HalfCauchy") { try HalfCauchy(scale: $0[0]) }
    #expect(try HalfCauchy(scale: 1).logDensity(-0.1) == -.infinity)
  }

  @Test("draws follow the distribution function")
  func draws() throws {
    expectDraws(from: try HalfCauchy(scale: 5)) { 2 / .pi * .atan($0 / 5) }
  }

  @Test("a scale out of range is refused")
  func parameters() {
    expectRefusal(of: "scale", 0, by: "half-Cauchy") { try HalfCauchy(scale: 0) }
  }
}
