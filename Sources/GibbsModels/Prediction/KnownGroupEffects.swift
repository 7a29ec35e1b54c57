import GSLNumerics
import LikelihoodFits
import ModelData

/// The random effects of a group in the data, given γ, T, σ² and its rows.
///
///     u = L z,  z ~ N(C⁻¹B'ρ/σ², C⁻¹),  LLᵀ = T, B = RL, ρ = g − Gγ, C = I + B'B/σ²
///
/// Drawn anew for each saved draw of (γ, T, σ²) it makes draws of the joint posterior, whether or
/// not the effects were saved. T may be singular.
///
/// - Source: `GammaAndEffectsGivenRest`, which draws the same for all groups at once.
public struct KnownGroupEffects: Sendable {
  private let root: Matrix
  private let design: Matrix
  private let response: [Double]
  private let coordinates: CoefficientCoordinates

  /// Takes up a group.
  ///
  /// - Parameter data: the data in coordinates that are not rotated, as those of a fit.
  public init(of group: Int, in data: ReducedData) {
    root = data.effectRoot(of: group)
    design = data.design(of: group)
    response = data.response(of: group)
    coordinates = data.coordinates
  }

  /// Draws the effects: q.
  ///
  /// - Parameter gamma: γ as reported.
  /// - Throws: `NumericalError` where C has no factor.
  public func draw(
    gamma: [Double], tau: Matrix, sigmaSquared: Double, using stream: inout RandomStream
  ) throws(NumericalError) -> [Double] {
    let tauRoot = VarianceParameters(tau: tau).tauRoot
    let product = root * tauRoot
    let predicted = design * coordinates.computed(gamma)
    let residual = zip(response, predicted).map(-)
    var precision = (1 / sigmaSquared) * (product.transposed * product)
    for k in 0..<tau.rowCount { precision[k, k] += 1 }
    let factor = try CholeskyFactor(precision)
    // The mean and the spread by one back-solve.
    var half = factor.solveLower((product.transposed * residual).map { $0 / sigmaSquared })
    for k in half.indices { half[k] += stream.normal() }
    return tauRoot * factor.solveUpper(half)
  }
}

extension CoefficientCoordinates {
  /// γ* from γ, where the coordinates are not rotated: each column of X shifted and scaled alone.
  func computed(_ gamma: [Double]) -> [Double] {
    var result = gamma.indices.map { gamma[$0] / matrix[$0, $0] }
    guard let constant else { return result }
    let rest = gamma.indices.reduce(gamma[constant] - offset[constant]) {
      $1 == constant ? $0 : $0 - matrix[constant, $1] * result[$1]
    }
    result[constant] = rest / matrix[constant, constant]
    return result
  }
}
