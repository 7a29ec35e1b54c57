/// A mean that a variable is made of: of some values over all rows used, or over each group.
struct MeanKey: Hashable {
  let operand: Expression
  /// The groups; nil for all rows.
  let grouping: Grouping?
}

extension Expression {
  /// The means that it is made of, those of operands before those that need them.
  var means: [MeanKey] {
    switch self {
    case .number, .column, .factor: []
    case .parentheses(let x), .negative(let x), .function(_, let x): x.means
    case .arithmetic(let x, _, let y): x.means + y.means
    case .centered(let x, let group): x.means + [MeanKey(operand: x, grouping: group)]
    case .groupMean(let x, let group): x.means + [MeanKey(operand: x, grouping: group)]
    }
  }
}

/// Means over groups, as their rows come.
///
/// Sums are taken about each group's first value, so that values far from zero keep their digits.
struct RunningMeans {
  private var pivots: [Double] = []
  private var sums: [Double] = []
  private var counts: [Double] = []

  /// Takes values into account, each with the place of its group; places come in order.
  mutating func add(_ values: [Double], to places: [Int]) {
    for (value, place) in zip(values, places) {
      if place == pivots.count {
        pivots.append(value)
        sums.append(0)
        counts.append(0)
      }
      sums[place] += value - pivots[place]
      counts[place] += 1
    }
  }

  /// The mean of each group.
  var means: [Double] { pivots.indices.map { pivots[$0] + sums[$0] / counts[$0] } }
}
