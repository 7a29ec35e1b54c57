import Foundation
import GSLNumerics
import GibbsEngine
import TestSupport
import Testing

@testable import GibbsModels

@Suite struct VarianceProposalTests {
  /// A proposal about deviations of which the second is often folded.
  private func proposal() throws -> VarianceProposal {
    var stream = RandomStream(seed: 3, chain: 0, purpose: .start)
    let coordinates = VarianceVector(order: 2, isDiagonal: false, hasSigmaSquared: false)
    var draws = VarianceDraws(dimension: 3)
    for _ in 0..<2000 {
      let x = stream.normal()
      draws.add([1 + 0.4 * x, 0.5 * stream.normal() - 0.2 * x, 0.2 + 0.3 * stream.normal()])
    }
    return try #require(VarianceProposal(coordinates, fittedTo: draws))
  }

  /// E 1(θ in a box)/g(θ) is the volume of the box, up to the constant of g.
  @Test("the density is that of the draws, where they are folded too")
  func density() throws {
    let proposal = try proposal()
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
    for k in 1..<boxes.count {
      let error = (errors[0] * errors[0] + errors[k] * errors[k]).squareRoot()
      #expect(abs(means[k] - means[0]) < 5 * error, "box \(k): \(means[k]), \(means[0])")
    }
  }

  @Test("ellipses leave the proposal unchanged")
  func ellipse() throws {
    let proposal = try proposal()
    var stream = RandomStream(seed: 6, chain: 0, purpose: .sampling)
    func quantities(_ x: [Double]) -> [Double] {
      [atan(x[0]), atan(x[1]), x[2] < 0.1 ? 1 : 0, x[2] < 0.3 ? 1 : 0, atan(x[1]) * atan(x[2])]
        + x.map { $0 * $0 > 2 ? 1 : 0 }
    }
    var changes: [[Double]] = []
    for _ in 0..<(isOptimised ? 40_000 : 2000) {
      let before = proposal.draw(using: &stream)
      let ellipse = proposal.ellipse(through: before, using: &stream)
      let after = proposal.coordinates.folded(
        try #require(ellipse.draw(using: &stream) { _ in true }))
      changes.append(zip(quantities(after), quantities(before)).map(-))
    }
    for k in changes[0].indices {
      let score = standardScore(of: changes.map { $0[k] }, expecting: 0)
      #expect(abs(score) < 5, "quantity \(k): \(score)")
    }
  }

  @Test("the point from which an ellipse starts folds to the given one")
  func start() throws {
    let proposal = try proposal()
    var stream = RandomStream(seed: 7, chain: 0, purpose: .sampling)
    var negative = 0
    for _ in 0..<200 {
      let theta = [0.9, 0.3, 0.05]
      let ellipse = proposal.ellipse(through: theta, using: &stream)
      #expect(proposal.coordinates.folded(ellipse.current) == theta)
      negative += ellipse.current[2] < 0 ? 1 : 0
    }
    #expect(negative > 20 && negative < 180)
  }

  @Test("too few draws make no proposal")
  func tooFew() {
    let coordinates = VarianceVector(order: 1, isDiagonal: false, hasSigmaSquared: true)
    var draws = VarianceDraws(dimension: 2)
    for k in 0..<19 { draws.add([Double(k % 3), Double(k % 4)]) }
    #expect(VarianceProposal(coordinates, fittedTo: draws) == nil)
    draws.add([1, 2])
    #expect(VarianceProposal(coordinates, fittedTo: draws) != nil)
  }
}
