import RealModule

/// R-hat, the factor by which the chains' spread together exceeds their spread one by one.
///
/// 1 for chains that agree. Chains have one length; nil says that R-hat is not defined for the
/// draws: constant, not finite, or fewer than four in a chain.
/// Source: Vehtari, Gelman, Simpson, Carpenter & Bürkner (2021), Bayesian Analysis 16(2), 667–718.
public enum RHat {
  /// The larger of two R-hats of split, rank-normalised chains: of the draws, which finds chains
  /// that differ in place, and of their distances from the median, which finds those that differ in
  /// scale.
  public static func rankNormalized(_ chains: [[Double]]) -> Double? {
    guard areFinite(chains),
      let bulk = basic(Diagnostics.rankNormalized(splitChains(chains))),
      let tail = basic(Diagnostics.rankNormalized(splitChains(folded(chains))))
    else { return nil }
    return max(bulk, tail)
  }

  /// R-hat of the chains as they are: equations 1 to 4 of the source.
  ///
  /// Infinite for chains that are constant each at its own value.
  public static func basic(_ chains: [[Double]]) -> Double? {
    guard let length = chains.first?.count, chains.count > 1, length > 1, areFinite(chains),
      !areConstant(chains)
    else { return nil }
    let n = Double(length)
    let between = n * variance(chains.map(mean))
    let within = mean(chains.map(variance))
    let rHat = Double.sqrt((between / within + n - 1) / n)
    return rHat.isNaN ? nil : rHat
  }

  /// The distances of the draws from the median of all.
  static func folded(_ chains: [[Double]]) -> [[Double]] {
    let center = median(chains.flatMap { $0 })
    return chains.map { $0.map { abs($0 - center) } }
  }
}
