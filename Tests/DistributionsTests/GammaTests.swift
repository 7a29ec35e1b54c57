import Distributions
import GSLNumerics
import Testing

@Suite struct GammaTests {
  @Test("log densities are scipy's")
  func density() throws {
    try expectReferenceDensities("Gamma") { try Gamma(shape: $0[0], rate: $0[1]) }
    #expect(try Gamma(shape: 2, rate: 1).logDensity(-1) == -.infinity)
  }

  @Test("draws follow the distribution function", arguments: [0.3, 1, 2.5, 40])
  func draws(shape: Double) throws {
    expectDraws(from: try Gamma(shape: shape, rate: 2.5)) {
      1 - ChiSquared.upperTail(2 * 2.5 * $0, degreesOfFreedom: 2 * shape)
    }
  }

  @Test("parameters out of range are refused")
  func parameters() {
    expectRefusal(of: "shape", -1, by: "gamma") { try Gamma(shape: -1, rate: 1) }
    expectRefusal(of: "rate", 0, by: "gamma") { try Gamma(shape: 1, rate: 0) }
    #expect(throws: NumericalError.self) { try Gamma(shape: .nan, rate: 1) }
  }
}
