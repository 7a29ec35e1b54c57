import GSLNumerics
import RealModule

/// The multivariate normal distribution N(μ, Σ), by its covariance Σ or its precision P = Σ⁻¹.
///
///     p(x) = |2πΣ|^(−½) exp(−½ (x − μ)ᵀ P (x − μ))
public struct MultivariateNormal: Distribution {
  /// Which matrix has been factorised.
  private enum Spread: Sendable {
    case covariance(CholeskyFactor)
    case precision(CholeskyFactor)
  }

  /// μ.
  public let mean: [Double]
  private let spread: Spread

  /// Makes the distribution from the factor of its precision, as a Gibbs step has it.
  public init(mean: [Double], precision: CholeskyFactor) {
    precondition(mean.count == precision.order, "mean and precision differ in order")
    self.mean = mean
    spread = .precision(precision)
  }

  /// Makes the distribution whose log density is bᵀx − ½xᵀPx and a constant: its mean is P⁻¹b.
  public init(linear b: consuming [Double], precision: CholeskyFactor) {
    self.init(mean: precision.solve(b), precision: precision)
  }

  /// Makes the distribution from the factor of its covariance.
  public init(mean: [Double], covariance: CholeskyFactor) {
    precondition(mean.count == covariance.order, "mean and covariance differ in order")
    self.mean = mean
    spread = .covariance(covariance)
  }

  /// Makes the distribution from its covariance, which must be positive definite.
  public init(mean: [Double], covariance: Matrix) throws(NumericalError) {
    self.init(mean: mean, covariance: try CholeskyFactor(covariance))
  }

  /// log p(x).
  public func logDensity(_ x: [Double]) -> Double {
    let difference = zip(x, mean).map { $0 - $1 }
    let (z, logDeterminant) =
      switch spread {
      case .covariance(let factor): (factor.solveLower(difference), factor.logDeterminant)
      case .precision(let factor):
        (factor.lower.transposed * difference, -factor.logDeterminant)
      }
    return -0.5 * (Double(mean.count) * .log(2 * .pi) + logDeterminant + dot(z, z))
  }

  /// Draws μ + Lz with Σ = LLᵀ, or μ + L⁻ᵀz with P = LLᵀ.
  public func draw(using stream: inout RandomStream) -> [Double] {
    var deviation: [Double] = []
    deviation.reserveCapacity(mean.count)
    for _ in mean.indices { deviation.append(stream.normal()) }
    switch spread {
    case .covariance(let factor): deviation = factor.lower * deviation
    case .precision(let factor): factor.solveUpper(inPlace: &deviation)
    }
    for i in mean.indices { deviation[i] = mean[i] + deviation[i] }
    return deviation
  }
}
