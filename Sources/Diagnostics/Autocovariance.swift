import GSLNumerics

/// The autocovariances at lags 0 ..< n, with divisor n, averaged over chains of n draws.
func meanAutocovariance(_ chains: [[Double]]) -> [Double] {
  let count = Double(chains.count)
  var sums = Array(repeating: 0.0, count: chains.first?.count ?? 0)
  for chain in chains {
    for (lag, value) in autocovariance(chain).enumerated() { sums[lag] += value }
  }
  return sums.map { $0 / count }
}
