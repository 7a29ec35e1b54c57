import Distributions
import GSLNumerics
import Testing

@Suite struct InverseGammaTests {
  @Test("log densities are scipy's")
  func density() throws {
    try expectReferenceDensities("InverseGamma") { try InverseGamma(shape: $0[0], scale: $0[1]) }
    #expect(try InverseGamma(shape: 2, scale: 1).logDensity(0) == -.infinity)
  }

  @Test("draws follow the distribution function, shapes below 0.1 too", arguments: [0.05, 0.6, 9])
  func draws(shape: Double) throws {
    expectDraws(from: try InverseGamma(shape: shape, scale: 1.7)) {
      ChiSquared.upperTail(2 * 1.7 / $0, degreesOfFreedom: 2 * shape)
    }
  }

  @Test("parameters out of range are refused")
  func parameters() {
    expectRefusal(of: "shape", 0, by: "inverse gamma") { try InverseGamma(shape: 0, scale: 1) }
    expectRefusal(of: "scale", -2, by: "inverse gamma") { try InverseGamma(shape: 1, scale: -2) }
  }
}
