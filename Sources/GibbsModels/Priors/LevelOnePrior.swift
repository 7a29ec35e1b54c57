import Distributions
import GSLNumerics
import ModelData
import RealModule

/// The prior of σ²: (σ²)^(−c) exp(−b/σ²) times, for half-t priors of σ, a factor without that form.
public struct LevelOnePrior: Sendable {
  /// c: 0 flat on σ², ½ flat on σ, 1 flat on log σ².
  public let power: Double
  /// b.
  public let scale: Double
  /// log of the factor that is not conjugate, as a function of σ²; nil when there is none.
  public let factor: (@Sendable (Double) -> Double)?
  /// c∞, where p(σ²) ~ (σ²)^(−c∞) at infinity: c, unless there is a factor.
  public let powerAtInfinity: Double

  /// Makes the prior that a model file names.
  ///
  /// - Throws: `NumericalError.parameterOutOfRange`.
  public init(_ prior: SigmaSquaredPrior) throws(NumericalError) {
    switch prior {
    case .logUniform: (power, scale, factor, powerAtInfinity) = (1, 0, nil, 1)
    case .uniform: (power, scale, factor, powerAtInfinity) = (0, 0, nil, 0)
    case .uniformStandardDeviation: (power, scale, factor, powerAtInfinity) = (0.5, 0, nil, 0.5)
    case .inverseGamma(let shape, let given):
      (power, scale, factor, powerAtInfinity) = (shape + 1, given, nil, shape + 1)
    case .halfCauchy(let given):
      let sigma = try HalfCauchy(scale: given)
      (power, scale, factor) = (0.5, 0, { sigma.logDensity($0.squareRoot()) })
      powerAtInfinity = 1.5
    case .halfT(let freedom, let given):
      let sigma = try HalfT(degreesOfFreedom: freedom, scale: given)
      (power, scale, factor) = (0.5, 0, { sigma.logDensity($0.squareRoot()) })
      powerAtInfinity = 0.5 * freedom + 1
    }
  }

  /// log p(σ²), up to a constant.
  public func logDensity(_ sigmaSquared: Double) -> Double {
    -power * .log(sigmaSquared) - scale / sigmaSquared + (factor?(sigmaSquared) ?? 0)
  }
}
