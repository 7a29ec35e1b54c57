import Distributions
import GSLNumerics
import ModelData
import RealModule

/// The prior of one standard deviation τ, as a density of τ, with its behaviour at both ends.
public struct DeviationPrior: Sendable {
  /// log p(τ) for τ > 0, up to a constant where the prior is improper.
  public let logDensity: @Sendable (Double) -> Double
  /// a where p(τ) behaves as τ^a for τ → ∞; −∞ where it vanishes faster than any power.
  public let powerAtInfinity: Double
  /// a where p(τ) behaves as τ^a for τ → 0; ∞ where it vanishes faster than any power.
  public let powerAtZero: Double

  /// Makes the prior of one random effect's standard deviation.
  ///
  /// - Parameter samplingVariances: the variances of the groups' own estimates, V_j, by which some
  ///   priors are defined.
  /// - Throws: `NumericalError.parameterOutOfRange` for a scale or degrees of freedom out of range.
  ///
  /// - Source: Röver (2020), Journal of Statistical Software 93(6), for the priors
  ///   that the sampling variances define.
  public init(
    _ prior: VariancePrior, samplingVariances: [Double]
  ) throws(NumericalError) {
    let count = Double(samplingVariances.count)
    let sumOfWeights = samplingVariances.reduce(0) { $0 + 1 / $1 }
    let harmonicMean = count / sumOfWeights
    switch prior {
    case .uniform: self.init(power: 1)
    case .uniformStandardDeviation: self.init(power: 0)
    case .squareRoot: self.init(power: -0.5)
    case .inverseGamma(let shape, let scale): try self.init(inverseGamma: shape, scale)
    case .inverseWishart(let freedom, let given):
      let scale = given.matrix(order: 1)?[0, 0] ?? 0
      try self.init(inverseGamma: freedom / 2, scale / 2)
    case .halfT(let freedom, let scales):
      try self.init(HalfT(degreesOfFreedom: freedom, scale: scales.first), tail: -freedom - 1)
    case .halfCauchy(let scales): try self.init(HalfCauchy(scale: scales.first), tail: -2)
    case .halfNormal(let scales): try self.init(HalfNormal(scale: scales.first), tail: -.infinity)
    case .jeffreys:
      self.init(zero: 1, infinity: -1) { tau in
        .log(tau) + 0.5 * .log(samplingVariances.reduce(0) { $0 + 1 / square($1 + tau * tau) })
      }
    case .bergerDeely:
      self.init(zero: 1, infinity: -1) { tau in
        .log(tau) - samplingVariances.reduce(0) { $0 + .log($1 + tau * tau) } / count
      }
    case .conventional:
      self.init(zero: 1, infinity: -2) { tau in
        .log(tau) - 1.5 * samplingVariances.reduce(0) { $0 + .log($1 + tau * tau) } / count
      }
    case .dumouchel:
      let scale = harmonicMean.squareRoot()
      self.init(zero: 0, infinity: -2) { .log(scale) - 2 * .log(scale + $0) }
    case .uniformShrinkage: self.init(uniformRatioTo: harmonicMean)
    case .iSquared:
      let sumOfSquares = samplingVariances.reduce(0) { $0 + 1 / square($1) }
      self.init(
        uniformRatioTo: (count - 1) * sumOfWeights / (square(sumOfWeights) - sumOfSquares))
    }
  }

  private init(
    zero: Double, infinity: Double, logDensity: @escaping @Sendable (Double) -> Double
  ) {
    (powerAtZero, powerAtInfinity, self.logDensity) = (zero, infinity, logDensity)
  }

  /// p(τ) ∝ τ^a.
  private init(power: Double) {
    self.init(zero: power, infinity: power) { power == 0 ? 0 : power * .log($0) }
  }

  /// τ² inverse gamma: p(τ) = 2τ p(τ²).
  private init(inverseGamma shape: Double, _ scale: Double) throws(NumericalError) {
    let variance = try InverseGamma(shape: shape, scale: scale)
    self.init(zero: .infinity, infinity: -2 * shape - 1) {
      .log(2 * $0) + variance.logDensity($0 * $0)
    }
  }

  private init(
    _ distribution: some Distribution<Double>, tail: Double
  ) {
    self.init(zero: 0, infinity: tail) { distribution.logDensity($0) }
  }

  /// Uniform on τ²/(τ² + s²): p(τ) = 2s²τ/(s² + τ²)².
  private init(uniformRatioTo typicalVariance: Double) {
    self.init(zero: 1, infinity: -3) {
      .log(2 * typicalVariance * $0) - 2 * .log(typicalVariance + $0 * $0)
    }
  }
}

private func square(_ x: Double) -> Double { x * x }

extension PriorScales {
  /// The scale of the first effect.
  var first: Double {
    switch self {
    case .same(let value): value
    case .each(let values): values.first ?? .nan
    }
  }
}
