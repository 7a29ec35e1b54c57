import GSLNumerics

/// Each group's cross-products of y and of those columns of X that Z does not span, Z projected out.
///
/// Their sums over groups suffice for the likelihood. What looks at groups one by one, such as a
/// sandwich with the groups as units, needs the parts.
public struct WithinGroupParts: Sendable {
  /// The columns of X that have such parts; none where X is spanned by Z in every group.
  public private(set) var columns: [Int]
  /// Group after group the lower triangle, by rows, of the cross-products of (those columns, y).
  public private(set) var elements: [Double]

  /// The elements of one group.
  public var triangleCount: Int { Self.triangleCount(columns.count + 1) }

  private static func triangleCount(_ order: Int) -> Int { order * (order + 1) / 2 }

  init(columns: [Int], groups: Int) {
    self.columns = columns
    elements = Array(repeating: 0, count: groups * Self.triangleCount(columns.count + 1))
  }

  /// Adds one row of residuals, f of X and one of y.
  mutating func add(_ row: [Double], to group: Int) {
    var place = group * triangleCount
    for a in 0...columns.count {
      let first = a < columns.count ? row[columns[a]] : row[row.count - 1]
      for b in 0..<a {
        elements[place] += first * row[columns[b]]
        place += 1
      }
      elements[place] += first * first
      place += 1
    }
  }

  /// The parts of some of the columns, given by their places among `columns`.
  func keeping(_ kept: [Int]) -> WithinGroupParts {
    guard kept.count < columns.count else { return self }
    let groups = elements.count / triangleCount
    var result = WithinGroupParts(columns: kept.map { columns[$0] }, groups: groups)
    let places = kept + [columns.count]
    var target = 0
    for group in 0..<groups {
      for (a, row) in places.enumerated() {
        for column in places.prefix(a + 1) {
          result.elements[target] = elements[group * triangleCount + row * (row + 1) / 2 + column]
          target += 1
        }
      }
    }
    return result
  }
}
