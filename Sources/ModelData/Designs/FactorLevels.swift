/// The levels of a categorical variable, the reference first.
struct FactorLevels {
  /// The column as groups.
  let grouping: Grouping
  /// The levels.
  let levels: [String]
  /// The place of each group among the levels.
  let order: [Int]

  /// Takes the levels of a variable from the groups of its column: in the order in which they
  /// appear for `factor(x)`, sorted otherwise.
  init(_ variable: Expression, grouping: Grouping, groups: GroupIndex) {
    self.grouping = grouping
    let texts = groups.levels
    guard case .column = variable else {
      levels = texts
      order = Array(texts.indices)
      return
    }
    let sorted = texts.indices.sorted { texts[$0] < texts[$1] }
    var order = Array(repeating: 0, count: texts.count)
    for (new, old) in sorted.enumerated() { order[old] = new }
    levels = sorted.map { texts[$0] }
    self.order = order
  }
}
