import GSLNumerics

/// Which columns are accumulated: those of Z, then those of X that Z lacks, then y; each once.
struct ColumnPlan {
  /// q.
  let effectCount: Int
  /// The place of each column of X among the accumulated ones.
  let fixed: [Int]
  /// The columns of X that are accumulated for themselves.
  private let additional: [Int]
  /// The number of accumulated columns.
  var count: Int { effectCount + additional.count + 1 }

  /// Takes the labels of X and Z.
  init(fixed: [String], random: [String]) {
    effectCount = random.count
    var places: [Int] = []
    var additional: [Int] = []
    for (column, label) in fixed.enumerated() {
      if let shared = random.firstIndex(of: label) {
        places.append(shared)
      } else {
        places.append(random.count + additional.count)
        additional.append(column)
      }
    }
    self.fixed = places
    self.additional = additional
  }

  /// The accumulated ones of the columns of X and Z, and the outcome's.
  func columns<Column>(fixed: [Column], random: [Column], outcome: Column) -> [Column] {
    random + additional.map { fixed[$0] } + [outcome]
  }

  /// The shifts and scales that put X and y near zero with unit spread.
  func coordinates(_ moments: GroupMoments) -> StandardColumns {
    let means = moments.grandMeans
    let deviations = moments.grandDeviations
    let constant = fixed.firstIndex { deviations[$0] <= 1e-13 * abs(means[$0]) && means[$0] != 0 }
    let scales = fixed.map { deviations[$0] > 1e-13 * abs(means[$0]) ? deviations[$0] : 1 }
    let shift = constant == nil ? 0 : means[count - 1]
    return StandardColumns(
      constant: constant, means: fixed.map { means[$0] }, scales: scales, outcomeShift: shift,
      coordinates: CoefficientCoordinates(
        means: fixed.map { means[$0] }, deviations: scales, constant: constant,
        outcomeShift: shift))
  }
}

/// X and y, shifted and scaled.
struct StandardColumns {
  let constant: Int?
  let means: [Double]
  let scales: [Double]
  let outcomeShift: Double
  let coordinates: CoefficientCoordinates

  /// One row of a group's triangle in these coordinates: f values for X, one for y.
  func transform(
    row i: Int, of triangle: borrowing GroupTriangle, columns: ColumnPlan,
    into row: inout [Double]
  ) {
    let f = scales.count
    let outcome = triangle[i, columns.count - 1]
    guard let constant else {
      for k in 0..<f { row[k] = triangle[i, columns.fixed[k]] / scales[k] }
      row[f] = outcome
      return
    }
    let unit = triangle[i, columns.fixed[constant]] / means[constant]
    for k in 0..<f {
      row[k] =
        k == constant ? unit : (triangle[i, columns.fixed[k]] - means[k] * unit) / scales[k]
    }
    row[f] = outcome - outcomeShift * unit
  }

  /// The columns of X, shifted and scaled, that Z may not span.
  func unspanned(_ columns: ColumnPlan) -> [Int] {
    let isShared = columns.fixed.map { $0 < columns.effectCount }
    // A shift by a constant that Z lacks takes every column out of its span.
    if let constant, !isShared[constant] { return Array(columns.fixed.indices) }
    return columns.fixed.indices.filter { !isShared[$0] }
  }
}
