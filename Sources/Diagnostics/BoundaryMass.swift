/// How much of a posterior lies at the edge of its parameter space.
public enum BoundaryMass {
  /// The share of draws of a variance below a tenth of its median.
  ///
  /// A density that falls from its largest value at zero, as an exponential one, has 7% there; one
  /// that is clear of zero next to nothing.
  public static func nearZero(_ variances: [Double]) -> Double {
    let limit = median(variances) / 10
    return share(of: variances) { $0 < limit }
  }

  /// The share of draws of a correlation beyond ±0.99.
  public static func nearOne(_ correlations: [Double]) -> Double {
    share(of: correlations) { abs($0) > 0.99 }
  }

  private static func share(of draws: [Double], _ isThere: (Double) -> Bool) -> Double {
    draws.isEmpty ? 0 : Double(draws.count(where: isThere)) / Double(draws.count)
  }
}
