import ModelData

extension Table {
  /// Makes a table from lines of values between commas, the names first.
  ///
  /// A column is numeric when all its values are numbers or `NA`, unless it is among `texts`.
  init(_ csv: String, file: String = "data.csv", texts: [String] = []) {
    let lines = csv.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
    let names = lines[0]
    let columns = names.indices.map { index in
      Self.column(lines.dropFirst().map { $0[index] }, isText: texts.contains(names[index]))
    }
    self.init(
      names: names, columns: columns, rowCount: lines.count - 1,
      origin: Origin(
        fileOfColumn: Dictionary(uniqueKeysWithValues: names.map { ($0, file) }),
        lines: (1..<lines.count).map { UInt32($0 + 1) }))
  }

  private static func column(_ values: [String], isText: Bool) -> Column {
    let numbers = values.map { $0 == "NA" ? Double.nan : Double($0) }
    if !isText, !numbers.contains(nil) { return .numeric(numbers.compactMap { $0 }) }
    var levels: [String] = []
    let codes = values.map { value -> UInt32 in
      if value == "NA" { return CategoricalColumn.missing }
      if let place = levels.firstIndex(of: value) { return UInt32(place) }
      levels.append(value)
      return UInt32(levels.count - 1)
    }
    return .categorical(CategoricalColumn(levels: levels, codes: codes))
  }
}
