import Distributions
import GSLNumerics
import Testing

@Suite struct HalfNormalTests {
  @Test("log densities are scipy's")
  func density() throws {
    try expectReferenceDensities("HalfNormal") { try HalfNormal(scale: $0[0]) }
    #expect(try HalfNormal(scale: 1).logDensity(-0.1) == -.infinity)
  }

  @Test("draws follow the distribution function")
  func draws() throws {
    expectDraws(from: try HalfNormal(scale: 0.5)) { 1 - 2 * StandardNormal.upperTail($0 / 0.5) }
  }

  @Test("a scale out of range is refused")
  func parameters() {
    expectRefusal(of: "scale", -0.5, by: "half-normal") { try HalfNormal(scale: -0.5) }
  }
}
