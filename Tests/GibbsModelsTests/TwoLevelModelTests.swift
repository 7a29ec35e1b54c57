import Foundation
import GSLNumerics
import GibbsModels
import ModelData
import TestSupport
import Testing

@Suite struct TwoLevelModelTests {
  // p(τ²) = p(τ)/2τ, and γ ~ N(m, s²) in the coordinates of the report.
  @Test("the joint density is that of rows, effects and priors, every prior of T")
  func logJoint() throws {
    let situation = try Situation(q: 1)
    let gammaPriors: [FixedEffectPrior] = [
      .flat, .normal(mean: 0.5, standardDeviation: 0.7), .normal(mean: -1, standardDeviation: 2),
    ]
    for prior in priorsOfEveryKind {
      for gammaPriors in [nil, gammaPriors] {
        let model = try situation.model(prior, gammaPriors: gammaPriors)
        let joint = { (state: TwoLevelState) throws -> Double in
          let tau = state.tau[0, 0].squareRoot()
          var result = try situation.logDensity(state, coordinates: model.data.coordinates)
          result += logPriorOfTau(prior, tau, variances: situation.data.samplingVariances)
          result -= log(2 * tau)
          guard gammaPriors != nil else { return result }
          let gamma = model.gamma(of: state)
          return result - 0.5 * pow((gamma[1] - 0.5) / 0.7, 2) - 0.5 * pow((gamma[2] + 1) / 2, 2)
        }
        try expectMatchesJoint(
          situation.state(1, tau: Matrix([[0.3]])), situation.state(2, tau: Matrix([[1.7]])),
          conditional: model.logJoint, joint: joint)
      }
    }
  }

  @Test("the sampling variances of groups with several rows are those of their means")
  func samplingVariances() throws {
    let situation = try Situation(q: 1)
    for j in 0..<situation.data.groupCount {
      let weights = situation.dense.groups.indices.filter { situation.dense.groups[$0] == j }
        .map { 1 / situation.dense.variances[$0] }
      #expect(
        isRelativelyClose(
          situation.data.samplingVariances[j], 1 / weights.reduce(0, +), to: 1e-12))
    }
  }

  @Test("start values differ between chains and are all usable")
  func dispersed() throws {
    let model = try Situation(q: 1).model(.uniform)
    var stream = RandomStream(seed: 1, chain: 0, purpose: .start)
    let states = try (0..<4).map { _ in try GibbsSampler(model).initialState(using: &stream) }
    #expect(Set(states.map { $0.tau[0, 0] }).count == 4)
    for state in states { #expect(try model.logJoint(state).isFinite) }
  }
}
