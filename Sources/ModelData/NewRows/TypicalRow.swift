extension NewRowDesign {
  /// A row of a new group with every predictor at its mean in the data, to three digits, and every factor at
  /// its first level.
  ///
  /// A predictor that X has in products alone is left out.
  public var typicalRow: NewRow {
    var values: [(name: String, text: String)] = []
    for variable in formula.termVariables {
      if let levels = known.factors[variable]?.levels, let name = variable.columnNames.first {
        values.append((name, levels[0]))
      } else if let moments = fixed.moments(of: variable.description) {
        let isZero = abs(moments.mean) <= 1e-9 * moments.standardDeviation
        let mean = isZero ? 0 : moments.mean.rounded(toDigits: 3)
        values.append((variable.description, shortText(mean)))
      }
    }
    return NewRow(
      place: .commandLine(values.map { "\($0.name)=\($0.text)" }.joined(separator: ",")),
      values: Dictionary(values.map { ($0.name, $0.text) }) { first, _ in first })
  }
}
