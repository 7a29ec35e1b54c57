import GSLNumerics

/// The columns of X, with their means and cross-products over all rows.
public struct DesignSummary: Sendable {
  /// One label a column, for example `(Intercept)`, `meanses:center(ses, school)`.
  public let labels: [String]
  let rowCount: Int
  let means: [Double]
  /// Σ (x − x̄)(x − x̄)ᵀ.
  let comoments: Matrix

  init(labels: [String], moments: GroupMoments, columns: [Int]) {
    self.labels = labels
    rowCount = moments.counts.reduce(0, +)
    let grand = moments.grandMeans
    means = columns.map { grand[$0] }
    comoments = moments.grandComoments(of: columns)
  }

  /// The mean of a column and its standard deviation; nil where X has no column of this label.
  func moments(of label: String) -> (mean: Double, standardDeviation: Double)? {
    labels.firstIndex(of: label).map {
      (means[$0], (comoments[$0, $0] / Double(rowCount)).squareRoot())
    }
  }

  /// The columns that the columns before them determine.
  var aliases: [DesignError.Alias] { AliasedColumns(self).aliases }
}

extension DesignSummary {
  /// For each column that varies, by how much the other columns inflate its coefficient's variance.
  ///
  /// The diagonal of the inverse correlation matrix. Source: Marquardt (1970), Technometrics 12,
  /// 591–612. Without an intercept, as in `0 + outcome`, correlations are those around zero: the
  /// columns may sum to a constant. Columns are assumed not to be aliased.
  public var varianceInflation: [(label: String, factor: Double)] {
    let varying = labels.indices.filter {
      comoments[$0, $0].squareRoot() > 1e-13 * abs(means[$0])
    }
    let meansCount = varying.count < labels.count ? 0 : Double(rowCount)
    let product = { comoments[$0, $1] + meansCount * means[$0] * means[$1] }
    let lengths = labels.indices.map { product($0, $0).squareRoot() }
    var correlation = Matrix.identity(varying.count)
    for (i, a) in varying.enumerated() {
      for (j, b) in varying.prefix(i).enumerated() {
        correlation[i, j] = product(a, b) / (lengths[a] * lengths[b])
        correlation[j, i] = correlation[i, j]
      }
    }
    guard let inverse = try? CholeskyFactor(correlation).inverse else { return [] }
    return varying.enumerated().map { (labels[$1], inverse[$0, $0]) }
  }
}
