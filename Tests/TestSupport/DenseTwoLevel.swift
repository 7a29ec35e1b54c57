import Foundation
import GSLNumerics
import ModelData

/// A two-level model written out with dense matrices over all rows: the oracle of whatever works
/// from reduced data.
///
/// | symbol | in code | shape |
/// |---|---|---|
/// | X | `fixed` | N × f |
/// | Z | `random` | N × Jq, one block of columns a group |
/// | y | `outcome` | N |
/// | v | `variances` | N, 1 where σ² is estimated |
public struct DenseTwoLevel: Sendable {
  /// X.
  public let fixed: Matrix
  /// Z.
  public let random: Matrix
  /// y.
  public let outcome: [Double]
  /// v.
  public let variances: [Double]
  /// J.
  public let groupCount: Int
  /// q.
  public let effectCount: Int
  /// The group of each row.
  public let groups: [Int]

  /// Writes out a model with one random term.
  public init(_ model: HierarchicalModel) {
    let term = model.randomTerms[0]
    let rows = model.outcome.values.count
    let q = term.design.columns.count
    fixed = Matrix(
      rows: rows, columns: model.fixed.columns.count,
      columnMajor: model.fixed.columns.flatMap { $0 })
    groups = term.factor.indices
    groupCount = term.factor.levels.count
    effectCount = q
    var random = Matrix(rows: rows, columns: groupCount * q)
    for (i, group) in term.factor.indices.enumerated() {
      for k in 0..<q { random[i, group * q + k] = term.design.columns[k][i] }
    }
    self.random = random
    outcome = model.outcome.values
    variances = model.knownVariances ?? outcome.map { _ in 1 }
  }

  /// I ⊗ T, each block divided by its group's weight: Jq × Jq.
  public func effectCovariance(_ tau: Matrix, weights: [Double]? = nil) -> Matrix {
    let q = effectCount
    var result = Matrix(rows: groupCount * q, columns: groupCount * q)
    for j in 0..<groupCount {
      for a in 0..<q {
        for b in 0..<q { result[j * q + a, j * q + b] = tau[a, b] / (weights?[j] ?? 1) }
      }
    }
    return result
  }

  /// V = Z (I ⊗ T/w) Z' + σ² diag(v): N × N.
  public func covariance(
    tau: Matrix, sigmaSquared: Double = 1, weights: [Double]? = nil
  ) -> Matrix {
    var result = random * effectCovariance(tau, weights: weights) * random.transposed
    for i in outcome.indices { result[i, i] += sigmaSquared * variances[i] }
    return result
  }

  /// log p(y | γ, u, σ², w₁) + log p(u | T, w), all constants included; γ as reported, u by group.
  public func logDensity(
    gamma: [Double], effects: [Double], tau: Matrix, sigmaSquared: Double = 1,
    weights: [Double]? = nil, rowWeights: [Double]? = nil
  ) throws -> Double {
    let predicted = zip(fixed * gamma, random * effects).map(+)
    var result = 0.0
    for i in outcome.indices {
      let variance = sigmaSquared * variances[i] / (rowWeights?[i] ?? 1)
      let residual = outcome[i] - predicted[i]
      result -= 0.5 * (log(2 * .pi * variance) + residual * residual / variance)
    }
    let factor = try CholeskyFactor(effectCovariance(tau, weights: weights))
    result -= 0.5 * (Double(effects.count) * log(2 * .pi) + factor.logDeterminant)
    return result - 0.5 * dot(effects, factor.solve(effects))
  }
}

/// Generalised least squares of y on X for a given V, by dense matrices.
public struct DenseLeastSquares: Sendable {
  /// The factor of V.
  public let covariance: CholeskyFactor
  /// The factor of X'V⁻¹X.
  public let precision: CholeskyFactor
  /// γ̂.
  public let estimate: [Double]
  /// y − Xγ̂.
  public let residual: [Double]
  /// (y − Xγ̂)'V⁻¹(y − Xγ̂).
  public let quadraticForm: Double
  private let rows: Int

  /// Solves the normal equations.
  public init(fixed: Matrix, outcome: [Double], covariance matrix: Matrix) throws {
    covariance = try CholeskyFactor(matrix)
    let weighted = covariance.solve(fixed).transposed
    precision = try CholeskyFactor(weighted * fixed)
    estimate = precision.solve(weighted * outcome)
    residual = zip(outcome, fixed * estimate).map(-)
    quadraticForm = dot(residual, covariance.solve(residual))
    rows = outcome.count
  }

  /// P = V⁻¹ − V⁻¹X(X'V⁻¹X)⁻¹X'V⁻¹, or V⁻¹ itself.
  public func projection(restricted: Bool, fixed: Matrix) -> Matrix {
    let inverse = covariance.inverse
    guard restricted else { return inverse }
    return inverse - inverse * fixed * precision.inverse * fixed.transposed * inverse
  }

  /// −2 log likelihood, with all constants.
  public func deviance(restricted: Bool) -> Double {
    let freedom = Double(restricted ? rows - estimate.count : rows)
    return freedom * log(2 * .pi) + covariance.logDeterminant + quadraticForm
      + (restricted ? precision.logDeterminant : 0)
  }
}
