import Foundation
import GSLNumerics
import GibbsEngine
import TestSupport
import Testing

/// Chains of slice steps against the distributions they should leave unchanged.
@Suite struct SliceTests {
  private func chain(
    _ step: SliceStep, count: Int = 40_000, from start: Double = 1,
    logDensity: (Double) -> Double
  ) throws -> [Double] {
    var stream = RandomStream(seed: 11, chain: 0, purpose: .sampling)
    var x = start
    var draws: [Double] = []
    for _ in 0..<count {
      x = try step.draw(after: x, using: &stream, logDensity: logDensity)
      draws.append(x)
    }
    return draws
  }

  private func expect(
    _ draws: [Double], follow density: GriddedDensity,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for power in [1.0, 2] {
      let expected = density.expectation { pow($0, power) }
      let score = standardScore(
        of: draws.map { pow($0, power) }, expecting: expected, batches: 100)
      #expect(abs(score) < 5, "power \(power)", sourceLocation: sourceLocation)
    }
    for p in [0.01, 0.1, 0.5, 0.9, 0.99] {
      let (place, probability) = density.threshold(p)
      let score = standardScore(
        of: draws.map { $0 < place ? 1 : 0 }, expecting: probability, batches: 100)
      #expect(abs(score) < 5, "probability \(p)", sourceLocation: sourceLocation)
    }
  }

  @Test("a normal density, whatever the width", arguments: [0.3, 2.5, 40])
  func normal(width: Double) throws {
    let logDensity = { (x: Double) in -0.5 * (x - 1) * (x - 1) / 4 }
    let draws = try chain(SliceStep(width: width), logDensity: logDensity)
    expect(draws, follow: GriddedDensity(-25...27, logDensity: logDensity))
  }

  @Test("the logarithm of a gamma variate, which is skewed")
  func logGamma() throws {
    let logDensity = { (x: Double) in 0.7 * x - exp(x) }
    let draws = try chain(SliceStep(width: 3), logDensity: logDensity)
    expect(draws, follow: GriddedDensity(-60...8, points: 50_001, logDensity: logDensity))
  }

  @Test("two modes, both within reach of the width")
  func bimodal() throws {
    let logDensity = { (x: Double) in
      log(0.3 * exp(-0.5 * (x + 3) * (x + 3)) + 0.7 * exp(-2 * (x - 2) * (x - 2)))
    }
    let draws = try chain(SliceStep(width: 6), logDensity: logDensity)
    expect(draws, follow: GriddedDensity(-12...10, logDensity: logDensity))
  }

  @Test("a limit on the steps out costs time, not exactness", arguments: [1, 3])
  func limit(limit: Int) throws {
    let logDensity = { (x: Double) in -0.5 * x * x }
    let draws = try chain(SliceStep(width: 1, limit: limit), logDensity: logDensity)
    expect(draws, follow: GriddedDensity(-12...12, logDensity: logDensity))
  }

  @Test("a density that ends within the interval")
  func bounded() throws {
    let logDensity = { (x: Double) in x > 0 && x < 2 ? log(x) : -.infinity }
    let draws = try chain(SliceStep(width: 5), logDensity: logDensity)
    // p(x) = x/2: mean 4/3, mean square 2, P(x < 1) = 1/4.
    #expect(abs(standardScore(of: draws, expecting: 4.0 / 3, batches: 100)) < 5)
    #expect(abs(standardScore(of: draws.map { $0 * $0 }, expecting: 2, batches: 100)) < 5)
    let below = draws.map { $0 < 1 ? 1.0 : 0 }
    #expect(abs(standardScore(of: below, expecting: 0.25, batches: 100)) < 5)
  }

  @Test("a start without density is refused with its place")
  func badStart() {
    #expect(throws: NumericalError.notFinite(quantity: "log density", at: 3)) {
      try chain(SliceStep(width: 1), from: 3) { $0 < 2 ? 0 : -.infinity }
    }
    #expect(throws: NumericalError.notFinite(quantity: "log density", at: 1)) {
      try chain(SliceStep(width: 1)) { _ in .nan }
    }
  }
}
