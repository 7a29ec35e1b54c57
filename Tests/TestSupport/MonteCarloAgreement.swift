import GSLNumerics

/// How many of its standard errors the mean of some draws is above what it should be.
///
/// - Parameter batches: the standard error is that of the means of so many successive batches, for
///   draws that depend on each other; nil for independent draws.
public func standardScore(
  of draws: [Double], expecting expected: Double, batches: Int? = nil
) -> Double {
  let size = batches.map { draws.count / $0 } ?? 1
  let means = stride(from: 0, through: draws.count - size, by: size).map {
    draws[$0..<$0 + size].reduce(0, +) / Double(size)
  }
  let count = Double(means.count)
  let mean = means.reduce(0, +) / count
  let variance = means.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
  guard variance > 0 else { return mean == expected ? 0 : .infinity }
  return (mean - expected) / (variance / count).squareRoot()
}

/// The largest distance, in standard errors, between the moments of independent normal draws and
/// those they should have: all means, variances and covariances.
///
/// The standard errors are those of the normal distribution itself. A coordinate with variance 0
/// must be equal to its mean in every draw.
public func largestStandardScore(
  ofNormalDraws draws: [[Double]], mean: [Double], covariance: Matrix
) -> Double {
  let count = Double(draws.count)
  let order = mean.count
  var sums = Array(repeating: 0.0, count: order)
  var products = Matrix(rows: order, columns: order)
  for draw in draws {
    let deviation = zip(draw, mean).map { $0 - $1 }
    for a in 0..<order {
      sums[a] += deviation[a]
      for b in 0...a { products[a, b] += deviation[a] * deviation[b] }
    }
  }
  var largest = 0.0
  for a in 0..<order {
    let variance = covariance[a, a]
    guard variance > 0 else {
      if products[a, a] != 0 { return .infinity }
      continue
    }
    largest = max(largest, abs(sums[a]) / (count * variance).squareRoot())
    for b in 0...a where covariance[b, b] > 0 {
      let expected = covariance[a, b]
      let spread = (variance * covariance[b, b] + expected * expected) / count
      largest = max(largest, abs(products[a, b] / count - expected) / spread.squareRoot())
    }
  }
  return largest
}
