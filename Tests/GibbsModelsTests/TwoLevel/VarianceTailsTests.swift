import Foundation
import TestSupport
import Testing

@testable import GibbsModels

/// Propriety with one effect a group and an estimated σ², against integrals over (τ, σ).
@Suite struct VarianceTailsTests {
  /// A one-way layout with a flat mean; the group means are 1, 2, 3, … and S = 1 within.
  struct Layout {
    let rows: [Int]

    /// log ∫ p(y | μ, τ, σ) dμ, and log of μ's variance given τ and σ.
    func logLikelihood(tau: Double, sigma: Double) -> (density: Double, logVariance: Double) {
      var (information, linear, quadratic, sum) = (0.0, 0.0, 0.0, 0.0)
      for (j, n) in rows.enumerated() {
        let variance = tau * tau + sigma * sigma / Double(n)
        let mean = Double(j + 1)
        information += 1 / variance
        linear += mean / variance
        quadratic += mean * mean / variance
        sum -= 0.5 * log(variance) + Double(n - 1) * log(sigma)
      }
      let within = rows.contains { $0 > 1 } ? 1 / (sigma * sigma) : 0
      let between = quadratic - linear * linear / information
      return (sum - 0.5 * (log(information) + between + within), -log(information))
    }
  }

  /// Priors of τ with log p(τ).
  private static let tauPriors: [(String, @Sendable (Double) -> Double)] = [
    ("uniform", { log($0) }), ("uniform-sd", { _ in 0 }), ("sqrt", { -0.5 * log($0) }),
    ("half-t(3, 1)", { -2 * log(1 + $0 * $0 / 3) }),
    ("half-cauchy(1)", { -log(1 + $0 * $0) }),
  ]

  /// Priors of σ² with log p(σ²), as functions of σ.
  private static let sigmaPriors: [(String, @Sendable (Double) -> Double)] = [
    ("log-uniform", { -2 * log($0) }), ("uniform", { _ in 0 }), ("uniform-sd", { -log($0) }),
    ("half-cauchy(1)", { -log(1 + $0 * $0) - log($0) }),
    ("inverse-gamma(1, 1)", { -4 * log($0) - 1 / ($0 * $0) }),
  ]

  /// The slope, as x grows, of the log of an integral of `logDensity(log τ, log σ)` at distance e^x from zero: over
  /// log τ where log σ = x, and over log σ where log τ = x.
  private func slopeAtInfinity(_ logDensity: (Double, Double) -> Double) -> Double {
    func total(_ x: Double) -> Double {
      logSum(
        stride(from: x - 50, through: x, by: 0.25).flatMap { other in
          [logDensity(other, x), logDensity(x, other)]
        })
    }
    return (total(30) - total(25)) / 5
  }

  private func logSum(_ terms: [Double]) -> Double {
    let largest = terms.max() ?? 0
    return largest + log(terms.reduce(0) { $0 + exp($1 - largest) })
  }

  private func expectAgreement(
    rows: [Int], _ tau: (String, (Double) -> Double), _ sigma: (String, (Double) -> Double)
  ) throws {
    let layout = Layout(rows: rows)
    let decided = try TwoLevelProprietyTests().propriety(
      rows: rows, effects: 1, tau.0, sigmaSquared: sigma.0)
    let what: Comment = "\(rows), T: \(tau.0), sigma2: \(sigma.0)"
    /// log of the density of (log τ, log σ), times τ^m and the m-th power of the deviation of μ.
    func logDensity(_ t: Double, _ s: Double, tau m: Double = 0, gamma: Double = 0) -> Double {
      let (density, logVariance) = layout.logLikelihood(tau: exp(t), sigma: exp(s))
      return density + tau.1(exp(t)) + t + sigma.1(exp(s)) + 2 * s + m * t + 0.5 * gamma
        * logVariance
    }
    let infinity = slopeAtInfinity { logDensity($0, $1) }
    func atZero(_ s: Double) -> Double {
      logSum(stride(from: -30.0, through: 30, by: 0.25).map { logDensity($0, s) })
    }
    let zero = rows.contains { $0 > 1 } ? 1 : (atZero(-20) - atZero(-25)) / 5
    let isProper = infinity < -1e-3 && zero > 1e-3
    #expect(decided.isProper == isProper, what)
    guard isProper else { return }
    for order in [1.0, 2, 4] {
      let moment = slopeAtInfinity { logDensity($0, $1, tau: order) }
      #expect(decided.hasMoment(order) == (moment < -1e-3), what)
    }
    for order in [1.0, 2] {
      let exists = decided.coefficient(0, hasMoment: order)
      let moment = slopeAtInfinity { logDensity($0, $1, gamma: order) }
      #expect(exists == (moment < -1e-3), what)
    }
  }

  @Test(
    "the integral over τ and σ is finite where the rule says so, and so are its moments",
    arguments: [
      [2, 1], [3, 1], [2, 2], [2, 1, 1], [3, 1, 1], [2, 2, 1], [4, 1, 1], [2, 1, 1, 1],
      [3, 1, 1, 1],
      [2, 2, 1, 1], [2, 1, 1, 1, 1], [2, 1, 1, 1, 1, 1], [4, 4, 4, 4], [1, 1], [1, 1, 1],
      [1, 1, 1, 1],
      [1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1],
    ])
  func integrals(rows: [Int]) throws {
    for tau in Self.tauPriors {
      for sigma in Self.sigmaPriors { try expectAgreement(rows: rows, tau, sigma) }
    }
  }

  /// Two groups of two rows under a normal distribution of the difference of their levels: p(y | σ) ~ σ^(ν₁W).
  @Test("t errors of level 1: towards σ = 0 the likelihood falls as σ^(ν₁W)", arguments: [1.0, 4])
  func studentRows(nu: Double) throws {
    let slope = try slopeAtZero([[0, 1], [2, 5]], nu: nu)
    #expect(abs(slope - 2 * nu) < 0.02, "\(slope)")
    let single = try slopeAtZero([[0], [2]], nu: nu)
    #expect(abs(single) < 0.02, "\(single)")
    // p(σ²) ∝ 1/σ² has a finite integral at 0 where the slope is above 0.
    #expect(
      try TwoLevelProprietyTests().propriety(rows: [2, 2, 2, 2], effects: 1, "uniform-sd").isProper)
    #expect(
      try !TwoLevelProprietyTests().propriety(rows: [1, 1, 1, 1], effects: 1, "uniform-sd").isProper
    )
    // Three rows of four on one level: k − m + ν₁(N − m) = 1 − 3 + ν₁.
    let tied = try slopeAtZero([[0, 0, 0, 1]], nu: nu)
    #expect(abs(tied - (nu - 2)) < 0.02, "\(tied)")
  }

  /// d log p(y | σ) / d log σ about σ = 1e−6, by the trapezoidal rule on points dense about each outcome.
  private func slopeAtZero(_ groups: [[Double]], nu: Double) throws -> Double {
    func total(_ sigma: Double) -> Double {
      let points = Set(groups.flatMap { $0 }).flatMap { y in
        stride(from: -20.0, through: 20, by: 0.1).map { y + sigma * sinh($0) }
      }.filter { abs($0) < 20 }.sorted()
      func weight(_ i: Int) -> Double {
        0.5 * (points[min(i + 1, points.count - 1)] - points[max(i - 1, 0)])
      }
      func logDensity(_ y: [Double], at level: Double) -> Double {
        y.reduce(0) {
          let z = ($1 - level) / sigma
          return $0 - log(sigma) - 0.5 * (nu + 1) * log(1 + z * z / nu)
        }
      }
      let terms = groups.map { y in
        points.indices.map { weight($0) * exp(logDensity(y, at: points[$0])) }
      }
      guard terms.count == 2 else { return log(terms[0].reduce(0, +)) }
      var sum = 0.0
      for (i, a) in terms[0].enumerated() where a > 0 {
        for (k, b) in terms[1].enumerated() {
          let distance = points[i] - points[k]
          sum += a * b * exp(-0.25 * distance * distance)
        }
      }
      return log(sum)
    }
    return (total(1e-5) - total(1e-6)) / log(10)
  }
}
