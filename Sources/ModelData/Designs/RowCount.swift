/// What becomes of the rows, as blocks of them come.
struct RowCount {
  /// The complete rows.
  private(set) var complete: CompleteRows
  /// The groups of rows that are dropped, where their ids are there.
  private var dropped: [Grouping: GroupIndex]

  init(_ complete: CompleteRows, _ groupings: [Grouping]) {
    self.complete = complete
    dropped = Dictionary(uniqueKeysWithValues: groupings.map { ($0, GroupIndex($0)) })
  }

  /// Counts the rows of a block, and finds those that are used.
  mutating func add(_ block: Table) -> [Int] {
    let used = complete.count(block)
    guard used.count < block.rowCount else { return used }
    let others = zip([-1] + used, used + [block.rowCount]).flatMap { ($0 + 1)..<$1 }
    // As in `Survey`, the keys in an array of their own.
    for grouping in Array(dropped.keys) {
      let columns = grouping.columns.compactMap { block[$0] }
      let named = others.filter { row in columns.allSatisfy { $0.text(row) != nil } }
      _ = dropped[grouping]?.places(of: named, in: block)
    }
    return used
  }

  /// The account, when all rows have been counted.
  func account(_ formula: Formula, _ groups: [Grouping: GroupIndex]) -> RowAccount {
    RowAccount(
      read: complete.read, used: complete.used, missing: complete.missing,
      vanishedGroups: formula.groupings.flatMap { grouping in
        let dropped = dropped[grouping]?.levels ?? []
        let used = Set(dropped.isEmpty ? [] : groups[grouping]?.levels ?? [])
        return dropped.filter { !used.contains($0) }
          .map { RowAccount.VanishedGroup(factor: grouping.name, group: $0) }
      })
  }
}
