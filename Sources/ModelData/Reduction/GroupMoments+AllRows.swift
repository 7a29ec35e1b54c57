import GSLNumerics

extension GroupMoments {
  /// The mean of each column over all rows.
  public var grandMeans: [Double] {
    let total = weights.reduce(0, +)
    return (0..<columnCount).map { column in
      // About the first group's mean, so that a large common part costs no digits.
      let pilot = means[column]
      let sum = (0..<groupCount).reduce(0.0) {
        $0 + weights[$1] * (means[$1 * columnCount + column] - pilot)
      }
      return pilot + sum / total
    }
  }

  /// The standard deviation of each column over all rows, about its grand mean.
  public var grandDeviations: [Double] {
    let total = weights.reduce(0, +)
    return zip(0..., grandMeans).map { column, mean in
      let place = column * (column + 1) / 2 + column
      let sum = (0..<groupCount).reduce(0.0) {
        let between = means[$1 * columnCount + column] - mean
        return $0 + comoments[$1 * triangleCount + place] + weights[$1] * between * between
      }
      return (sum / total).squareRoot()
    }
  }

  /// Σ w x² of a column over all rows.
  func sumOfSquares(ofColumn column: Int) -> Double {
    let place = column * (column + 1) / 2 + column
    return (0..<groupCount).reduce(0.0) {
      let mean = means[$1 * columnCount + column]
      return $0 + comoments[$1 * triangleCount + place] + weights[$1] * mean * mean
    }
  }

  /// The centred cross-products of all rows, for some of the columns.
  func grandComoments(of columns: [Int]) -> Matrix {
    let grand = grandMeans
    var result = Matrix(rows: columns.count, columns: columns.count)
    for (i, a) in columns.enumerated() {
      for (k, b) in columns.prefix(i + 1).enumerated() {
        let place = max(a, b) * (max(a, b) + 1) / 2 + min(a, b)
        let sum = (0..<groupCount).reduce(0.0) { sum, group in
          let mean = group * columnCount
          return sum + comoments[group * triangleCount + place]
            + weights[group] * (means[mean + a] - grand[a]) * (means[mean + b] - grand[b])
        }
        (result[i, k], result[k, i]) = (sum, sum)
      }
    }
    return result
  }
}
