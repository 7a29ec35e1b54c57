import GSLNumerics

/// The draws replaced by normal scores of their ranks among all chains.
///
/// z = Φ⁻¹((r − 3/8) / (S + 1/4)), tied draws sharing their mean rank: finite whatever the tails of
/// the draws. Source: Vehtari et al. (2021), equation 14, after Blom (1958).
func rankNormalized(_ chains: [[Double]]) -> [[Double]] {
  let ranks = averageRanks(chains.flatMap { $0 })
  let scores = ranks.map { StandardNormal.quantile(($0 - 0.375) / (Double(ranks.count) + 0.25)) }
  var start = 0
  return chains.map { chain in
    defer { start += chain.count }
    return Array(scores[start..<start + chain.count])
  }
}

/// The ranks from 1; equal values share the mean of their ranks.
public func averageRanks(_ x: [Double]) -> [Double] {
  let sorted = x.enumerated().map { (value: $1, place: $0) }.sorted { $0.value < $1.value }
  var ranks = Array(repeating: 0.0, count: x.count)
  var first = 0
  while first < sorted.count {
    var end = first + 1
    while end < sorted.count, sorted[end].value == sorted[first].value { end += 1 }
    let shared = Double(first + 1 + end) / 2
    for tied in sorted[first..<end] { ranks[tied.place] = shared }
    first = end
  }
  return ranks
}
