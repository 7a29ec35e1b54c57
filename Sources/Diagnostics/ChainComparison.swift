/// Which of several chains is the one that does not agree.
public enum ChainComparison: Equatable, Sendable {
  /// One chain differs (from 0), and the others agree among themselves.
  case outlier(Int)
  /// One chain (from 0) differs from itself in its two halves.
  case drift(Int)

  /// Looks for the chain behind an R-hat that is too large; nil where no single chain is.
  ///
  /// Without an outlier the R-hat of the others is below the limit, or its excess over 1 a third or less.
  /// A drift is an R-hat of the chain alone, between its halves, of 1.05 or more.
  public init?(_ chains: [[Double]], limit: Double = Gates().rHatLimit) {
    guard let all = RHat.rankNormalized(chains), all >= limit else { return nil }
    if chains.count > 2 {
      let without = chains.indices.map { place in
        RHat.rankNormalized(chains.indices.filter { $0 != place }.map { chains[$0] }) ?? .infinity
      }
      let best = without.indices.min { without[$0] < without[$1] }
      if let best, without[best] < limit || 3 * (without[best] - 1) <= all - 1 {
        self = .outlier(best)
        return
      }
    }
    let alone = chains.map { RHat.rankNormalized([$0]) ?? 1 }
    guard let worst = alone.indices.max(by: { alone[$0] < alone[$1] }), alone[worst] >= 1.05 else {
      return nil
    }
    self = .drift(worst)
  }
}
