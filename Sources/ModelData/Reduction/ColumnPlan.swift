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

  init(fixed: DesignMatrix, random: DesignMatrix) {
    effectCount = random.labels.count
    var places: [Int] = []
    var additional: [Int] = []
    for (column, label) in fixed.labels.enumerated() {
      if let shared = random.labels.firstIndex(of: label) {
        places.append(shared)
      } else {
        places.append(random.labels.count + additional.count)
        additional.append(column)
      }
    }
    self.fixed = places
    self.additional = additional
  }

  func fill(_ row: inout [Double], from model: HierarchicalModel, term: RandomTerm, at i: Int) {
    var place = 0
    for column in term.design.columns {
      row[place] = column[i]
      place += 1
    }
    for column in additional {
      row[place] = model.fixed.columns[column][i]
      place += 1
    }
    row[place] = model.outcome.values[i]
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
  func transformed(row i: Int, of triangle: GroupTriangle, columns: ColumnPlan) -> [Double] {
    let raw = columns.fixed.map { triangle[i, $0] }
    let outcome = triangle[i, columns.count - 1]
    guard let constant else { return zip(raw, scales).map(/) + [outcome] }
    let unit = raw[constant] / means[constant]
    return raw.indices.map { $0 == constant ? unit : (raw[$0] - means[$0] * unit) / scales[$0] }
      + [outcome - outcomeShift * unit]
  }

  /// The columns of X, shifted and scaled, that Z may not span.
  func unspanned(_ columns: ColumnPlan) -> [Int] {
    let isShared = columns.fixed.map { $0 < columns.effectCount }
    // A shift by a constant that Z lacks takes every column out of its span.
    if let constant, !isShared[constant] { return Array(columns.fixed.indices) }
    return columns.fixed.indices.filter { !isShared[$0] }
  }
}
