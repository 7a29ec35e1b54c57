extension DesignError: CustomStringConvertible {
  /// Where, what was seen, what is required, and on the second line what to try.
  public var description: String {
    switch self {
    case .textWhereNumber(let place, let column, let text, let isOutcome):
      "\(place), column '\(column)': '\(text)' is not a number.\n"
        + (isOutcome
          ? "The outcome must be numeric; correct the value, or leave the cell empty."
          : "Correct the value, leave the cell empty, or use the column as a term of its own.")
    case .infiniteValue(let place, let column, let value):
      "\(place), column '\(column)': the value \(value.textAsInR) is not finite.\n"
        + "Correct it, or leave the cell empty so that the row is dropped."
    case .notComputable(let place, let expression, let operand, let value, let requirement):
      "\(place): \(expression) cannot be computed where \(operand) is \(value.textAsInR)"
        + "\(requirement?.words ?? ".")\n"
        + "Correct the value, or leave the cell empty so that the row is dropped."
    case .knownVarianceNotPositive(let place, let column, let value, let isStandardError):
      "\(place), column '\(column)': the \(isStandardError ? "standard error" : "variance") "
        + "\(value.textAsInR) must be above zero.\n"
        + "Correct it, or leave the cell empty so that the row is dropped."
    case .variesWithinGroup(let place, let predictor, let factor, let group, let a, let b):
      "\(place): \(predictor) stands in a level-2 equation but varies within "
        + "\(factor) '\(group)': \(a) and \(b).\n"
        + "Put it into the level-1 equation, or use the group's mean: mean(x, \(factor))."
    default: wordsWithoutPlace
    }
  }

  private var wordsWithoutPlace: String {
    switch self {
    case .missingColumn(let name, let nearest):
      "there is no column '\(name)' in the data.\n"
        + (nearest.map { "Did you mean '\($0)'?" } ?? "Check the header of the data file.")
    case .noUsableRows(let read, let missing):
      "none of the \(read) rows is complete.\n"
        + (missing.map { "The column '\($0.column)' is missing in \($0.count) of them." }
          ?? "The data need at least two rows.")
    case .oneRow(let place):
      "\(place): this is the only complete row; a model needs at least two.\n"
        + "Check which columns are missing in the other rows."
    case .oneGroup(let factor, let group):
      "the rows belong to one group only: \(factor) '\(group)'.\n"
        + "Variation between groups needs two or more; check the column."
    case .noRandomTerm(.formula):
      "the formula has no random term.\n"
        + "Add one for the groups, for example + (1 | school) when the column school names them."
    case .noRandomTerm(.equations):
      "no level-2 equation has a residual, so nothing varies between groups.\n"
        + "Add one, for example b0 = g00 + u0."
    case .allGroupsSingle(let factor, let groups):
      "each of the \(groups) groups of \(factor) has one row, so sigma2 cannot be told from T.\n"
        + "Name the known variances (known-variance or known-se), or use a factor with larger "
        + "groups."
    case .constantOutcome(let name, let value):
      "the outcome \(name) is \(value.textAsInR) in all rows.\n"
        + "Without variation there is nothing to explain; check the column."
    case .oneLevel(let factor, let level):
      "the factor \(factor) has one level only in the rows used: '\(level)'.\n"
        + "Leave it out, or check which rows were dropped."
    case .aliasedColumns(let aliases):
      "X has not full rank: \(aliases.map(\.words).joined(separator: "; ")).\n"
        + "Leave out \(aliases.count == 1 ? "this predictor" : "these predictors"), "
        + "or what determines \(aliases.count == 1 ? "it" : "them")."
    default: ""
    }
  }
}

extension DesignError.Place: CustomStringConvertible {
  /// File and line.
  public var description: String { (file.map { "\($0), " } ?? "") + "line \(line)" }
}

extension DesignError.Requirement {
  fileprivate var words: String {
    switch self {
    case .aboveZero: "; it must be above zero."
    case .notNegative: "; it must not be negative."
    case .notZero: "; it must not be zero."
    case .notSoLarge: "; the result is too large."
    }
  }
}

extension DesignError.Alias {
  fileprivate var words: String {
    guard let combination else { return "\(label) is determined by the columns before it" }
    if combination.isEmpty { return "\(label) is zero in all rows" }
    let sum = combination.enumerated().map { place, share in
      let sign = place == 0 ? (share.factor < 0 ? "-" : "") : (share.factor < 0 ? " - " : " + ")
      return sign + share.words
    }
    return "\(label) = \(sum.joined())"
  }
}

extension DesignError.Alias.Share {
  /// The share without its sign: `2*ses`, `ses`, `3` for the intercept.
  fileprivate var words: String {
    let size = abs(factor).rounded(toDigits: 4).textAsInR
    if label == "(Intercept)" { return size }
    return size == "1" ? label : "\(size)*\(label)"
  }
}
