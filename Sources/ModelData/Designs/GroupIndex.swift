/// The groups of a factor, numbered in the order in which rows of them come.
struct GroupIndex {
  /// The rows counted in each group.
  private(set) var sizes: [Int] = []
  private var columns: [LevelPlaces]
  /// What the columns after the first are combined to, one after the other.
  private var combinations: [Combinations]

  /// Makes an index without groups.
  init(_ grouping: Grouping) {
    columns = grouping.columns.map(LevelPlaces.init)
    combinations = grouping.columns.dropFirst().map { _ in Combinations() }
  }

  /// The ids of the groups.
  var levels: [String] { combinations.last?.names ?? columns[0].levels }

  /// The number of groups.
  var count: Int { combinations.last?.names.count ?? columns[0].levels.count }

  /// For each of these rows the place of its group in `levels`, where new groups are added.
  mutating func places(of rows: [Int], in table: Table) -> [Int] {
    var result = columns[0].places(of: rows, in: table)
    for place in combinations.indices {
      let next = columns[place + 1].places(of: rows, in: table)
      for i in rows.indices {
        result[i] = combined(result[i], next[i], at: place)
      }
    }
    return result
  }

  /// The place of a combination so far with a group of the next column.
  private mutating func combined(_ first: Int, _ second: Int, at place: Int) -> Int {
    if let known = combinations[place][first, second] { return known }
    let name = place == 0 ? columns[0].levels[first] : combinations[place - 1].names[first]
    return combinations[place].append(
      first, second, name: "\(name):\(columns[place + 1].levels[second])")
  }

  /// Adds rows to the sizes of their groups.
  mutating func add(_ places: [Int]) {
    sizes += repeatElement(0, count: count - sizes.count)
    sizes.withUnsafeMutableBufferPointer { sizes in for place in places { sizes[place] &+= 1 } }
  }
}

/// Pairs of groups of two factors, numbered in the order in which they come.
private struct Combinations {
  private(set) var names: [String] = []
  private var places: [Pair: Int] = [:]

  private struct Pair: Hashable {
    let first: Int
    let second: Int
  }

  /// The place of a pair; nil when it has not come yet.
  subscript(first: Int, second: Int) -> Int? { places[Pair(first: first, second: second)] }

  /// Adds a pair.
  mutating func append(_ first: Int, _ second: Int, name: String) -> Int {
    places[Pair(first: first, second: second)] = names.count
    names.append(name)
    return names.count - 1
  }
}

/// The distinct values of a column, numbered in the order in which they come.
private struct LevelPlaces {
  private(set) var levels: [String] = []
  private let name: String
  /// The place of each code of a text column; `CategoricalColumn.missing` where it has none yet.
  private var placeOfCode: [UInt32] = []
  /// Whether each code that has a place is its own one.
  private var areCodes = true
  private var placeOfNumber: [Double: Int] = [:]

  init(_ name: String) { self.name = name }

  mutating func places(of rows: [Int], in table: Table) -> [Int] {
    switch table[name] {
    case .categorical(let column): places(of: rows, in: column)
    case .numeric(let values): rows.map { place(of: values[$0]) }
    case nil: []
    }
  }

  private mutating func places(of rows: [Int], in column: CategoricalColumn) -> [Int] {
    if rows.count == column.codes.count, takeCodes(of: column) {
      return column.codes.map { Int($0) }
    }
    let new = column.levels.count - placeOfCode.count
    if new > 0 { placeOfCode += repeatElement(CategoricalColumn.missing, count: new) }
    let known = knownPlaces(of: rows, column.codes)
    guard known.contains(Int(CategoricalColumn.missing)) else { return known }
    for row in rows where placeOfCode[Int(column.codes[row])] == CategoricalColumn.missing {
      append(Int(column.codes[row]), of: column)
    }
    return knownPlaces(of: rows, column.codes)
  }

  /// Takes the codes of all rows as their places; false where new codes do not come in their order.
  ///
  /// They do as long as every row is used: codes count texts as places count groups.
  private mutating func takeCodes(of column: CategoricalColumn) -> Bool {
    guard areCodes, placeOfCode.count == levels.count else { return false }
    for code in column.codes where code >= levels.count {
      guard code == levels.count else { return false }
      placeOfCode.append(CategoricalColumn.missing)
      append(Int(code), of: column)
    }
    return true
  }

  private mutating func append(_ code: Int, of column: CategoricalColumn) {
    areCodes = areCodes && code == levels.count
    placeOfCode[code] = UInt32(levels.count)
    levels.append(column.levels[code])
  }

  private func knownPlaces(of rows: [Int], _ codes: [UInt32]) -> [Int] {
    placeOfCode.withUnsafeBufferPointer { places in
      codes.withUnsafeBufferPointer { codes in rows.map { Int(places[Int(codes[$0])]) } }
    }
  }

  private mutating func place(of value: Double) -> Int {
    if let place = placeOfNumber[value] { return place }
    placeOfNumber[value] = levels.count
    levels.append(value.textAsInR)
    return levels.count - 1
  }
}
