import RealModule

/// What a column of a CSV file holds, as far as a draft of a model needs to know.
struct ColumnOutline {
  /// What its cells are.
  enum Kind: Equatable {
    /// Every cell is a number or missing.
    case numbers(ClosedRange<Double>, areWhole: Bool)
    /// No cell is a number.
    case texts
    /// Numbers and texts; one of these.
    case mixed(String)
    /// Every cell is missing.
    case empty
  }

  let name: String
  let file: String
  let kind: Kind
  let column: CategoricalColumn
  let missingCount: Int

  var distinctCount: Int { column.levels.count }

  /// Whether a formula can use it as it is.
  var isPredictor: Bool {
    switch kind {
    case .numbers, .texts: distinctCount > 1 && !name.contains("`") && !name.contains("\n")
    case .mixed, .empty: false
    }
  }

  var isNumeric: Bool { if case .numbers = kind { true } else { false } }

  /// Whether every value is a number above zero.
  var isPositive: Bool {
    if case .numbers(let range, _) = kind { range.lowerBound > 0 } else { false }
  }

  /// Whether it may say which group a row belongs to: a text or a whole number that is not missing.
  var isIdentifier: Bool {
    guard missingCount == 0, !name.contains("`"), !name.contains("\n") else { return false }
    switch kind {
    case .texts, .mixed: return true
    case .numbers(_, let areWhole): return areWhole
    case .empty: return false
    }
  }

  init(name: String, file: String, column: CategoricalColumn) {
    (self.name, self.file, self.column) = (name, file, column)
    missingCount = column.codes.count { $0 == CategoricalColumn.missing }
    var numbers: [Double] = []
    var text: String?
    for level in column.levels {
      switch CellMeaning(of: level) {
      case .number(let value): numbers.append(value)
      case .missing: continue
      case .infinite, .text: text = text ?? level
      }
    }
    if let text {
      kind = numbers.isEmpty ? .texts : .mixed(text)
    } else if let least = numbers.min(), let most = numbers.max() {
      kind = .numbers(least...most, areWhole: numbers.allSatisfy { $0 == $0.rounded() })
    } else {
      kind = .empty
    }
  }

  /// Whether it has one value in each group, where it has any.
  func isConstant(within groups: CategoricalColumn) -> Bool {
    var values: [UInt32: UInt32] = [:]
    for (group, value) in zip(groups.codes, column.codes) where value != CategoricalColumn.missing {
      if values.updateValue(value, forKey: group) ?? value != value { return false }
    }
    return true
  }
}

extension CellMeaning {
  /// What a cell with this text says.
  fileprivate init(of text: String) {
    self = Array(text.utf8).withUnsafeBytes { Field(start: 0, end: $0.count).meaning(in: $0) }
  }
}

/// The columns of a CSV file.
struct FileOutline {
  let reference: FileReference
  let rowCount: Int
  let columns: [ColumnOutline]

  init(_ reference: FileReference) throws(TableError) {
    self.reference = reference
    let names = try CSVFile(reference).columnNames
    let table = try Table.read(files: [reference], columns: [], textColumns: Set(names))
    rowCount = table.rowCount
    columns = names.compactMap { name in
      table.texts(name).map { ColumnOutline(name: name, file: reference.name, column: $0) }
    }
  }

  subscript(name: String) -> ColumnOutline? { columns.first { $0.name == name } }
}
