import Distributions
import GSLNumerics
import GibbsEngine
import LikelihoodFits
import RealModule

/// The posterior of τ with γ and u integrated out: one dimension, tabulated once and drawn by inversion.
///
///     log p(log τ | y) = log p(τ) + log τ + ½ Σ log wⱼ − ½ log|X'WX| − ½ y'Py,  wⱼ = 1/(vⱼ + τ²)
///
/// Its draws depend on nothing, so a sweep of it and of `γ, u | rest` makes independent draws of
/// the whole posterior.
///
/// - Source: Raudenbush & Bryk (2002), eq. 13.35, who take equally spaced points of τ²; here
///   log τ is tabulated adaptively as far as the tails of all existing moments reach.
public struct TauGivenData: Kernel {
  /// The kernel's name.
  public static let name = "T | y"

  /// The distribution of log τ.
  public let logTau: TabulatedDistribution

  /// Tabulates the posterior.
  ///
  /// - Throws: `NumericalError` where the density cannot be evaluated.
  public init(_ model: TwoLevelModel) throws(NumericalError) {
    let start = model.start.parameters.tau[0, 0]
    let typical = model.data.samplingVariances.reduce(0) { $0 + 1 / $1 }
    let centre = max(start, 0.01 * Double(model.data.groupCount) / typical)
    logTau = try TabulatedDistribution(
      around: 0.5 * .log(centre), powers: [0] + [1, 2, 4].filter { model.propriety.hasMoment($0) }
    ) { (x) throws(NumericalError) in
      try Self.logDensity(ofLogTau: x, of: model)
    }
  }

  /// log p(log τ, y): with the constants of the likelihood, and of the prior where it is proper.
  public static func logDensity(
    ofLogTau x: Double, of model: TwoLevelModel
  ) throws(NumericalError) -> Double {
    // Beyond this τ² is no double any more, and the density nil.
    guard x < 350 else { return -.infinity }
    let tau = Double.exp(x)
    let prior = model.deviationPrior?.logDensity(tau) ?? 0
    guard prior > -.infinity else { return -.infinity }
    let fixed = try model.fixedEffects(atTau: tau)
    return prior + x - 0.5 * fixed.remlDeviance
  }

  /// Draws the block anew.
  public func step(
    _ state: inout TwoLevelState, using stream: inout RandomStream
  ) throws(NumericalError) {
    state.tau[0, 0] = .exp(2 * logTau.draw(using: &stream))
  }
}

extension TwoLevelModel {
  /// γ | τ, y where the variances are known, with u integrated out.
  public func fixedEffects(atTau tau: Double) throws(NumericalError) -> FixedEffects {
    let moments = likelihood.moments(tauRoot: Matrix([[tau]]), sigmaSquared: 1)
    return try FixedEffects(moments, data: data, prior: coefficientPrior)
  }
}
