import GSLNumerics
import RealModule

/// The distance of a sample's mean from its expectation, in standard errors.
func standardised(_ sample: [Double], mean: Double, variance: Double) -> Double {
  let average = sample.reduce(0, +) / Double(sample.count)
  return (average - mean) / (variance / Double(sample.count)).squareRoot()
}

/// Kolmogorov's √n sup |Fₙ − F|; above 2.9 with a probability of 1e-7.
func kolmogorov(_ sample: [Double], cdf: (Double) -> Double) -> Double {
  let n = Double(sample.count)
  let distance = sample.sorted().enumerated().map { i, x in
    let p = cdf(x)
    return max(p - Double(i) / n, Double(i + 1) / n - p)
  }
  return (distance.max() ?? 0) * n.squareRoot()
}

/// The difference relative to the expected value (absolute when that is 0).
func relativeError(_ value: Double, _ expected: Double) -> Double {
  expected == 0 ? abs(value) : abs(value / expected - 1)
}
