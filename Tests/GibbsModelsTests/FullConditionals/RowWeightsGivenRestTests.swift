import Distributions
import Foundation
import GSLNumerics
import TestSupport
import Testing

@testable import GibbsModels

/// t errors of level 1, against densities written row by row.
@Suite struct RowWeightsGivenRestTests {
  private func kernel(_ model: TwoLevelModel) throws -> RowWeightsGivenRest {
    let rows = try #require(model.studentRows)
    return RowWeightsGivenRest(
      rows: rows.rows, prior: rows.degreesOfFreedom, data: model.data,
      sigmaPrior: model.levelOnePrior)
  }

  @Test(
    "a row's weight given the rest, and the joint density", arguments: [1, 2, 3], [false, true])
  func matchesJoint(q: Int, known: Bool) throws {
    let situation = try Situation(q: q, knownVariances: known)
    let model = try situation.model(.uniform, rowDegreesOfFreedom: .fixed(5))
    let kernel = try kernel(model)
    let one = try situation.studentRowState(1, of: model)
    for row in [0, kernel.rows.count - 1] {
      var two = one
      var weights = one.rowErrors?.weights ?? []
      weights[row / 8][row % 8] = 2.7
      _ = two.rowErrors?.reduce(kernel.rows, weights: weights, original: model.data)
      let conditional = { (state: TwoLevelState) in
        try kernel.distribution(of: row, given: state).logDensity(
          try #require(state.rowErrors)[row])
      }
      try expectMatchesJoint(one, two, conditional: conditional, joint: model.logJoint)
      try expectMatchesJoint(
        one, two, conditional: conditional, joint: { try situation.studentLogDensity($0) })
    }
  }

  @Test("the joint density has the rows' weights and ν₁", arguments: [1, 2], [false, true])
  func joint(q: Int, known: Bool) throws {
    let situation = try Situation(q: q, knownVariances: known)
    let model = try situation.model(.uniform, rowDegreesOfFreedom: .gamma(shape: 3, rate: 0.2))
    try expectMatchesJoint(
      try situation.studentRowState(1, of: model, degreesOfFreedom: 2.2),
      try situation.studentRowState(2, of: model, degreesOfFreedom: 14),
      conditional: model.logJoint,
      joint: { state in
        let nu = state.rowErrors?.degreesOfFreedom ?? 0
        return try situation.studentLogDensity(state) + 2 * log(nu) - 0.2 * nu
          - log(state.sigmaSquared)
      })
  }

  @Test("γ, u and σ² given the rest", arguments: [1, 2], [false, true])
  func others(q: Int, known: Bool) throws {
    let situation = try Situation(q: q, knownVariances: known)
    let model = try situation.model(.uniform, rowDegreesOfFreedom: .fixed(5))
    let one = try situation.studentRowState(1, of: model)
    var two = one
    let other = situation.state(2)
    (two.gamma, two.effects) = (other.gamma, other.effects)
    let block = model.blockKernel
    try expectMatchesJoint(
      one, two,
      conditional: { state in
        try (0..<situation.data.groupCount).reduce(
          block.gammaDistribution(given: state).logDensity(state.gamma)
        ) {
          try $0 + block.effectsDistribution(of: $1, given: state).logDensity(state.effects[$1])
        }
      }, joint: { try situation.studentLogDensity($0) })
    guard let prior = model.levelOnePrior else { return }
    let sigma = SigmaSquaredGivenRest(data: model.data, prior: prior)
    var wider = one
    wider.sigmaSquared = 2.3
    try expectMatchesJoint(
      one, wider,
      conditional: { try sigma.distribution(given: $0).logDensity($0.sigmaSquared) },
      joint: { try situation.studentLogDensity($0) - log($0.sigmaSquared) })
  }

  /// ∫ N(r; 0, σ²v/w) p(w | ν₁) dw by sums over log w, row by row.
  @Test("ν₁ and σ² given γ and u: the joint density with the rows' weights integrated out")
  func integrated() throws {
    let situation = try Situation(q: 2, knownVariances: false)
    let model = try situation.model(.uniform, rowDegreesOfFreedom: .gamma(shape: 2, rate: 0.1))
    let kernel = try kernel(model)
    let one = try situation.studentRowState(3, of: model, degreesOfFreedom: 3)
    let squares = try (0..<kernel.rows.count).map {
      (2 * (try kernel.distribution(of: $0, given: one)).rate - 3) * one.sigmaSquared
    }
    func integrated(_ nu: Double, _ sigmaSquared: Double) -> Double {
      var total = 0.0
      for square in squares {
        var sum = 0.0
        for x in stride(from: -40.0, through: 8, by: 0.05) {
          let exponent: Double = 1.5 * x - 0.5 * exp(x) * square / sigmaSquared
          sum += 0.05 * exp(exponent + logWeightDensity(exp(x), degreesOfFreedom: nu))
        }
        total += log(sum) - 0.5 * log(sigmaSquared)
      }
      return total
    }
    try expectMatchesJoint(
      1.7, 12, conditional: { kernel.logDensity(of: $0, given: one) },
      joint: { integrated($0, one.sigmaSquared) + log($0) - 0.1 * $0 })
    // p(σ²) = 1/σ² is flat on log σ².
    try expectMatchesJoint(
      -0.9, 0.4, conditional: { kernel.logDensity(ofLogSigmaSquared: $0, given: one) },
      joint: { integrated(3, exp($0)) })
  }

  /// (ν₁, σ²) on a grid of their joint density, w₁ given both.
  @Test("draws of ν₁, σ² and weights follow their distributions, and the data follow the weights")
  func draws() throws {
    let situation = try Situation(q: 2, knownVariances: false)
    let model = try situation.model(.uniform, rowDegreesOfFreedom: .gamma(shape: 2, rate: 0.1))
    let kernel = try kernel(model)
    let start = try situation.studentRowState(3, of: model)
    let logNu = stride(from: 0.03, through: 6.5, by: 0.06).map { $0 }
    let logSigma = stride(from: -4.0, through: 4.5, by: 0.06).map { $0 }
    var (total, first, second) = (0.0, 0.0, 0.0)
    var logs: [[Double]] = []
    for x in logNu {
      var state = start
      state.rowErrors?.degreesOfFreedom = exp(x)
      // The density of ν₁ at this σ², and that of σ² along the line of this ν₁.
      let here = kernel.logDensity(of: exp(x), given: state) + x
      let base = kernel.logDensity(ofLogSigmaSquared: log(state.sigmaSquared), given: state)
      logs.append(
        logSigma.map { here + kernel.logDensity(ofLogSigmaSquared: $0, given: state) - base })
    }
    let largest = logs.flatMap { $0 }.max() ?? 0
    for (x, row) in zip(logNu, logs) {
      for (y, value) in zip(logSigma, row) {
        let share = exp(value - largest)
        total += share
        first += share * x
        second += share * y
      }
    }
    let rates = try (0..<kernel.rows.count).map {
      (2 * (try kernel.distribution(of: $0, given: start)).rate - 5) * start.sigmaSquared
    }
    var state = start
    var stream = RandomStream(seed: 9, chain: 0, purpose: .sampling)
    var (freedoms, sigmas) = ([Double](), [Double]())
    var weights = Array(repeating: [Double](), count: kernel.rows.count)
    for _ in 0..<10_000 {
      try kernel.step(&state, using: &stream)
      let errors = try #require(state.rowErrors)
      let nu = errors.degreesOfFreedom
      freedoms.append(log(nu))
      sigmas.append(log(state.sigmaSquared))
      for row in weights.indices {
        // Given ν₁ and σ², w (ν₁ + r²/σ²)/(ν₁ + 1) has mean 1.
        weights[row].append(errors[row] * (nu + rates[row] / state.sigmaSquared) / (nu + 1))
      }
    }
    // The left end of the grid, where the density of log ν₁ is cut off, costs half a step of 0.06.
    let nu = standardScore(of: freedoms, expecting: first / total, batches: 50)
    let sigma = standardScore(of: sigmas, expecting: second / total, batches: 50)
    #expect(abs(nu) < 5 && abs(sigma) < 5, "\(nu), \(sigma)")
    for row in weights.indices {
      #expect(abs(standardScore(of: weights[row], expecting: 1)) < 5, "row \(row)")
    }
    let fresh = EffectStatistics(
      try #require(state.rowErrors?.data), gamma: state.gamma, effects: state.effects)
    #expect(state.statistics == fresh)
  }

  @Test("what a checkpoint keeps of the weights is enough to go on with the same draws")
  func coding() throws {
    let situation = try Situation(q: 2, knownVariances: false)
    let model = try situation.model(
      .uniform, degreesOfFreedom: .fixed(4), rowDegreesOfFreedom: .fixed(5))
    let sampler = GibbsSampler(model)
    var stream = RandomStream(seed: 3, chain: 0, purpose: .sampling)
    var state = try sampler.initialState(using: &stream)
    for _ in 0..<5 { try sampler.sweep.run(&state, using: &stream) }
    var again = try JSONDecoder().decode(TwoLevelState.self, from: JSONEncoder().encode(state))
    #expect(again == state)
    var other = RandomStream(restoring: stream.state)
    try sampler.sweep.run(&state, using: &stream)
    try sampler.sweep.run(&again, using: &other)
    #expect(again == state)
  }
}
