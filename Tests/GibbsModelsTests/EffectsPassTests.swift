import GSLNumerics
import LikelihoodFits
import ModelData
import TestSupport
import Testing

@testable import GibbsModels

/// The draw of u given γ and the statistics gathered with it, with and without t weights.
@Suite struct EffectsPassTests {
  /// A weight for each of the eleven groups, and the same in lanes.
  private static let weights = (0..<11).map { 0.3 + 0.4 * Double($0 % 5) }
  private static let lanes: [SIMD8<Double>] = {
    let padded = weights + Array(repeating: 1, count: 5)
    return [SIMD8(padded[0..<8]), SIMD8(padded[8..<16])]
  }()

  private func draw(
    _ situation: Situation, _ state: inout TwoLevelState, weights: [SIMD8<Double>]?,
    gathering: Bool = false, using stream: inout RandomStream
  ) -> EffectStatistics? {
    let root = VarianceParameters(tau: state.tau).tauRoot
    return root.elements.withUnsafeBufferPointer { root in
      root.baseAddress.flatMap {
        EffectsPass(
          data: situation.data, gamma: state.gamma, root: $0, sigmaSquared: state.sigmaSquared,
          weights: weights
        ).draw(&state.effects, gathering: gathering, using: &stream)
      }
    }
  }

  @Test(
    "with u ~ N(0, T/w) draws have the moments that dense matrices give", arguments: [1, 2, 3],
    [false, true])
  func draws(q: Int, isWeighted: Bool) throws {
    try expectDraws(Situation(q: q, knownVariances: false), isWeighted: isWeighted)
  }

  @Test("the same in cross-level form", arguments: Self.equations, [false, true])
  func crossLevelDraws(equations: [[Int]], isWeighted: Bool) throws {
    let situation = try Situation(crossLevelModel(groups: 11, equations: equations))
    #expect(situation.data.layout.predictorCount > 0)
    try expectDraws(situation, isWeighted: isWeighted)
  }

  private static let equations = [
    [[0, 1], [0, 1]], [[0, 1, 2], [0, 2]], [[0, 1, 2], [0, 2], [0, 2, 1]],
  ]

  private func expectDraws(_ situation: Situation, isWeighted: Bool) throws {
    let q = situation.data.effectCount
    var state = situation.state(5)
    let dense = situation.dense
    let prior = try CholeskyFactor(
      dense.effectCovariance(state.tau, weights: isWeighted ? Self.weights : nil))
    let gamma = situation.data.coordinates.reported(state.gamma)
    let residual = zip(dense.outcome, dense.fixed * gamma).map(-)
    let scaled = 1 / state.sigmaSquared * dense.random.transposed
    let precision = try CholeskyFactor(prior.inverse + scaled * dense.random)
    var stream = RandomStream(seed: 29, chain: 0, purpose: .sampling)
    let draws = (0..<5_000).map { _ in
      _ = draw(situation, &state, weights: isWeighted ? Self.lanes : nil, using: &stream)
      return situation.flatEffects(state)
    }
    let largest = largestStandardScore(
      ofNormalDraws: draws, mean: precision.solve(scaled * residual),
      covariance: precision.inverse)
    #expect(largest < 5)
    #expect(state.effects.lanes[q...].allSatisfy { $0[7] == 0 })
  }

  @Test(
    "the statistics of a pass are the sums that define them", arguments: [1, 2, 3, 4],
    [false, true])
  func statistics(q: Int, isWeighted: Bool) throws {
    let source = randomTwoLevelModel(groups: 11, effects: min(q, 3), coefficients: 3, seed: 4)
    try expectStatistics(
      Situation(q == 4 ? source.withFourthEffect : source), isWeighted: isWeighted)
  }

  @Test("the same in cross-level form", arguments: Self.equations, [false, true])
  func crossLevelStatistics(equations: [[Int]], isWeighted: Bool) throws {
    try expectStatistics(
      Situation(crossLevelModel(groups: 11, equations: equations)), isWeighted: isWeighted)
  }

  private func expectStatistics(_ situation: Situation, isWeighted: Bool) throws {
    let q = situation.data.effectCount
    let data = situation.data
    let tau = q == 4 ? Matrix(diagonal: [1, 0.5, 2, 0.7]) : exampleCovariance(q)
    var state = situation.state(8, tau: tau)
    var stream = RandomStream(seed: 31, chain: 0, purpose: .sampling)
    let lanes = isWeighted ? Self.lanes : nil
    let gathered = try #require(
      draw(situation, &state, weights: lanes, gathering: true, using: &stream))
    var (squares, linear) = (Matrix(rows: q, columns: q), Matrix(rows: q, columns: q))
    var precision = Matrix(rows: q * q, columns: q * q)
    for j in 0..<11 {
      let (u, root) = (state.effects[j], data.effectRoot(of: j))
      let rho = zip(data.response(of: j), data.design(of: j) * state.gamma).map(-)
      let outer = Matrix.outer(u, u)
      let weight = isWeighted ? Self.weights[j] : 1
      squares = squares + weight * outer
      linear = linear + .outer(root.transposed * rho, u)
      let cross = root.transposed * root
      for a in 0..<q * q {
        for b in 0..<q * q { precision[a, b] += outer[a / q, b / q] * cross[a % q, b % q] }
      }
    }
    for (value, expected) in [
      (gathered.squares, squares), (gathered.linear, linear), (gathered.precision, precision),
    ] {
      for (a, b) in zip(value.elements, expected.elements) { #expect(isClose(a, b, to: 1e-11)) }
    }
    let rows = data.residualSumOfSquares(gamma: state.gamma, effects: state.effects)
    #expect(isClose(gathered.residualSumOfSquares, rows, to: 1e-10))
    #expect(
      EffectStatistics(data, gamma: state.gamma, effects: state.effects, weights: lanes)
        == gathered)
  }
}

extension HierarchicalModel {
  /// The model with x2 as a fourth random effect of its groups.
  fileprivate var withFourthEffect: HierarchicalModel {
    var model = self
    let design = randomTerms[0].design
    model.randomTerms[0] = RandomTerm(
      factor: randomTerms[0].factor,
      design: DesignMatrix(
        labels: design.labels + ["x2"], columns: design.columns + [fixed.columns[2]]),
      covariance: .unstructured)
    return model
  }
}
