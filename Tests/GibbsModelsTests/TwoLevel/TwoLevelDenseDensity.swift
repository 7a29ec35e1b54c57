import Foundation
import GSLNumerics
import GibbsModels
import ModelData

/// A small two-level model written out row by row: what the full conditionals are compared with.
struct TwoLevelDenseDensity {
  let outcome: [Double]
  let fixed: [[Double]]
  let random: [[Double]]
  let groups: [Int]
  let data: ReducedData
  let q: Int
  static let groupCount = 24

  /// Twenty-four groups of 1 to 5 rows with q effects each, and three coefficients.
  init(effects q: Int, seed: UInt64 = 7) {
    var stream = RandomStream(seed: seed, chain: 0, purpose: .start)
    var (outcome, fixed, random, groups) = ([Double](), [[Double]](), [[Double]](), [Int]())
    for group in 0..<Self.groupCount {
      let between = stream.normal()
      let effects = (0..<q).map { _ in stream.normal() }
      for _ in 0..<(1 + (group * 3) % 5) {
        let x = stream.normal()
        let z = Array([1, x, x * x - 1].prefix(q))
        outcome.append(
          3 + x - 0.5 * between + dot(z, effects) + 0.8 * stream.normal())
        fixed.append([1, x, between])
        random.append(z)
        groups.append(group)
      }
    }
    (self.outcome, self.fixed, self.random, self.groups) = (outcome, fixed, random, groups)
    self.q = q
    // Columns of one label are one column.
    func design(_ rows: [[Double]], _ labels: [String]) -> DesignMatrix {
      DesignMatrix(
        labels: labels, columns: labels.indices.map { column in rows.map { $0[column] } })
    }
    let term = RandomTerm(
      factor: GroupingFactor(
        name: "group", levels: (0..<Self.groupCount).map { "\($0)" }, indices: groups),
      design: design(random, Array(["(Intercept)", "x", "x2"].prefix(q))), covariance: .unstructured
    )
    let model = HierarchicalModel(
      outcome: NamedValues(name: "y", values: outcome),
      fixed: design(fixed, ["(Intercept)", "x", "w"]),
      randomTerms: [term], knownVariances: nil,
      rows: RowAccount(
        read: outcome.count, used: outcome.count, missing: [], vanishedGroups: []))
    data = ReducedData(model, term: term)
  }

  /// The posterior under these priors.
  func model(
    _ tau: String, sigmaSquared: String = "log-uniform", gamma: [FixedEffectPrior]? = nil,
    covariance: RandomTerm.Covariance = .unstructured
  ) throws -> TwoLevelModel {
    try TwoLevelModel(
      data, prior: VariancePrior(parsing: tau), gammaPriors: gamma ?? [.flat, .flat, .flat],
      sigmaPrior: SigmaSquaredPrior(parsing: sigmaSquared), covariance: covariance)
  }

  /// A state somewhere in the parameter space; another for every number.
  func state(_ number: UInt64, isDiagonal: Bool = false) -> TwoLevelState {
    var stream = RandomStream(seed: number, chain: 3, purpose: .start)
    var effects = GroupEffects(groups: Self.groupCount, effects: q)
    for j in 0..<Self.groupCount { effects[j] = (0..<q).map { _ in stream.normal() } }
    var root = Matrix(rows: q, columns: q)
    for i in 0..<q {
      for j in 0..<i { root[i, j] = isDiagonal ? 0 : 0.5 * stream.normal() }
      root[i, i] = exp(0.4 * stream.normal())
    }
    return TwoLevelState(
      gamma: (0..<3).map { _ in stream.normal() }, effects: effects,
      tau: root * root.transposed, sigmaSquared: exp(0.5 * stream.normal()))
  }

  /// log p(y, u | γ, T, σ²).
  func logDensity(_ state: TwoLevelState) throws -> Double {
    let gamma = data.coordinates.reported(state.gamma)
    var sum = 0.0
    for (i, group) in groups.enumerated() {
      let error =
        outcome[i] - dot(fixed[i], gamma) - dot(random[i], state.effects[group])
      sum += logNormal(error, state.sigmaSquared)
    }
    let inverse = try CholeskyFactor(state.tau).inverse
    for group in 0..<Self.groupCount {
      let u = state.effects[group]
      sum += -0.5 * (dot(u, inverse * u) + (try logDeterminant(state.tau)))
    }
    return sum
  }

  /// log ∫ p(y | γ, T, σ²) dγ over flat γ or the prior's normal distributions, up to a constant.
  func logMarginal(
    _ state: TwoLevelState, gamma priors: [FixedEffectPrior] = [.flat, .flat, .flat]
  ) throws -> Double {
    let n = outcome.count
    var covariance = Matrix(rows: n, columns: n)
    for i in 0..<n {
      for k in 0..<n where groups[i] == groups[k] {
        covariance[i, k] =
          dot(random[i], state.tau * random[k]) + (i == k ? state.sigmaSquared : 0)
      }
    }
    let factor = try CholeskyFactor(covariance)
    let design = Matrix(fixed)
    var precision = design.transposed * factor.solve(design)
    var linear = design.transposed * factor.solve(outcome)
    var constant = dot(outcome, factor.solve(outcome))
    for (k, prior) in priors.enumerated() {
      guard case .normal(let mean, let deviation) = prior else { continue }
      precision[k, k] += 1 / (deviation * deviation)
      linear[k] += mean / (deviation * deviation)
      constant += mean * mean / (deviation * deviation)
    }
    let fit = try CholeskyFactor(precision).solve(linear)
    return -0.5
      * (try logDeterminant(covariance) + (try logDeterminant(precision)) + constant
        - dot(linear, fit))
  }
}

/// log |A| of a positive definite matrix.
func logDeterminant(_ matrix: Matrix) throws -> Double {
  try CholeskyFactor(matrix).lower.diagonal.reduce(0) { $0 + 2 * log($1) }
}

/// log of the normal density about 0.
func logNormal(_ x: Double, _ variance: Double) -> Double {
  -0.5 * (log(2 * .pi * variance) + x * x / variance)
}

/// log p(T) from the priors' definitions, up to a constant; see the README of `ReferenceValues/jags`.
enum TwoLevelPriorDensity {
  /// |T|^(−(df + q + 1)/2) exp(−½ tr(S T⁻¹)).
  static func inverseWishart(_ tau: Matrix, freedom: Double, scale: Matrix) throws -> Double {
    let inverse = try CholeskyFactor(tau).inverse
    return try -0.5 * (freedom + Double(tau.rowCount) + 1) * logDeterminant(tau)
      - 0.5 * (scale * inverse).trace
  }

  /// T | a ~ IW(ν + q − 1, 2ν diag(1/a)), a_k ~ IG(½, 1/A²), each a_k integrated out numerically.
  static func halfT(_ tau: Matrix, nu: Double, scale: Double) throws -> Double {
    let q = Double(tau.rowCount)
    let inverse = try CholeskyFactor(tau).inverse
    var sum = -0.5 * (nu + 2 * q) * (try logDeterminant(tau))
    for k in 0..<tau.rowCount {
      let step = 0.1
      sum += log(
        stride(from: -40.0, through: 60, by: step).reduce(0) { total, x in
          // a = e^x: |diag(1/a)|^((ν + q − 1)/2) exp(−ν (T⁻¹)_kk/a) p(a) a.
          total + step
            * exp(
              -0.5 * (nu + q - 1) * x - nu * inverse[k, k] * exp(-x)
                - 0.5 * x - exp(-x) / (scale * scale))
        })
    }
    return sum
  }

  /// 1 − ρ² on (s₁, s₂, ρ), whose dT is 4 s₁²s₂².
  static func flatDeviations(_ tau: Matrix) -> Double {
    let product = tau[0, 0] * tau[1, 1]
    return log(1 - tau[1, 0] * tau[1, 0] / product) - log(product)
  }
}
