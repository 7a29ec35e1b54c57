import Distributions
import Foundation
import GSLNumerics
import GibbsEngine
import TestSupport
import Testing

/// Chains of elliptical slices against the distributions they should leave unchanged.
@Suite struct EllipticalSliceTests {
  private let normal: MultivariateNormal

  init() throws {
    normal = try MultivariateNormal(mean: [0.5, -1], covariance: Matrix([[1, 0.6], [0.6, 1]]))
  }

  /// A chain on the normal distribution times a weight of its first coordinate.
  private func chain(
    triesIndependent: Bool, logWeight: (Double) -> Double
  ) -> [[Double]] {
    var stream = RandomStream(seed: 23, chain: 0, purpose: .sampling)
    var x = [1.0, 1.0]
    return (0..<40_000).map { _ in
      let level = logWeight(x[0]) - stream.exponential()
      let independent = normal.draw(using: &stream)
      if triesIndependent, logWeight(independent[0]) > level {
        x = independent
      } else {
        let slice = EllipticalSlice(
          mean: normal.mean, current: x, other: normal.draw(using: &stream))
        x = slice.draw(using: &stream) { logWeight($0[0]) > level } ?? x
      }
      return x
    }
  }

  private func expect(
    _ draws: [Double], follow density: GriddedDensity,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for p in [0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99] {
      let (place, probability) = density.threshold(p)
      let score = standardScore(
        of: draws.map { $0 < place ? 1 : 0 }, expecting: probability, batches: 100)
      #expect(abs(score) < 5, "probability \(p)", sourceLocation: sourceLocation)
    }
  }

  /// x₁ ~ N(½, 1) |x₁|^(−½), and so s = sign(x₁)√|x₁| ~ exp(−½(s|s| − ½)²); given x₁ the second coordinate has the
  /// regression of the normal distribution.
  @Test("a weight without bound, with and without an independent draw", arguments: [true, false])
  func unbounded(triesIndependent: Bool) {
    let draws = chain(triesIndependent: triesIndependent) { -0.5 * log(abs($0)) }
    expect(
      draws.map { $0[0] < 0 ? -abs($0[0]).squareRoot() : $0[0].squareRoot() },
      follow: GriddedDensity(-4...4) { s in -0.5 * (s * abs(s) - 0.5) * (s * abs(s) - 0.5) })
    let residuals = draws.map { $0[1] + 1 - 0.6 * ($0[0] - 0.5) }
    #expect(abs(standardScore(of: residuals, expecting: 0, batches: 100)) < 5)
    let squares = residuals.map { $0 * $0 }
    #expect(abs(standardScore(of: squares, expecting: 0.64, batches: 100)) < 5)
  }

  @Test("a weight that is 0 in places")
  func truncated() {
    let draws = chain(triesIndependent: true) { $0 > 1 ? 0 : -.infinity }
    #expect(draws.allSatisfy { $0[0] > 1 })
    expect(
      draws.map { $0[0] },
      follow: GriddedDensity(1...9) { -0.5 * ($0 - 0.5) * ($0 - 0.5) })
  }

  @Test("where nothing is above the level there is no new value")
  func nothing() {
    var stream = RandomStream(seed: 1, chain: 0, purpose: .sampling)
    let slice = EllipticalSlice(mean: [0, 0], current: [1, 2], other: [2, -1])
    #expect(slice.draw(using: &stream) { _ in false } == nil)
  }
}
