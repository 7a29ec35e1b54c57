import Foundation
import Plots
import Testing

@Suite struct DensityEstimateTests {
  /// Numbers at the quantiles of a distribution: a sample without noise.
  private static func sample(_ count: Int, _ quantile: (Double) -> Double) -> [Double] {
    (0..<count).map { quantile((Double($0) + 0.5) / Double(count)) }
  }

  private static func mass(_ density: DensityEstimate) -> Double {
    zip(density.points, density.points.dropFirst()).reduce(0) {
      $0 + 0.5 * ($1.0.y + $1.1.y) * ($1.1.x - $1.0.x)
    }
  }

  @Test("an exponential distribution: nothing below zero, and full height at it")
  func exponential() throws {
    let draws = Self.sample(4000) { -log(1 - $0) }
    let density = try #require(DensityEstimate(draws, lowerBound: 0))
    #expect(density.points.allSatisfy { $0.x >= 0 && $0.y >= 0 })
    #expect(abs(Self.mass(density) - 1) < 0.02)
    for point in density.points where point.x < 3 {
      #expect(abs(point.y - exp(-point.x)) < 0.06, "at \(point.x)")
    }
    // Without the bound the kernel leaks over it: half the height, and mass where none can be.
    let leaking = try #require(DensityEstimate(draws))
    #expect(leaking.points.contains { $0.x < 0 && $0.y > 0.1 })
  }

  @Test("a density that begins at zero height stays there")
  func gamma() throws {
    // Rayleigh: x exp(−x²/2).
    let density = try #require(
      DensityEstimate(Self.sample(4000) { (-2 * log(1 - $0)).squareRoot() }, lowerBound: 0))
    for point in density.points where point.x < 3 {
      #expect(abs(point.y - point.x * exp(-point.x * point.x / 2)) < 0.05, "at \(point.x)")
    }
    #expect(abs(density.peak.x - 1) < 0.1)
  }

  @Test("draws that have no density")
  func degenerate() {
    #expect(DensityEstimate([]) == nil)
    #expect(DensityEstimate([1]) == nil)
    #expect(DensityEstimate([2, 2, 2]) == nil)
    #expect(DensityEstimate([1, .infinity]) == nil)
  }

  @Test("a far draw does not squeeze the others into a corner")
  func outlier() throws {
    let density = try #require(
      DensityEstimate(Self.sample(2000) { -log(1 - $0) } + [1e6], lowerBound: 0))
    #expect((density.points.last?.x ?? 0) < 20)
  }
}
