import GSLNumerics
import ModelData

/// One group's true effect δ = x'γ + u: what its own rows say of it, and what the other groups do.
///
/// For one random effect a group. The group's own estimate d is by least squares of its rows on Z,
/// for a single row with known variance the row itself.
/// Source: Raudenbush & Bryk (2002), chapter 7: δ* = λ d + (1 − λ) x'γ.
public struct GroupEffect: Sendable {
  /// d.
  public let observed: Double
  /// V, the variance of d (σ⁻² times it where σ² is estimated).
  public let samplingVariance: Double
  /// x, for γ in the computed coordinates.
  public let predictors: [Double]
  /// What x'γ lacks of the prediction, the shift of y.
  public let shift: Double

  /// A normal distribution of the effect.
  public struct Estimate: Sendable, Equatable {
    /// Its mean.
    public var mean: Double
    /// Its standard deviation.
    public var standardDeviation: Double
  }

  /// Takes up a group of these data; one without information has an infinite sampling variance.
  public init(of group: Int, in data: ReducedData) {
    let root = data.effectRoot(of: group)[0, 0]
    let scale = root == 0 ? 0 : 1 / root
    shift = data.responseShift(of: group)[0] * scale
    observed = data.response(of: group)[0] * scale + shift
    predictors = data.design(of: group).row(0).map { $0 * scale }
    samplingVariance = root == 0 ? .infinity : scale * scale
  }

  /// λ = τ²/(τ² + V).
  public func reliability(tauSquared: Double, sigmaSquared: Double = 1) -> Double {
    tauSquared / (tauSquared + sigmaSquared * samplingVariance)
  }

  /// x'γ: what the fixed part predicts, for γ in the computed coordinates.
  public func predicted(gamma: [Double]) -> Double { dot(predictors, gamma) + shift }

  /// The effect given τ², σ² and γ, or given τ² and σ² alone.
  ///
  /// - Parameters:
  ///   - gamma: γ or γ̂ in the computed coordinates.
  ///   - gammaPrecision: the precision of γ̂; nil when γ is taken as known.
  /// - Source: Raudenbush & Bryk (2002), eq. 13.29–13.34: λV with γ known, as under ML; with γ
  ///   estimated (1 − λ)² x' Var(γ̂) x more, as under REML.
  public func given(
    tauSquared: Double, sigmaSquared: Double = 1, gamma: [Double],
    gammaPrecision: CholeskyFactor? = nil
  ) -> Estimate {
    let reliability = reliability(tauSquared: tauSquared, sigmaSquared: sigmaSquared)
    let predicted = predicted(gamma: gamma)
    var variance =
      samplingVariance.isFinite ? reliability * samplingVariance * sigmaSquared : tauSquared
    if let gammaPrecision {
      let half = gammaPrecision.solveLower(predictors)
      variance += (1 - reliability) * (1 - reliability) * dot(half, half)
    }
    return Estimate(
      mean: predicted + reliability * (observed - predicted),
      standardDeviation: variance.squareRoot())
  }
}
