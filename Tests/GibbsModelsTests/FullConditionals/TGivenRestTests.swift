import GSLNumerics
import ModelData
import TestSupport
import Testing

@testable import GibbsModels

@Suite struct TGivenRestTests {
  private func kernel(_ prior: VariancePrior, q: Int) throws -> TGivenRest {
    TGivenRest(prior: try #require(ConjugateCovariancePrior(prior, effects: q)))
  }

  private static let wishartScale = Matrix([[1, 0.3, 0], [0.3, 2, -0.5], [0, -0.5, 0.8]])

  @Test("a flat prior and five effects, by hand: Σu² = 30 on 3 degrees of freedom")
  func byHand() throws {
    var state = TwoLevelState(
      gamma: [], effects: GroupEffects(groups: 5, effects: 1), tau: Matrix([[1]]),
      sigmaSquared: 1)
    for (j, u) in [1.0, -2, 0, 3, 4].enumerated() { state.effects[j] = [u] }
    let distribution = try kernel(.uniform, q: 1).distribution(given: state)
    #expect(distribution.degreesOfFreedom == 3)
    #expect(distribution.scale == Matrix([[30]]))
  }

  @Test("one effect: the ratio of densities is the joint one, every conjugate prior")
  func matchesJointOfOneEffect() throws {
    let situation = try Situation(q: 1)
    for prior in priorsOfEveryKind {
      guard ConjugateCovariancePrior(prior, effects: 1) != nil else { continue }
      let model = try situation.model(prior)
      let conditional = try kernel(prior, q: 1).distribution(given: situation.state(1))
      try expectMatchesJoint(
        situation.state(1, tau: Matrix([[0.2]])), situation.state(1, tau: Matrix([[1.9]])),
        conditional: { conditional.logDensity($0.tau) }, joint: model.logJoint)
    }
  }

  @Test(
    "several effects: the ratio of densities is that of p(u | T) p(T)",
    arguments: [2, 3], [false, true])
  func matchesJoint(q: Int, flat: Bool) throws {
    let situation = try Situation(q: q, knownVariances: false)
    let scale = Self.wishartScale.submatrix(rows: Array(0..<q), columns: Array(0..<q))
    let prior: VariancePrior =
      flat ? .uniform : .inverseWishart(degreesOfFreedom: 6, scale: .matrix(scale))
    let conditional = try kernel(prior, q: q).distribution(given: situation.state(1))
    let other =
      exampleCovariance(q)
      + Matrix.outer([1, 0.5, -2].dropLast(3 - q), [1, 0.5, -2].dropLast(3 - q))
    try expectMatchesJoint(
      situation.state(1), situation.state(1, tau: other),
      conditional: { conditional.logDensity($0.tau) },
      joint: { state in
        let factor = try CholeskyFactor(state.tau)
        let power = -0.5 * (6 + Double(q) + 1) * factor.logDeterminant
        let trace = (factor.inverse * scale).trace
        return try situation.logDensity(state) + (flat ? 0 : power - 0.5 * trace)
      })
  }

  // T⁻¹ is Wishart(ν, S⁻¹): means νS⁻¹, and Cov(Wᵢⱼ, Wᵢⱼ) = ν(S⁻¹ᵢⱼ² + S⁻¹ᵢᵢS⁻¹ⱼⱼ).
  @Test("draws of T have the mean of their inverse Wishart distribution", arguments: [1, 2, 3])
  func draws(q: Int) throws {
    let situation = try Situation(q: q, knownVariances: false)
    let block = try kernel(
      .inverseWishart(degreesOfFreedom: 6, scale: .multipleOfIdentity(1)), q: q)
    let start = situation.state(1)
    let scale = start.effects.sumOfSquares + .identity(q)
    let freedom = Double(6 + situation.data.groupCount)
    let inverse = try CholeskyFactor(scale).inverse
    var stream = RandomStream(seed: 31, chain: 0, purpose: .sampling)
    var state = start
    var draws: [Matrix] = []
    for _ in 0..<10_000 {
      try block.step(&state, using: &stream)
      draws.append(state.tau)
    }
    let inverses = try draws.map { try CholeskyFactor($0).inverse }
    for i in 0..<q {
      for k in 0...i {
        let mean = scale[i, k] / (freedom - Double(q) - 1)
        #expect(abs(standardScore(of: draws.map { $0[i, k] }, expecting: mean)) < 5)
        let expected = freedom * inverse[i, k]
        let variance = freedom * (inverse[i, k] * inverse[i, k] + inverse[i, i] * inverse[k, k])
        let elements = inverses.map { $0[i, k] }
        #expect(abs(standardScore(of: elements, expecting: expected)) < 5)
        let squares = elements.map { ($0 - expected) * ($0 - expected) }
        #expect(abs(standardScore(of: squares, expecting: variance)) < 5)
      }
    }
    #expect(state.effects == start.effects)
    #expect(state.gamma == start.gamma)
  }
}
