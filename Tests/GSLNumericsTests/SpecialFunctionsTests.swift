import GSLNumerics
import RealModule
import Testing

/// Against mpmath at 50 digits.
@Suite struct SpecialFunctionsTests {
  private func expectAgreement(
    _ name: String, to tolerance: Double = 1e-12, sourceLocation: SourceLocation = #_sourceLocation,
    _ function: ([Double]) -> Double
  ) throws {
    for reference in try ReferenceValues.of(name) {
      #expect(
        relativeError(function(reference.at), reference.value) < tolerance,
        "\(name) at \(reference.at)", sourceLocation: sourceLocation)
    }
  }

  @Test("the standard normal distribution, far into its tails")
  func normal() throws {
    try expectAgreement("normal upper tail") { StandardNormal.upperTail($0[0]) }
    try expectAgreement("normal upper tail") { StandardNormal.cdf(-$0[0]) }
    try expectAgreement("normal quantile") { StandardNormal.quantile($0[0]) }
    #expect(relativeError(StandardNormal.density(1), 0.24197072451914335) < 1e-15)
  }

  @Test("the t distribution, its density up to 1e8 degrees of freedom")
  func studentT() throws {
    try expectAgreement("t log density") { StandardT.logDensity($0[0], degreesOfFreedom: $0[1]) }
    try expectAgreement("t upper tail") { StandardT.upperTail($0[0], degreesOfFreedom: $0[1]) }
    try expectAgreement("t upper tail") { StandardT.cdf(-$0[0], degreesOfFreedom: $0[1]) }
    for reference in try ReferenceValues.of("t upper tail") {
      let quantile = StandardT.quantile(reference.value, degreesOfFreedom: reference.at[1])
      #expect(relativeError(-quantile, reference.at[0]) < 1e-9)
    }
  }

  @Test("the constant of the multivariate t density, for 1 to 6 dimensions")
  func multivariateT() {
    for q in 1...6 {
      for nu in [0.7, 3, 41, 180] {
        let (half, dimension) = (0.5 * nu, Double(q))
        let expected =
          GammaFunction.log(half + 0.5 * dimension) - GammaFunction.log(half)
          - 0.5 * dimension * .log(nu * .pi)
        let value = StandardT.logNormalizer(degreesOfFreedom: nu, dimension: q)
        #expect(abs(value - expected) < 1e-12 * max(1, abs(expected)), "q = \(q), ν = \(nu)")
      }
      // About the normal constant −½q log 2π to first order q(q − 2)/4ν.
      let nu = 1e8
      let far = StandardT.logNormalizer(degreesOfFreedom: nu, dimension: q)
      let normal = StandardT.logNormalizer(degreesOfFreedom: .infinity, dimension: q)
      #expect(abs(normal + 0.5 * Double(q) * .log(2 * .pi)) < 1e-14 * Double(q))
      #expect(abs(far - normal - Double(q * (q - 2)) / (4 * nu)) < 1e-14 * Double(q))
    }
  }

  @Test("with infinite degrees of freedom t is the normal and F is chi-squared over its own")
  func limits() {
    #expect(StandardT.upperTail(2, degreesOfFreedom: .infinity) == StandardNormal.upperTail(2))
    #expect(StandardT.quantile(0.9, degreesOfFreedom: .infinity) == StandardNormal.quantile(0.9))
    #expect(StandardT.logDensity(2, degreesOfFreedom: .infinity) == StandardNormal.logDensity(2))
    #expect(
      FRatio.upperTail(2, numerator: 3, denominator: .infinity)
        == ChiSquared.upperTail(6, degreesOfFreedom: 3))
  }

  @Test("the upper tails of chi-squared and F")
  func chiSquaredAndF() throws {
    try expectAgreement("chi-squared upper tail") {
      ChiSquared.upperTail($0[0], degreesOfFreedom: $0[1])
    }
    try expectAgreement("F upper tail") {
      FRatio.upperTail($0[0], numerator: $0[1], denominator: $0[2])
    }
  }

  @Test("log gamma, digamma and the multivariate log gamma")
  func gammaFamily() throws {
    try expectAgreement("log gamma") { GammaFunction.log($0[0]) }
    try expectAgreement("digamma") { GammaFunction.digamma($0[0]) }
    try expectAgreement("multivariate log gamma") {
      GammaFunction.multivariateLog($0[0], dimension: Int($0[1]))
    }
  }

  @Test("outside their ranges the functions give NaN and do not end the process")
  func outOfRange() {
    #expect(GammaFunction.log(0).isNaN)
    #expect(GammaFunction.digamma(-1).isNaN)
    #expect(StandardNormal.quantile(1.5).isNaN)
    #expect(StandardT.quantile(-0.5, degreesOfFreedom: 3).isNaN)
  }
}
