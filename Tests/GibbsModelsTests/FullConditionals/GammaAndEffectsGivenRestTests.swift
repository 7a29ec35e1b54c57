import GSLNumerics
import LikelihoodFits
import ModelData
import TestSupport
import Testing

@testable import GibbsModels

/// The block (γ, u) against the joint normal distribution of dense matrices, for T that is not
/// diagonal and σ² that is not 1.
@Suite struct GammaAndEffectsGivenRestTests {
  private func kernel(
    _ situation: Situation, prior: CoefficientPrior? = nil
  ) -> GammaAndEffectsGivenRest {
    GammaAndEffectsGivenRest(likelihood: MarginalLikelihood(situation.data), prior: prior)
  }

  /// γ₂ ~ N(0.5, 0.7²), the others flat.
  private static let normals: [(mean: Double, standardDeviation: Double)?] = [nil, (0.5, 0.7), nil]

  @Test(
    "p(γ | T, y) Π p(uⱼ | γ, T, y) is the joint density, as far as γ and u go",
    arguments: [1, 2, 3], [false, true])
  func matchesJoint(q: Int, known: Bool) throws {
    let situation = try Situation(q: q, knownVariances: known)
    for hasPrior in [false, true] {
      let prior =
        hasPrior
        ? CoefficientPrior(Self.normals, coordinates: situation.data.coordinates) : nil
      let block = kernel(situation, prior: prior)
      try expectMatchesJoint(
        situation.state(1), situation.state(2),
        conditional: { state in
          try (0..<situation.data.groupCount).reduce(
            block.gammaDistribution(given: state).logDensity(state.gamma)
          ) { total, j in
            try total
              + block.effectsDistribution(of: j, given: state).logDensity(state.effects[j])
          }
        },
        joint: { state in
          let distance =
            hasPrior ? (situation.data.coordinates.reported(state.gamma)[1] - 0.5) / 0.7 : 0
          return try situation.logDensity(state) - 0.5 * distance * distance
        })
    }
  }

  @Test("given the weights of t effects, the same", arguments: [1, 2, 3], [false, true])
  func weighted(q: Int, known: Bool) throws {
    let situation = try Situation(q: q, knownVariances: known)
    let block = kernel(situation)
    let (one, two) = (situation.studentState(1), situation.state(2))
    var other = one
    (other.gamma, other.effects) = (two.gamma, two.effects)
    try expectMatchesJoint(
      one, other,
      conditional: { state in
        try (0..<situation.data.groupCount).reduce(
          block.gammaDistribution(given: state).logDensity(state.gamma)
        ) { total, j in
          try total
            + block.effectsDistribution(of: j, given: state).logDensity(state.effects[j])
        }
      },
      joint: { try situation.studentLogDensity($0) })
    try expectDraws(situation, situation.studentState(5))
  }

  @Test(
    "draws have the mean and covariance of the joint normal distribution",
    arguments: [1, 2, 3], [false, true])
  func draws(q: Int, known: Bool) throws {
    let situation = try Situation(q: q, knownVariances: known)
    try expectDraws(situation, situation.state(5))
  }

  @Test("draws under a normal prior of a coefficient")
  func drawsWithPrior() throws {
    let situation = try Situation(q: 2)
    try expectDraws(
      situation, situation.state(5),
      prior: Matrix(diagonal: [0, 1 / 0.49, 0]), linear: [0, 0.5 / 0.49, 0],
      kernelPrior: CoefficientPrior(Self.normals, coordinates: situation.data.coordinates))
  }

  @Test("draws where T has rank one, or is 0", arguments: [1, 2, 3])
  func singular(q: Int) throws {
    let situation = try Situation(q: q, knownVariances: q == 2)
    let vector = Array([0.9, -0.5, 0.3].prefix(q))
    for tau in [Matrix.outer(vector, vector), Matrix(rows: q, columns: q)] {
      try expectDraws(situation, situation.state(6, tau: tau))
    }
  }

  /// With u = Lz the posterior of (γ, z) is normal with precision [X ZL]'V_e⁻¹[X ZL] + diag(P, I).
  private func expectDraws(
    _ situation: Situation, _ start: TwoLevelState, prior: Matrix? = nil,
    linear: [Double]? = nil, kernelPrior: CoefficientPrior? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let dense = situation.dense
    let f = dense.fixed.columnCount
    let count = f + dense.random.columnCount
    let root = dense.effectCovariance(
      VarianceParameters(tau: start.tau).tauRoot,
      weights: situation.weights(start).map { $0.squareRoot() })
    let design = Matrix(
      rows: dense.outcome.count, columns: count,
      columnMajor: dense.fixed.elements + (dense.random * root).elements)
    let weighted =
      design.transposed
      * Matrix(diagonal: dense.variances.map { 1 / (start.sigmaSquared * $0) })
    var precision = weighted * design
    var right = weighted * dense.outcome
    for k in f..<count { precision[k, k] += 1 }
    for k in 0..<f {
      right[k] += linear?[k] ?? 0
      precision[k, k] += prior?[k, k] ?? 0
    }
    let factor = try CholeskyFactor(precision)
    // Back from z to u.
    var map = Matrix.identity(count)
    for i in f..<count { for k in f..<count { map[i, k] = root[i - f, k - f] } }
    let block = kernel(situation, prior: kernelPrior)
    var stream = RandomStream(seed: 23, chain: 0, purpose: .sampling)
    var state = start
    var draws: [[Double]] = []
    for _ in 0..<10_000 {
      try block.step(&state, using: &stream)
      draws.append(
        situation.data.coordinates.reported(state.gamma) + situation.flatEffects(state))
    }
    let largest = largestStandardScore(
      ofNormalDraws: draws, mean: map * factor.solve(right),
      covariance: map * factor.inverse * map.transposed)
    #expect(largest < 5, sourceLocation: sourceLocation)
    // Lanes beyond the last group stay 0, and T and σ² are left alone.
    #expect(state.effects.lanes[q(situation)...].allSatisfy { $0[7] == 0 })
    #expect(state.tau == start.tau)
    #expect(state.sigmaSquared == start.sigmaSquared)
  }

  private func q(_ situation: Situation) -> Int { situation.data.effectCount }
}
