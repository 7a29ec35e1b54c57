import Distributions
import Foundation
import GSLNumerics
import GibbsEngine
import LikelihoodFits
import ModelData
import TestSupport
import Testing

@testable import GibbsModels

/// Every conditional of a two-level model is the joint density as a function of its block; the joint
/// density is one written row by row.
@Suite struct TwoLevelFullConditionalTests {
  private static let scale3 = Matrix([[2, 0.3, 0.1], [0.3, 1, -0.2], [0.1, -0.2, 0.7]])

  private static func scale(_ q: Int) -> Matrix {
    scale3.submatrix(rows: Array(0..<q), columns: Array(0..<q))
  }

  /// Priors of T with their densities.
  private static func tauPriors(_ q: Int) -> [(String, (Matrix) throws -> Double)] {
    let rows = scale(q).rows.map { "[\($0.map { "\($0)" }.joined(separator: ", "))]" }
    let wishart = "inverse-wishart(5, [\(rows.joined(separator: ", "))])"
    let priors: [(String, (Matrix) throws -> Double)] = [
      ("uniform", { _ in 0 }),
      (wishart, { try TwoLevelPriorDensity.inverseWishart($0, freedom: 5, scale: scale(q)) }),
      ("half-t(3, 1.5)", { try TwoLevelPriorDensity.halfT($0, nu: 3, scale: 1.5) }),
      ("half-cauchy(0.7)", { try TwoLevelPriorDensity.halfT($0, nu: 1, scale: 0.7) }),
    ]
    return q == 2
      ? priors + [("uniform-sd", { TwoLevelPriorDensity.flatDeviations($0) })] : priors
  }

  /// Priors of σ² with their densities.
  private static let sigmaPriors: [(String, @Sendable (Double) -> Double)] = [
    ("log-uniform", { -log($0) }), ("uniform", { _ in 0 }), ("uniform-sd", { -0.5 * log($0) }),
    ("inverse-gamma(2, 3)", { -3 * log($0) - 3 / $0 }),
    ("half-cauchy(2)", { -log(1 + $0 / 4) - 0.5 * log($0) }),
    ("half-t(3, 2)", { -2 * log(1 + $0 / 12) - 0.5 * log($0) }),
  ]

  private func expectSame(
    _ a: Double, _ b: Double, _ what: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(abs(b) > 1e-3, "the values say nothing", sourceLocation: sourceLocation)
    #expect(isClose(a, b, to: 1e-9), "\(what): \(a), not \(b)", sourceLocation: sourceLocation)
  }

  @Test("the joint density, row by row", arguments: [2, 3])
  func joint(q: Int) throws {
    let dense = TwoLevelDenseDensity(effects: q)
    var (one, two) = (dense.state(1), dense.state(2))
    for gathered in [false, true] {
      if gathered {
        one.statistics = EffectStatistics(dense.data, gamma: one.gamma, effects: one.effects)
        two.statistics = EffectStatistics(dense.data, gamma: two.gamma, effects: two.effects)
      }
      for (prior, density) in Self.tauPriors(q) {
        let model = try dense.model(prior)
        let expected =
          try dense.logDensity(one) + density(one.tau) - log(one.sigmaSquared)
          - dense.logDensity(two) - density(two.tau) + log(two.sigmaSquared)
        expectSame(try model.logJoint(one) - model.logJoint(two), expected, prior)
      }
    }
  }

  @Test("the joint density of uncorrelated effects and with normal coefficients")
  func jointOfOthers() throws {
    let dense = TwoLevelDenseDensity(effects: 2)
    let (one, two) = (dense.state(1, isDiagonal: true), dense.state(2, isDiagonal: true))
    let priors: [(String, (Double) -> Double)] = [
      ("uniform", { _ in 0 }), ("uniform-sd", { -log($0) }),
      ("half-normal(2)", { -$0 * $0 / 8 - log($0) }),
      ("half-t(3, 2)", { -2 * log(1 + $0 * $0 / 12) - log($0) }),
    ]
    // Every prior of T, and every one of σ², but not every pair.
    for (k, (sigma, sigmaDensity)) in Self.sigmaPriors.enumerated() {
      let (prior, density) = priors[k % priors.count]
      let model = try dense.model(
        prior, sigmaSquared: sigma,
        gamma: [.flat, .normal(mean: 1, standardDeviation: 0.5), .flat], covariance: .diagonal)
      // The model has coordinates of γ of its own; the density by rows has those of `dense`.
      func expected(_ state: TwoLevelState) throws -> Double {
        let gamma = model.gamma(of: state)
        let map = dense.data.coordinates
        var own = state
        own.gamma = try CholeskyFactor(map.matrix.transposed * map.matrix)
          .solve(map.matrix.transposed * zip(gamma, map.offset).map(-))
        return try dense.logDensity(own) + sigmaDensity(state.sigmaSquared)
          + logNormal(gamma[1] - 1, 0.25)
          + state.tau.diagonal.reduce(0) { $0 + density($1.squareRoot()) }
      }
      expectSame(
        try model.logJoint(one) - model.logJoint(two), try expected(one) - expected(two),
        "\(prior), \(sigma)")
    }
  }

  @Test("T given the rest, conjugate", arguments: [2, 3])
  func conjugate(q: Int) throws {
    let dense = TwoLevelDenseDensity(effects: q)
    for (prior, _) in Self.tauPriors(q).prefix(2) {
      let model = try dense.model(prior)
      let kernel = try #require(model.tauKernel as? TGivenRest)
      let one = dense.state(1)
      var two = one
      two.tau = dense.state(2).tau
      let conditional = try kernel.distribution(given: one)
      expectSame(
        conditional.logDensity(one.tau) - conditional.logDensity(two.tau),
        try model.logJoint(one) - model.logJoint(two), prior)
    }
  }

  /// p(T | a, u) ∝ p(u | T) p(T) p(a | T): with p(T) the marginal that the joint density has, both draws
  /// leave it unchanged.
  @Test("T and the auxiliary a given the rest, half-t", arguments: [2, 3])
  func halfT(q: Int) throws {
    let dense = TwoLevelDenseDensity(effects: q)
    for (prior, _) in Self.tauPriors(q).dropFirst(2) {
      let model = try dense.model(prior)
      let kernel = try #require(model.tauKernel as? HalfTCovarianceGivenRest)
      let one = dense.state(1)
      var two = one
      two.tau = dense.state(2).tau
      let a = Array([0.4, 1.7, 3.1].prefix(q))
      let conditional = try kernel.distribution(given: one, auxiliary: a)
      func joint(_ state: TwoLevelState) throws -> Double {
        let factor = try CholeskyFactor(state.tau)
        return try a.indices.reduce(model.logJoint(state)) {
          try $0 + kernel.auxiliary($1, given: factor).logDensity(a[$1])
        }
      }
      expectSame(
        conditional.logDensity(one.tau) - conditional.logDensity(two.tau),
        try joint(one) - joint(two), prior)
    }
  }

  @Test("σ² given the rest, every prior", arguments: [1, 2, 3])
  func sigmaSquared(q: Int) throws {
    let dense = TwoLevelDenseDensity(effects: q)
    for (prior, density) in Self.sigmaPriors {
      let kernel = SigmaSquaredGivenRest(
        data: dense.data, prior: try LevelOnePrior(SigmaSquaredPrior(parsing: prior)))
      let one = dense.state(1)
      var two = one
      two.sigmaSquared = 3.3
      let conditional = try kernel.distribution(given: one)
      func logDensity(_ x: Double) -> Double {
        conditional.logDensity(x) + (kernel.prior.factor?(x) ?? 0)
      }
      let expected =
        try dense.logDensity(one) + density(one.sigmaSquared) - dense.logDensity(two)
        - density(two.sigmaSquared)
      expectSame(logDensity(one.sigmaSquared) - logDensity(two.sigmaSquared), expected, prior)
    }
  }

  /// (u, T) → (αu, αTαᵀ) has the Jacobian |det α|^J |det α|^(q + 1), and the left Haar measure of α is
  /// dα/|det α|^q: along the orbit α has the density joint(αu, αTαᵀ) |det α|^(J + 1).
  @Test("α given the rest", arguments: [2, 3])
  func alpha(q: Int) throws {
    let dense = TwoLevelDenseDensity(effects: q)
    for (prior, _) in Self.tauPriors(q) {
      let model = try dense.model(prior)
      let kernel = AlphaGivenRest(data: dense.data, prior: model.covariancePrior)
      let state = dense.state(1)
      let regression = try kernel.regression(given: state)
      func logDensity(_ alpha: Matrix) -> Double {
        regression.logDensity(alpha.elements) + kernel.logWeight(of: alpha, tau: state.tau)
      }
      func expected(_ alpha: Matrix) throws -> Double {
        var moved = state
        for j in 0..<TwoLevelDenseDensity.groupCount {
          moved.effects[j] = alpha * state.effects[j]
        }
        moved.tau = alpha * state.tau * alpha.transposed
        let determinant = 0.5 * (try logDeterminant(alpha * alpha.transposed))
        return try model.logJoint(moved)
          + Double(TwoLevelDenseDensity.groupCount + 1) * determinant
      }
      let one = Matrix.identity(q) + 0.3 * Self.scale(q)
      var two = Matrix.identity(q)
      two[1, 0] = 0.4
      two[0, q - 1] = -0.7
      expectSame(logDensity(one) - logDensity(two), try expected(one) - expected(two), prior)
    }
  }

  @Test("T and σ² given the data alone", arguments: [1, 2, 3])
  func collapsed(q: Int) throws {
    let dense = TwoLevelDenseDensity(effects: q)
    let gammas: [FixedEffectPrior] = [.flat, .normal(mean: 1, standardDeviation: 0.5), .flat]
    let priors = q == 1 ? [("uniform", { (_: Matrix) in 0.0 })] : Self.tauPriors(q)
    for (k, (sigma, sigmaDensity)) in Self.sigmaPriors.enumerated() {
      let (prior, tauDensity) = priors[k % priors.count]
      let gamma = k.isMultiple(of: 2) ? gammas : [.flat, .flat, .flat]
      let density = try dense.model(prior, sigmaSquared: sigma, gamma: gamma).collapsedDensity
      func vector(_ state: TwoLevelState) -> [Double] {
        density.coordinates.vector(
          VarianceParameters(tau: state.tau, sigmaSquared: state.sigmaSquared))
      }
      func logDensity(_ state: TwoLevelState) throws -> Double {
        density.logDensity(vector(state), evaluation: try density.evaluation(of: state))
      }
      // The Jacobian has a test of its own.
      func expected(_ state: TwoLevelState) throws -> Double {
        try dense.logMarginal(state, gamma: gamma) + tauDensity(state.tau)
          + sigmaDensity(state.sigmaSquared) + density.coordinates.logJacobian(vector(state))
      }
      let (one, two) = (dense.state(1), dense.state(2))
      expectSame(
        try logDensity(one) - logDensity(two), try expected(one) - expected(two),
        "\(prior), \(sigma)")
    }
  }
}
