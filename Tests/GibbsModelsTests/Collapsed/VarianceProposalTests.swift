import Foundation
import GSLNumerics
import GibbsEngine
import TestSupport
import Testing

@testable import GibbsModels

@Suite struct VarianceProposalTests {
  /// Deviations of which the second is often folded; or the logarithm of the first is taken, with light tails.
  private func proposal(isLogarithmic: Bool) throws -> VarianceProposal {
    let coordinates = ProposalCoordinates(
      logarithmic: isLogarithmic ? [0] : [], folded: isLogarithmic ? [2] : [0, 2])
    let normal = NormalApproximation(
      mean: [isLogarithmic ? -0.1 : 1, 0, 0.2],
      covariance: Matrix([[0.16, -0.08, 0], [-0.08, 0.29, 0], [0, 0, 0.09]]))
    let tails = try #require(isLogarithmic ? Tails.all.last : Tails.all.first)
    return try #require(VarianceProposal(coordinates, normal, tails: tails))
  }

  /// E 1(θ in a box)/g(θ) is the volume of the box.
  @Test(
    "the density is that of the draws, where they are folded too", arguments: [false, true])
  func density(isLogarithmic: Bool) throws {
    let proposal = try proposal(isLogarithmic: isLogarithmic)
    let boxes: [[ClosedRange<Double>]] = [
      [0.5...1.5, -0.7...0.7, 0...0.15], [0.5...1.5, -0.7...0.7, 0.15...0.5],
      [0...0.4, -1...1, 0...0.6], [1.5...2.2, -1...0.5, 0...0.6],
    ]
    var sums = Array(repeating: (0.0, 0.0), count: boxes.count)
    var stream = RandomStream(seed: 4, chain: 0, purpose: .sampling)
    let count = isOptimised ? 100_000 : 5000
    for _ in 0..<count {
      let theta = proposal.draw(using: &stream)
      #expect(theta[0] >= 0 && theta[2] >= 0)
      let weight = exp(-proposal.logDensity(theta))
      for (k, box) in boxes.enumerated() where zip(box, theta).allSatisfy({ $0.contains($1) }) {
        let volume = box.reduce(1) { $0 * ($1.upperBound - $1.lowerBound) }
        sums[k].0 += weight / volume
        sums[k].1 += weight * weight / (volume * volume)
      }
    }
    let n = Double(count)
    let means = sums.map { $0.0 / n }
    let errors = sums.map { (($0.1 / n - $0.0 * $0.0 / (n * n)) / n).squareRoot() }
    for k in boxes.indices {
      #expect(abs(means[k] - 1) < 5 * errors[k], "box \(k): \(means[k])")
    }
  }

  @Test("ellipses leave the proposal unchanged", arguments: [false, true])
  func ellipse(isLogarithmic: Bool) throws {
    let proposal = try proposal(isLogarithmic: isLogarithmic)
    var stream = RandomStream(seed: 6, chain: 0, purpose: .sampling)
    func quantities(_ x: [Double]) -> [Double] {
      [atan(x[0]), atan(x[1]), x[2] < 0.1 ? 1 : 0, x[2] < 0.3 ? 1 : 0, atan(x[1]) * atan(x[2])]
        + x.map { $0 * $0 > 2 ? 1 : 0 }
    }
    var changes: [[Double]] = []
    for _ in 0..<(isOptimised ? 40_000 : 2000) {
      let before = proposal.draw(using: &stream)
      let ellipse = proposal.ellipse(through: before, using: &stream)
      let after = proposal.coordinates.theta(
        try #require(ellipse.draw(using: &stream) { _ in true }))
      changes.append(zip(quantities(after), quantities(before)).map(-))
    }
    for k in changes[0].indices {
      let score = standardScore(of: changes.map { $0[k] }, expecting: 0)
      #expect(abs(score) < 5, "quantity \(k): \(score)")
    }
  }

  @Test("logarithms become deviations, and folded deviations their size")
  func coordinates() {
    let coordinates = ProposalCoordinates(logarithmic: [0], folded: [2])
    let theta = coordinates.theta([log(3), -0.5, -1, -2])
    for (seen, expected) in zip(theta, [3, -0.5, 1, -2]) {
      #expect(isClose(seen, expected, to: 1e-15))
    }
    for (seen, expected) in zip(coordinates.point(theta), [log(3), -0.5, 1, -2]) {
      #expect(isClose(seen, expected, to: 1e-15))
    }
  }

  @Test(
    "the point from which an ellipse starts stands for the given one", arguments: [false, true])
  func start(isLogarithmic: Bool) throws {
    let proposal = try proposal(isLogarithmic: isLogarithmic)
    var stream = RandomStream(seed: 7, chain: 0, purpose: .sampling)
    var negative = 0
    for _ in 0..<200 {
      let theta = [0.9, 0.3, 0.05]
      let ellipse = proposal.ellipse(through: theta, using: &stream)
      for (seen, expected) in zip(proposal.coordinates.theta(ellipse.current), theta) {
        #expect(isClose(seen, expected, to: 1e-15))
      }
      negative += ellipse.current[2] < 0 ? 1 : 0
    }
    #expect(negative > 20 && negative < 180)
  }
}
