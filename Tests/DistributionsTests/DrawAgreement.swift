import Distributions
import GSLNumerics
import Testing

/// Draws from a distribution on a stream with a fixed seed.
func sample<D: Distribution>(_ distribution: D, count: Int = 20_000) -> [D.Value] {
  var stream = RandomStream(seed: 19_740_101, chain: 0, purpose: .sampling)
  return (0..<count).map { _ in distribution.draw(using: &stream) }
}

/// Expects draws to follow a distribution function, by Kolmogorov's √n sup |Fₙ − F|.
///
/// It exceeds 2.9 with a probability of 1e-7.
func expectDraws<D: Distribution<Double>>(
  from distribution: D, follow cdf: (Double) -> Double,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let draws = sample(distribution).sorted()
  let n = Double(draws.count)
  let distance = draws.enumerated().map { i, x in
    let p = cdf(x)
    return max(p - Double(i) / n, Double(i + 1) / n - p)
  }
  #expect((distance.max() ?? .nan) * n.squareRoot() < 2.9, sourceLocation: sourceLocation)
}

/// Expects the mean of independent values to be within 5 of its standard errors of `expected`.
func expectMean(
  of values: [Double], is expected: Double, sourceLocation: SourceLocation = #_sourceLocation
) {
  let n = Double(values.count)
  let mean = values.reduce(0, +) / n
  let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
  let z = (mean - expected) / (variance / n).squareRoot()
  #expect(abs(z) < 5, "mean \(mean), expected \(expected)", sourceLocation: sourceLocation)
}

/// Expects a parameter to be refused under its name, with its value.
func expectRefusal<Result>(
  of parameter: String, _ value: Double, by distribution: String,
  sourceLocation: SourceLocation = #_sourceLocation, _ make: () throws -> Result
) {
  #expect(
    throws: NumericalError.parameterOutOfRange(
      distribution: distribution, parameter: parameter, value: value),
    sourceLocation: sourceLocation
  ) { try make() }
}
