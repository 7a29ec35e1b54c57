import GSLNumerics
import ModelData
import RealModule

/// A prior with p(T) ∝ |T|^(−(ν₀ + q + 1)/2) exp(−½ tr(S₀T⁻¹)), proper or not.
public struct ConjugateCovariancePrior: Sendable, Equatable {
  /// ν₀: −q − 1 for a flat prior.
  public let degreesOfFreedom: Double
  /// S₀: q × q, positive semidefinite; 0 for powers of |T|.
  public let scale: Matrix

  /// The conjugate form of a prior for q effects; nil when it has none.
  public init?(_ prior: VariancePrior, effects q: Int) {
    let none = Matrix(rows: q, columns: q)
    switch prior {
    case .uniform: (degreesOfFreedom, scale) = (Double(-q - 1), none)
    case .uniformStandardDeviation where q == 1: (degreesOfFreedom, scale) = (-1, none)
    case .squareRoot where q == 1: (degreesOfFreedom, scale) = (-0.5, none)
    case .inverseGamma(let shape, let rate) where q == 1:
      (degreesOfFreedom, scale) = (2 * shape, Matrix([[2 * rate]]))
    case .inverseWishart(let freedom, let given):
      guard let matrix = given.matrix(order: q) else { return nil }
      (degreesOfFreedom, scale) = (freedom, matrix)
    default: return nil
    }
  }

  /// log p(T), up to a constant.
  public func logDensity(_ tau: CholeskyFactor) -> Double {
    let power = -0.5 * (degreesOfFreedom + Double(tau.order) + 1) * tau.logDeterminant
    guard scale.elements.contains(where: { $0 != 0 }) else { return power }
    return power - 0.5 * tau.solve(scale).trace
  }
}
