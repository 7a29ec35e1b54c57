import Foundation
import GSLNumerics
import TestSupport
import Testing

@testable import GibbsModels

@Suite struct DegreesOfFreedomGivenRestTests {
  /// Priors of ν with their densities, up to a constant.
  private static let priors: [(DegreesOfFreedom, @Sendable (Double) -> Double)] = [
    (.gamma(shape: 2, rate: 0.1), { log($0) - 0.1 * $0 }),
    (.uniformReciprocal, { -2 * log($0) }),
  ]

  /// u'T⁻¹u of every group.
  private func lengths(_ situation: Situation, _ state: TwoLevelState) throws -> [Double] {
    let inverse = try CholeskyFactor(state.tau).inverse
    return (0..<situation.data.groupCount).map {
      dot(state.effects[$0], inverse * state.effects[$0])
    }
  }

  /// log Π_j t_ν(u_j; 0, T), T left out.
  private func logDensity(_ nu: Double, _ lengths: [Double], q: Int) -> Double {
    let half = (nu + Double(q)) / 2
    let constant: Double = lgamma(half) - lgamma(nu / 2) - Double(q) / 2 * log(nu * .pi)
    var sum = Double(lengths.count) * constant
    for length in lengths { sum -= half * log(1 + length / nu) }
    return sum
  }

  @Test(
    "p(ν | u, T) is the joint density with every weight integrated out, by sums",
    arguments: [1, 2, 3])
  func matchesJoint(q: Int) throws {
    let situation = try Situation(q: q)
    let state = situation.studentState(1)
    let lengths = try lengths(situation, state)
    // ∫ N(u; 0, T/w) p(w | ν) dw over log w; T's determinant and the constants of N cancel.
    func integrated(_ nu: Double) -> Double {
      var total = 0.0
      for length in lengths {
        var sum = 0.0
        for x in stride(from: -40.0, through: 8, by: 0.05) {
          let exponent: Double = (Double(q) / 2 + 1) * x - exp(x) * length / 2
          sum += 0.05 * exp(exponent + logWeightDensity(exp(x), degreesOfFreedom: nu))
        }
        total += log(sum)
      }
      return total
    }
    for (prior, density) in Self.priors {
      let kernel = DegreesOfFreedomGivenRest(prior: prior)
      for (a, b) in [(1.2, 3.0), (3, 40)] {
        try expectMatchesJoint(
          a, b, conditional: { kernel.logDensity(of: $0, given: state) },
          joint: { integrated($0) + density($0) })
      }
      #expect(kernel.logDensity(of: 0.9, given: state) == -.infinity)
    }
    // Without end the t becomes normal.
    let grid = DegreesOfFreedomGivenRest(prior: .grid([4, .infinity]))
    try expectMatchesJoint(
      4, .infinity, conditional: { grid.logDensity(of: $0, given: state) },
      joint: { nu in
        nu.isFinite ? integrated(nu) : lengths.reduce(0) { $0 - $1 / 2 }
      })
  }

  @Test("draws of ν follow their density, and the weights theirs", arguments: [1, 2])
  func draws(q: Int) throws {
    let situation = try Situation(q: q)
    let start = situation.studentState(2)
    let lengths = try lengths(situation, start)
    for (prior, density) in Self.priors {
      let kernel = DegreesOfFreedomGivenRest(prior: prior)
      let expected = GriddedDensity(0.0...30) {
        $0 == 0 ? -1e300 : density(exp($0)) + $0 + logDensity(min(exp($0), 1e6), lengths, q: q)
      }
      var state = start
      var stream = RandomStream(seed: 9, chain: 0, purpose: .sampling)
      var (draws, weights) = ([Double](), [Double]())
      for _ in 0..<10_000 {
        try kernel.step(&state, using: &stream)
        let nu = state.degreesOfFreedom
        draws.append(log(nu))
        // Given ν, w (ν + u'T⁻¹u)/(ν + q) has mean 1.
        weights.append(state.weight(of: 9) * (nu + lengths[9]) / (nu + Double(q)))
      }
      expect(draws, follow: expected)
      #expect(abs(standardScore(of: weights, expecting: 1)) < 5)
    }
  }

  @Test("on a grid ν has the probabilities that its densities give")
  func grid() throws {
    let situation = try Situation(q: 2)
    let values = [2, 4, 16, Double.infinity]
    var state = situation.studentState(2)
    let lengths = try lengths(situation, state)
    let logs = values.map { nu in
      nu.isFinite
        ? logDensity(nu, lengths, q: 2) : lengths.reduce(0) { $0 - log(2 * .pi) - $1 / 2 }
    }
    let largest = logs.max() ?? 0
    let shares = logs.map { exp($0 - largest) }
    let kernel = DegreesOfFreedomGivenRest(prior: .grid(values))
    var stream = RandomStream(seed: 9, chain: 0, purpose: .sampling)
    var draws: [Double] = []
    for _ in 0..<20_000 {
      try kernel.step(&state, using: &stream)
      draws.append(state.degreesOfFreedom)
      if state.degreesOfFreedom == .infinity {
        #expect(situation.weights(state).allSatisfy { $0 == 1 })
      }
    }
    for (value, share) in zip(values, shares) {
      let score = standardScore(
        of: draws.map { $0 == value ? 1 : 0 }, expecting: share / shares.reduce(0, +))
      #expect(abs(score) < 5, "ν = \(value): \(score)")
    }
  }
}
