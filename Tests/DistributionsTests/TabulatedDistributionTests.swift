import Distributions
import GSLNumerics
import RealModule
import Testing

/// A density with a closed form, to compare its tabulation with.
struct KnownDensity: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let start: Double
  /// log of the integral of exp(logDensity).
  let logNormalizer: Double
  /// The power m and E exp(mx).
  let power: Double
  let moment: Double
  let logDensity: @Sendable (Double) -> Double
  let cdf: @Sendable (Double) -> Double

  func tabulated() throws -> TabulatedDistribution {
    try TabulatedDistribution(around: start, powers: [0, power], logDensity: logDensity)
  }

  static func normal(_ mean: Double, _ sd: Double, from start: Double) -> KnownDensity {
    KnownDensity(
      testDescription: "normal(\(mean), \(sd)) from \(start)", start: start,
      logNormalizer: 0.5 * .log(2 * .pi) + .log(sd) + 7, power: 2,
      moment: .exp(2 * mean + 2 * sd * sd),
      logDensity: { 7 - 0.5 * ($0 - mean) * ($0 - mean) / (sd * sd) },
      cdf: { StandardNormal.cdf(($0 - mean) / sd) })
  }

  /// x = log of an exponential variate: a double exponential fall on one side.
  static let gumbel = KnownDensity(
    testDescription: "Gumbel", start: 1, logNormalizer: 0, power: 2, moment: 2,
    logDensity: { $0 - .exp($0) }, cdf: { -.expMinusOne(-.exp($0)) })

  /// Tails e^(−|x|/2), and e^(−x/4) with the weight.
  static let exponentialTails = KnownDensity(
    testDescription: "hyperbolic secant", start: -3, logNormalizer: .log(2 * .pi), power: 0.25,
    moment: .sqrt(2),
    logDensity: { -abs($0) / 2 + .log(2) - .log(onePlus: .exp(-abs($0))) },
    cdf: { 2 / .pi * .atan(.exp($0 / 2)) })

  /// A wide part at −20 and a very narrow one at 10.013, off the lattice.
  static let bimodal = KnownDensity(
    testDescription: "wide and narrow peak", start: 0, logNormalizer: 0, power: 0.1,
    moment: 0.3 * .exp(-2 + 0.005 * 0.25) + 0.7 * .exp(1.0013 + 0.005 * 4e-6),
    logDensity: {
      let wide = -0.5 * .pow(($0 + 20) / 0.5, 2) + .log(0.3 / 0.5)
      let narrow = -0.5 * .pow(($0 - 10.013) / 0.002, 2) + .log(0.7 / 0.002)
      return max(wide, narrow) + .log(onePlus: .exp(-abs(wide - narrow))) - 0.5 * .log(2 * .pi)
    },
    cdf: {
      0.3 * StandardNormal.cdf(($0 + 20) / 0.5) + 0.7 * StandardNormal.cdf(($0 - 10.013) / 0.002)
    })

  /// Flat between −5 and 5, with smooth shoulders: a difference of two logistic functions.
  static let plateau = KnownDensity(
    testDescription: "plateau", start: 2, logNormalizer: .log(10 / (1 - .exp(-10))), power: 0.5,
    moment: .pi / .sin(.pi / 2) * (.exp(2.5) - .exp(-2.5)) / 10,
    logDensity: { -softplus($0 - 5) - softplus(-$0 - 5) },
    cdf: { (softplus($0 + 5) - softplus($0 - 5)) / 10 })

  /// A step at either end, neither on the lattice.
  static let uniform = KnownDensity(
    testDescription: "uniform", start: 0, logNormalizer: .log(3.4), power: 1,
    moment: (.exp(2.1) - .exp(-1.3)) / 3.4,
    logDensity: { $0 < -1.3 || $0 > 2.1 ? -.infinity : 0 },
    cdf: { min(1, max(0, ($0 + 1.3) / 3.4)) })

  /// A kink at its mode.
  static let laplace = KnownDensity(
    testDescription: "Laplace", start: 0, logNormalizer: .log(2), power: 0.5,
    moment: .exp(0.05) / 0.75, logDensity: { -abs($0 - 0.1) },
    cdf: { $0 < 0.1 ? 0.5 * .exp($0 - 0.1) : 1 - 0.5 * .exp(0.1 - $0) })

  static let all: [KnownDensity] = [
    normal(0.3, 1, from: 0), normal(0.3, 1, from: 30), normal(2.1234, 0.002, from: 0),
    normal(-1.05, 1e-5, from: 3), normal(60.1, 3, from: 0), gumbel, exponentialTails, bimodal,
    plateau, uniform, laplace,
  ]
}

private func softplus(_ x: Double) -> Double { max(x, 0) + .log(onePlus: .exp(-abs(x))) }

@Suite struct TabulatedDistributionTests {
  private let probabilities = [1e-9, 1e-4, 0.025, 0.3, 0.5, 0.71, 0.975, 1 - 1e-4]

  @Test("the integral and the weighted integral are exact", arguments: KnownDensity.all)
  func integrals(known: KnownDensity) throws {
    let table = try known.tabulated()
    #expect(abs(table.logNormalizer - known.logNormalizer) < 1e-10)
    #expect(abs(table.nodes.reduce(0) { $0 + $1.weight } - 1) < 1e-13)
    #expect(abs(table.expectation { .exp(known.power * $0) } / known.moment - 1) < 1e-10)
  }

  @Test("quantiles are those of the distribution function", arguments: KnownDensity.all)
  func quantiles(known: KnownDensity) throws {
    let table = try known.tabulated()
    for p in probabilities {
      let x = table.quantile(p)
      #expect(abs(known.cdf(x) - p) < 1e-10, "p = \(p)")
      let resolution = 1e-13 + 2 * x.ulp * table.density(x)
      #expect(abs(table.cdf(x) - p) < resolution, "p = \(p)")
      #expect(abs(table.upperTail(x) - (1 - p)) < resolution, "p = \(p)")
    }
  }

  // A kink, as in Laplace's density, costs digits within 1e-7 of it, where 1e-8 remains.
  @Test("the density is right on both sides of the mode", arguments: KnownDensity.all)
  func densities(known: KnownDensity) throws {
    let table = try known.tabulated()
    let top = Double.exp(known.logDensity(table.mode) - known.logNormalizer)
    for p in probabilities {
      let x = table.quantile(p)
      let expected = Double.exp(known.logDensity(x) - known.logNormalizer)
      #expect(abs(table.density(x) - expected) < 1e-8 * top, "p = \(p)")
    }
  }

  @Test("draws follow the distribution function", arguments: KnownDensity.all)
  func draws(known: KnownDensity) throws {
    expectDraws(from: try known.tabulated(), follow: known.cdf)
  }

  @Test("a smooth density with one peak needs a few hundred evaluations")
  func economy() throws {
    #expect(try KnownDensity.normal(0.3, 1, from: 0).tabulated().evaluationCount < 700)
    #expect(try KnownDensity.gumbel.tabulated().evaluationCount < 800)
  }

  @Test("the mode is the highest place")
  func mode() throws {
    #expect(abs(try KnownDensity.gumbel.tabulated().mode) < 1e-7)
    #expect(abs(try KnownDensity.bimodal.tabulated().mode - 10.013) < 1e-6)
  }

  @Test("an upper tail keeps its digits")
  func upperTail() throws {
    let table = try KnownDensity.normal(0, 1, from: 0).tabulated()
    #expect(abs(table.upperTail(6) / StandardNormal.upperTail(6) - 1) < 1e-4)
    #expect(table.cdf(-100) == 0 && table.cdf(100) == 1)
    #expect(table.upperTail(-100) == 1 && table.upperTail(100) == 0)
    #expect(table.density(100) == 0 && table.logDensity(100) == -.infinity)
    #expect(table.quantile(1.5).isNaN)
  }

  @Test("rounding errors of a log density of size 1e6 do not multiply the panels")
  func noise() throws {
    let table = try TabulatedDistribution(around: 0) { -0.5 * $0 * $0 - 1e6 * .pi }
    #expect(table.evaluationCount < 1000)
    #expect(abs(table.quantile(0.975) - StandardNormal.quantile(0.975)) < 1e-8)
  }

  @Test("a density without an integral is refused")
  func improper() {
    #expect(throws: NumericalError.tailTooHeavy(end: -400)) {
      try TabulatedDistribution(around: 0) { _ in 0 }
    }
  }

  @Test("a log density that is not a number, or 0 everywhere, is refused")
  func notFinite() {
    #expect(throws: NumericalError.notFinite(quantity: "log density", at: -38)) {
      try TabulatedDistribution(around: 2) { _ in .nan }
    }
    #expect(throws: NumericalError.notFinite(quantity: "log density", at: 2)) {
      try TabulatedDistribution(around: 2) { _ in -.infinity }
    }
  }

  @Test("an error of the log density is passed on")
  func errorsPass() {
    let error = NumericalError.notPositiveDefinite(pivot: 0, value: -1)
    #expect(throws: error) {
      try TabulatedDistribution(around: 0) { x throws(NumericalError) in
        guard x < 0.01 else { throw error }
        return -x * x
      }
    }
  }
}
