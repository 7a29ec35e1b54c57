/// The weighted means and centred cross-products of some columns within each group.
///
/// Rows enter one at a time and in any order, and are forgotten. Centred sums keep their digits
/// however far from zero the columns lie. Source: Chan, Golub & LeVeque (1983), American
/// Statistician 37, 242–247, updating by one row.
///
/// | quantity | shape |
/// |---|---|
/// | weights | groups |
/// | means | groups × columns |
/// | comoments | groups × columns (columns + 1) / 2, the lower triangle by rows |
public struct GroupMoments: Sendable {
  /// The number of columns.
  public let columnCount: Int
  /// The number of groups.
  public private(set) var groupCount: Int
  /// The number of rows in each group.
  public private(set) var counts: [Int]
  /// The sum of the rows' weights in each group.
  public private(set) var weights: [Double]
  /// Each group's weighted mean of each column.
  public private(set) var means: [Double]
  /// Each group's Σ w (x − x̄)(x − x̄)ᵀ.
  public private(set) var comoments: [Double]

  /// The number of elements in the lower triangle of a group's matrix.
  public var triangleCount: Int { columnCount * (columnCount + 1) / 2 }

  /// Makes empty moments for these groups.
  public init(groups: Int, columns: Int) {
    groupCount = groups
    columnCount = columns
    counts = Array(repeating: 0, count: groups)
    weights = Array(repeating: 0, count: groups)
    means = Array(repeating: 0, count: groups * columns)
    comoments = Array(repeating: 0, count: groups * columns * (columns + 1) / 2)
  }

  /// Takes one row of a group into account, with its weight, which must be above zero.
  public mutating func add(_ row: UnsafeBufferPointer<Double>, weight: Double, to group: Int) {
    let before = weights[group]
    let after = before + weight
    weights[group] = after
    counts[group] += 1
    let step = weight / after
    let spread = before * step
    let columns = columnCount
    means.withUnsafeMutableBufferPointer { means in
      comoments.withUnsafeMutableBufferPointer { comoments in
        let mean = means.baseAddress.unsafelyUnwrapped + group * columns
        var comoment = comoments.baseAddress.unsafelyUnwrapped + group * columns * (columns + 1) / 2
        for a in 0..<columns {
          let deviation = spread * (row[a] - mean[a])
          for b in 0...a { comoment[b] += deviation * (row[b] - mean[b]) }
          comoment += a + 1
        }
        for a in 0..<columns { mean[a] += step * (row[a] - mean[a]) }
      }
    }
  }

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
}
