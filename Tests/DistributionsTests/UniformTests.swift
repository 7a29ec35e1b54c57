import Distributions
import GSLNumerics
import Testing

@Suite struct UniformTests {
  @Test("log densities are scipy's, and −∞ outside")
  func density() throws {
    try expectReferenceDensities("Uniform") { try Uniform(lower: $0[0], upper: $0[1]) }
    #expect(try Uniform(lower: -1, upper: 4).logDensity(4.1) == -.infinity)
  }

  @Test("draws follow the distribution function")
  func draws() throws {
    expectDraws(from: try Uniform(lower: -1, upper: 4)) { ($0 + 1) / 5 }
  }

  @Test("an empty interval is refused")
  func parameters() {
    expectRefusal(of: "upper end", 1, by: "uniform") { try Uniform(lower: 1, upper: 1) }
    expectRefusal(of: "lower end", -.infinity, by: "uniform") {
      try Uniform(lower: -.infinity, upper: 1)
    }
  }
}
