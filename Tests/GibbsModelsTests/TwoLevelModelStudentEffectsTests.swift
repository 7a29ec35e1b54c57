import Foundation
import GSLNumerics
import ModelData
import TestSupport
import Testing

@testable import GibbsModels

@Suite struct TwoLevelModelStudentEffectsTests {
  @Test("the joint density has the weights and ν", arguments: [1, 2, 3])
  func joint(q: Int) throws {
    let situation = try Situation(q: q, knownVariances: q == 2)
    let model = try situation.model(.uniform, degreesOfFreedom: .gamma(shape: 3, rate: 0.2))
    try expectMatchesJoint(
      situation.studentState(1, degreesOfFreedom: 2.2),
      situation.studentState(2, degreesOfFreedom: 14),
      conditional: model.logJoint,
      joint: { state in
        let nu = state.degreesOfFreedom
        // The coordinates of γ differ between model and situation by nothing here.
        return try situation.studentLogDensity(state) + 2 * log(nu) - 0.2 * nu
          - log(state.sigmaSquared)
      })
  }

  /// p(γ, T, σ², w, ν | y) p(u | the same, y) is the joint density.
  @Test("lp__ is the joint density with u integrated out", arguments: [1, 2])
  func posterior(q: Int) throws {
    let situation = try Situation(q: q, knownVariances: q == 1)
    let model = try situation.model(.uniform, degreesOfFreedom: .gamma(shape: 3, rate: 0.2))
    try expectMatchesJoint(
      situation.studentState(1, degreesOfFreedom: 2.2),
      situation.studentState(2, degreesOfFreedom: 14),
      conditional: { state in
        try (0..<situation.data.groupCount).reduce(model.logPosterior(state)) {
          try $0
            + model.blockKernel.effectsDistribution(of: $1, given: state)
            .logDensity(state.effects[$1])
        }
      }, joint: model.logJoint)
  }

  @Test("a sweep begins with ν and the weights")
  func sweep() throws {
    let situation = try Situation(q: 1)
    let rest = ["c | rest", "T | rest; α | rest; σ² | rest; or T, σ² | y", "γ, u | rest"]
    let fixed = try situation.model(.uniform, degreesOfFreedom: .fixed(4))
    #expect(GibbsSampler(fixed).sweep.names == ["w | rest"] + rest)
    let grid = try situation.model(.uniform, degreesOfFreedom: .grid([4, 8]))
    #expect(GibbsSampler(grid).sweep.names == ["ν, w | rest"] + rest)
    #expect(!fixed.isExact)
    #expect(try situation.model(.uniform).isExact)
  }

  @Test("the effects of a new group are normal, or t: P(u'T⁻¹u > x) = (1 + x/ν)^(−ν/2) for q = 2")
  func newEffects() throws {
    let tau = exampleCovariance(2)
    let inverse = try CholeskyFactor(tau).inverse
    for nu in [3, 12, Double.infinity] {
      var stream = RandomStream(seed: 3, chain: 0, purpose: .prediction)
      let draws = (0..<20_000).map { _ in
        TwoLevelModel.newEffects(tau: tau, degreesOfFreedom: nu, using: &stream)
      }
      let lengths = draws.map { dot($0, inverse * $0) }
      for x in [0.5, 2, 9] {
        let tail = nu.isFinite ? pow(1 + x / nu, -nu / 2) : exp(-x / 2)
        let score = standardScore(of: lengths.map { $0 > x ? 1 : 0 }, expecting: tail)
        #expect(abs(score) < 5, "ν = \(nu), beyond \(x): \(score)")
      }
      // Of each direction one half: z₁ > 0 and z₁ > z₂ with u = Lz.
      let root = try CholeskyFactor(tau)
      let z = draws.map { root.solveLower($0) }
      #expect(abs(standardScore(of: z.map { $0[0] > 0 ? 1 : 0 }, expecting: 0.5)) < 5)
      #expect(abs(standardScore(of: z.map { $0[0] > $0[1] ? 1 : 0 }, expecting: 0.5)) < 5)
    }
    var stream = RandomStream(seed: 3, chain: 0, purpose: .prediction)
    let none = TwoLevelModel.newEffects(
      tau: Matrix(rows: 2, columns: 2), degreesOfFreedom: 4, using: &stream)
    #expect(none == [0, 0])
  }
}
