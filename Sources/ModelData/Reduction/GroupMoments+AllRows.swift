import GSLNumerics

extension GroupMoments {
  /// The mean of each column over all rows.
  public var grandMeans: [Double] {
    // About the first group's means, so that a large common part costs no digits.
    let pilots = columns.map { mean(of: $0, in: 0) }
    var sums = pilots.map { _ in 0.0 }
    for group in 0..<groupCount {
      let weight = weight(of: group)
      for column in columns {
        sums[column] += weight * (mean(of: column, in: group) - pilots[column])
      }
    }
    let total = totalWeight
    return zip(pilots, sums).map { $0 + $1 / total }
  }

  /// The standard deviation of each column over all rows, about its grand mean.
  public var grandDeviations: [Double] {
    let grand = grandMeans
    var sums = grand.map { _ in 0.0 }
    for group in 0..<groupCount {
      let weight = weight(of: group)
      for column in columns {
        let between = mean(of: column, in: group) - grand[column]
        sums[column] =
          sums[column] + comoment(column, column, in: group) + weight * between * between
      }
    }
    let total = totalWeight
    return sums.map { ($0 / total).squareRoot() }
  }

  private var columns: Range<Int> { 0..<columnCount }

  private var totalWeight: Double { (0..<groupCount).reduce(0.0) { $0 + weight(of: $1) } }

  /// Σ w x² of a column over all rows.
  func sumOfSquares(ofColumn column: Int) -> Double {
    (0..<groupCount).reduce(0.0) {
      let mean = mean(of: column, in: $1)
      return $0 + comoment(column, column, in: $1) + weight(of: $1) * mean * mean
    }
  }

  /// The centred cross-products of all rows, for some of the columns.
  func grandComoments(of columns: [Int]) -> Matrix {
    let grand = grandMeans
    var result = Matrix(rows: columns.count, columns: columns.count)
    var deviations = columns.map { _ in 0.0 }
    for group in 0..<groupCount {
      let weight = weight(of: group)
      for (i, a) in columns.enumerated() {
        deviations[i] = mean(of: a, in: group) - grand[a]
        for (k, b) in columns.prefix(i + 1).enumerated() {
          result[i, k] =
            result[i, k] + comoment(max(a, b), min(a, b), in: group)
            + weight * deviations[i] * deviations[k]
        }
      }
    }
    for i in columns.indices { for k in 0..<i { result[k, i] = result[i, k] } }
    return result
  }
}
