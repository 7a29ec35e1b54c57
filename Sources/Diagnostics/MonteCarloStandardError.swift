import RealModule

/// The standard error of a posterior estimate that comes from having finitely many draws.
///
/// Nil where the effective sample size behind it is nil.
/// Source: Vehtari, Gelman, Simpson, Carpenter & Bürkner (2021), Bayesian Analysis 16(2), 667–718.
public enum MonteCarloStandardError {
  /// Of the mean: sd / √ESS.
  public static func mean(_ chains: [[Double]]) -> Double? {
    EffectiveSampleSize.mean(chains).map {
      Diagnostics.standardDeviation(chains.flatMap { $0 }) / .sqrt($0)
    }
  }

  /// Of the standard deviation, from the fourth moment: no normality is assumed.
  ///
  /// Source: Kenney & Keeping (1951), page 141.
  public static func standardDeviation(_ chains: [[Double]]) -> Double? {
    guard let size = EffectiveSampleSize.standardDeviation(chains) else { return nil }
    let second = Diagnostics.mean(powersOfDeviations(chains, 2).flatMap { $0 })
    let fourth = Diagnostics.mean(powersOfDeviations(chains, 4).flatMap { $0 })
    let varianceOfVariance = (fourth - second * second) / size
    return .sqrt(varianceOfVariance / second / 4)
  }

  /// Of a quantile: half the distance of the draws one standard error below and above it.
  ///
  /// The number of independent draws below a quantile is binomial, so the probability that belongs
  /// to the quantile has a beta distribution; its 16% and 84% points choose the draws.
  public static func quantile(_ chains: [[Double]], at probability: Double) -> Double? {
    guard let size = EffectiveSampleSize.quantile(chains, at: probability) else { return nil }
    let sorted = chains.flatMap { $0 }.sorted()
    let count = Double(sorted.count)
    let beta = BetaDistribution(a: size * probability + 1, b: size * (1 - probability) + 1)
    let lower = (beta.quantile(0.1586553) * count).rounded(.down)
    let upper = (beta.quantile(0.8413447) * count).rounded(.up)
    return (sorted[Int(min(upper, count)) - 1] - sorted[Int(max(lower, 1)) - 1]) / 2
  }

  /// Of the median.
  public static func median(_ chains: [[Double]]) -> Double? { quantile(chains, at: 0.5) }
}
