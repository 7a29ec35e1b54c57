import GSLNumerics

extension DesignMatrix {
  /// For each column that varies, by how much the other columns inflate its coefficient's variance.
  ///
  /// The diagonal of the inverse correlation matrix. Source: Marquardt (1970), Technometrics 12,
  /// 591–612. Columns are assumed not to be aliased.
  public var varianceInflation: [(label: String, factor: Double)] {
    let centred = zip(labels, columns).compactMap { label, column -> (String, [Double])? in
      let mean = column.reduce(0, +) / Double(max(1, column.count))
      let deviations = column.map { $0 - mean }
      let length = dot(deviations, deviations).squareRoot()
      return length > 1e-13 * abs(mean) ? (label, deviations.map { $0 / length }) : nil
    }
    var correlation = Matrix.identity(centred.count)
    for i in centred.indices {
      for j in 0..<i {
        correlation[i, j] = dot(centred[i].1, centred[j].1)
        correlation[j, i] = correlation[i, j]
      }
    }
    guard let inverse = try? CholeskyFactor(correlation).inverse else { return [] }
    return centred.indices.map { (centred[$0].0, inverse[$0, $0]) }
  }
}
