import Foundation
import GSLNumerics
import GibbsEngine
import TestSupport
import Testing

@testable import GibbsModels

/// What is learned of draws: where the proposal is placed, in which coordinates, with which tails.
@Suite struct VarianceDrawsTests {
  private let vector = VarianceVector(order: 1, isDiagonal: false, hasSigmaSquared: true)

  /// Draws of a deviation and log σ².
  private func draws(
    _ count: Int, _ draw: (inout RandomStream) -> (theta: [Double], logDensity: Double?)
  ) -> VarianceDraws {
    var stream = RandomStream(seed: 11, chain: 0, purpose: .sampling)
    var draws = VarianceDraws()
    for _ in 0..<count {
      let (theta, logDensity) = draw(&stream)
      draws.add(theta, logDensity: logDensity)
    }
    return draws
  }

  /// Two correlated normal numbers with means 5 and 1, and their log density.
  private func normal(
    using stream: inout RandomStream
  ) -> (theta: [Double], logDensity: Double?) {
    let (x, y) = (stream.normal(), stream.normal())
    return ([5 + 0.4 * x, 1 + 0.3 * x + 0.2 * y], 7 - 0.5 * (x * x + y * y))
  }

  @Test("few normal draws with their densities tell mean and covariance to the last digits")
  func quadratic() throws {
    let draws = draws(40, normal)
    let approximations = NormalApproximation.all(
      draws.thetas, logDensities: try #require(draws.logDensities),
      in: ProposalCoordinates(vector))
    let quadratic = try #require(approximations.last)
    #expect(approximations.count == 2)
    for (seen, expected) in zip(quadratic.mean, [5.0, 1.0]) {
      #expect(isClose(seen, expected, to: 1e-10))
    }
    for (seen, expected) in zip(quadratic.covariance.elements, [0.16, 0.12, 0.12, 0.13]) {
      #expect(isClose(seen, expected, to: 1e-10))
    }
  }

  @Test("normal draws: a proposal with light tails")
  func lightTails() throws {
    let proposal = try #require(
      VarianceProposal.learned(from: draws(400, normal), of: vector))
    #expect(proposal.tails.degreesOfFreedom == 100)
  }

  @Test("without densities: the moments, no logarithms, the heaviest tails")
  func withoutDensities() throws {
    let proposal = try #require(
      VarianceProposal.learned(
        from: draws(60) { stream in (normal(using: &stream).theta, nil) }, of: vector))
    let heaviest = Tails.all[0]
    #expect(proposal.tails == heaviest)
    #expect(proposal.coordinates.logarithmic.isEmpty)
    let thetas = draws(60, normal).thetas
    for k in 0..<2 {
      let mean = thetas.reduce(0) { $0 + $1[k] } / 60
      let squares = thetas.reduce(0) { $0 + ($1[k] - mean) * ($1[k] - mean) }
      #expect(isClose(proposal.mean[k], mean, to: 1e-12))
      let row = proposal.factor.lower.row(k)
      #expect(isRelativelyClose(dot(row, row), heaviest.widening * squares / 59, to: 1e-12))
    }
  }

  @Test("one draw without a density, and none is used")
  func withoutOneDensity() throws {
    var all = draws(60, normal)
    all.add([5, 1], logDensity: -.infinity)
    #expect(all.logDensities == nil)
    let proposal = try #require(VarianceProposal.learned(from: all, of: vector))
    #expect(proposal.tails == Tails.all[0])
  }

  @Test("draws with a long right tail: their logarithm")
  func lognormal() throws {
    let proposal = try #require(
      VarianceProposal.learned(
        from: draws(400) { stream in
          let (x, y) = (stream.normal(), stream.normal())
          let deviation = exp(0.6 * x)
          return ([deviation, y], -log(deviation) - 0.5 * (x * x + y * y))
        }, of: vector))
    #expect(proposal.coordinates == ProposalCoordinates(logarithmic: [0], folded: []))
    #expect(isClose(proposal.mean[0], 0, to: 1e-10))
    let lower = proposal.factor.lower
    #expect(
      isClose(lower[0, 0] / proposal.tails.widening.squareRoot(), 0.6, to: 1e-10))
  }

  @Test("draws with heavy tails: a proposal with heavy ones")
  func heavyTails() throws {
    let proposal = try #require(
      VarianceProposal.learned(
        from: draws(2000) { stream in
          let (x, y) = (stream.normal(), stream.normal())
          let mix = 8 / stream.chiSquared(8)
          let density = -5 * log1p(mix * (x * x + y * y) / 8)
          return ([20 + mix.squareRoot() * x, mix.squareRoot() * y], density)
        }, of: vector))
    #expect(proposal.tails.degreesOfFreedom == 12)
  }

  @Test("the iterations for which draws stand, by hand")
  func stays() {
    // Of the ratios ½, 1, 2 each is held to the least of both: (½ + ½ + ½)/3, (½ + 1 + 1)/3, more than 1.
    let stays = VarianceDraws.stays([2, 0.5, 1])
    for (seen, expected) in zip(stays, [1, 2, 1.2]) { #expect(isClose(seen, expected, to: 1e-15)) }
  }

  @Test("too few draws make no proposal")
  func tooFew() {
    #expect(VarianceProposal.learned(from: draws(19, normal), of: vector) == nil)
    #expect(VarianceProposal.learned(from: draws(20, normal), of: vector) != nil)
  }

  @Test("draws that do not spread make no proposal")
  func withoutSpread() {
    let equal = draws(30) { _ in ([1, 2], 0) }
    #expect(VarianceProposal.learned(from: equal, of: vector) == nil)
  }
}
