import RealModule

/// The number of independent draws that would estimate a quantity as precisely as these.
///
/// Chains have one length; nil says that the size is not defined for the draws: constant, not
/// finite, or fewer than six in a chain. As the R package posterior computes them; for the sd, its
/// versions before 1.6.1 took absolute deviations where now the squares stand.
/// Source: Vehtari, Gelman, Simpson, Carpenter & Bürkner (2021), Bayesian Analysis 16(2), 667–718.
public enum EffectiveSampleSize {
  /// For the bulk of the distribution: of rank-normalised split chains.
  public static func bulk(_ chains: [[Double]]) -> Double? {
    areFinite(chains) ? basic(rankNormalized(splitChains(chains))) : nil
  }

  /// For the tails: the smaller one of those for the 5% and the 95% quantile.
  public static func tail(_ chains: [[Double]]) -> Double? {
    guard let lower = quantile(chains, at: 0.05), let upper = quantile(chains, at: 0.95) else {
      return nil
    }
    return min(lower, upper)
  }

  /// A size in whole draws, as it is shown: rounded down, so that one below what is required never
  /// looks like it.
  public static func wholeDraws(_ size: Double) -> Int { Int(size.rounded(.down)) }

  /// For the mean.
  public static func mean(_ chains: [[Double]]) -> Double? { basic(splitChains(chains)) }

  /// For the standard deviation: of the squared deviations from the mean.
  public static func standardDeviation(_ chains: [[Double]]) -> Double? {
    mean(powersOfDeviations(chains, 2))
  }

  /// For a quantile: of the indicators of draws that do not exceed it.
  public static func quantile(_ chains: [[Double]], at probability: Double) -> Double? {
    guard areFinite(chains), !areConstant(chains) else { return nil }
    let all = chains.flatMap { $0 }.sorted()
    // All draws are below the 100% quantile; half a draw less is the nearest that tells them apart.
    let count = Double(all.count)
    let inner = probability == 1 ? (count - 0.5) / count : probability
    let limit = Diagnostics.quantile(ofSorted: all, at: inner)
    return mean(chains.map { $0.map { $0 <= limit ? 1 : 0 } })
  }

  /// For the median.
  public static func median(_ chains: [[Double]]) -> Double? { quantile(chains, at: 0.5) }

  /// Of the chains as they are: their number of draws over the autocorrelation time.
  ///
  /// The time is at least 1 / log₁₀(draws), so that antithetic chains do not count without limit.
  public static func basic(_ chains: [[Double]]) -> Double? {
    guard let length = chains.first?.count, length > 2, areFinite(chains), !areConstant(chains)
    else { return nil }
    let draws = Double(chains.count * length)
    let time = autocorrelationTime(autocorrelations(chains))
    return time.isNaN ? nil : draws / max(time, 1 / .log10(draws))
  }

  /// ρ̂ₜ = 1 − (W − mean autocovariance at lag t) / var⁺: equation 10 of the source.
  ///
  /// var⁺ holds the variance between chains, so that chains that disagree look autocorrelated.
  static func autocorrelations(_ chains: [[Double]]) -> [Double] {
    let covariances = meanAutocovariance(chains)
    let n = Double(covariances.count)
    let within = covariances[0] * n / (n - 1)
    let between = chains.count > 1 ? variance(chains.map(Diagnostics.mean)) : 0
    let total = covariances[0] + between
    return [1] + covariances.dropFirst().map { 1 - (within - $0) / total }
  }

  /// τ̂ = −1 + 2 Σ ρ̂ₜ, summed while it is sure to be signal.
  ///
  /// Geyer (1992): sums of neighbours at even and odd lags are positive and fall with the lag. So
  /// pairs are kept up to the first sum that is not positive, and lowered where they would rise
  /// again; the even member of the pair that ended them counts once, which steadies antithetic
  /// chains, unless it is what made the sum negative. With no pair kept, lag 0 counts three times,
  /// as in posterior.
  static func autocorrelationTime(_ correlations: [Double]) -> Double {
    var rho = correlations
    var last = 0
    while last < rho.count - 5, rho[last] + rho[last + 1] > 0 { last += 2 }
    for even in stride(from: 2, to: last - 1, by: 2) {
      let before = rho[even - 2] + rho[even - 1]
      if rho[even] + rho[even + 1] > before {
        rho[even] = before / 2
        rho[even + 1] = before / 2
      }
    }
    let endsPositive = rho[last] + rho[last + 1] >= 0
    let remainder = endsPositive ? rho[last] : max(rho[last], 0)
    return -1 + 2 * rho[..<max(last, 1)].reduce(0, +) + remainder
  }
}

/// The deviations of all draws from their common mean, to this power.
func powersOfDeviations(_ chains: [[Double]], _ power: Int) -> [[Double]] {
  let center = mean(chains.flatMap { $0 })
  return chains.map { $0.map { .pow($0 - center, power) } }
}
