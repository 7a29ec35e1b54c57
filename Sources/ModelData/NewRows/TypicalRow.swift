import RealModule

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
        values.append((variable.description, isZero ? "0" : shortText(moments.mean.threeDigits)))
      }
    }
    return NewRow(
      place: .commandLine(values.map { "\($0.name)=\($0.text)" }.joined(separator: ",")),
      values: Dictionary(values.map { ($0.name, $0.text) }) { first, _ in first })
  }
}

extension Double {
  /// A number other than 0 to three digits.
  fileprivate var threeDigits: Double {
    let unit = Double.exp10(Double.log10(abs(self)).rounded(.down) - 2)
    let digits = (self / unit).rounded()
    // Division by a whole power of ten keeps 0.3 from being 0.30000000000000004.
    return unit < 1 ? digits / (1 / unit).rounded() : digits * unit
  }
}
