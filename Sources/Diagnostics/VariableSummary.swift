import Draws

/// The row of one variable in the summary table.
///
/// Without finite draws all numbers are nil; R-hat, effective sample sizes and Monte Carlo errors
/// are also nil where the draws are constant or too few.
public struct VariableSummary: Equatable, Sendable {
  /// The name in the draws file, such as `T.2.1`.
  public let variable: String
  /// The posterior mean.
  public let mean: Double?
  /// The posterior median.
  public let median: Double?
  /// The posterior standard deviation.
  public let sd: Double?
  /// The median distance from the median, × 1.4826.
  public let mad: Double?
  /// The 2.5% quantile.
  public let q025: Double?
  /// The 5% quantile.
  public let q05: Double?
  /// The 95% quantile.
  public let q95: Double?
  /// The 97.5% quantile.
  public let q975: Double?
  /// The Monte Carlo standard error of the mean.
  public let mcseMean: Double?
  /// The rank-normalised split R-hat.
  public let rHat: Double?
  /// The bulk effective sample size.
  public let essBulk: Double?
  /// The tail effective sample size.
  public let essTail: Double?

  /// The Monte Carlo error of the mean over the posterior sd.
  public var monteCarloShare: Double? {
    guard let mcseMean, let sd, sd > 0 else { return nil }
    return mcseMean / sd
  }

  /// Summarises one variable's draws, chain by chain.
  public init(variable: String, chains: [[Double]]) {
    let all = areFinite(chains) ? chains.flatMap { $0 }.sorted() : []
    func ifAny(_ estimate: ([Double]) -> Double) -> Double? { all.isEmpty ? nil : estimate(all) }
    self.variable = variable
    mean = ifAny(Diagnostics.mean)
    median = ifAny(Diagnostics.median)
    sd = all.count > 1 ? standardDeviation(all) : nil
    mad = ifAny(medianAbsoluteDeviation)
    q025 = ifAny { quantile(ofSorted: $0, at: 0.025) }
    q05 = ifAny { quantile(ofSorted: $0, at: 0.05) }
    q95 = ifAny { quantile(ofSorted: $0, at: 0.95) }
    q975 = ifAny { quantile(ofSorted: $0, at: 0.975) }
    mcseMean = MonteCarloStandardError.mean(chains)
    rHat = RHat.rankNormalized(chains)
    essBulk = EffectiveSampleSize.bulk(chains)
    essTail = EffectiveSampleSize.tail(chains)
  }
}

extension PosteriorDraws {
  /// The summaries of these variables, in this order; names without a column are left out.
  public func summaries(of variables: [String]) -> [VariableSummary] {
    variables.compactMap { variable in
      values(of: variable).map { VariableSummary(variable: variable, chains: $0) }
    }
  }
}
