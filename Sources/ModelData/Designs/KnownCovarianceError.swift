/// Known covariances that cannot be read, or are none.
public enum KnownCovarianceError: InputError, Equatable {
  /// Columns are named, but no outcome to say which row is which.
  case noOutcome
  /// There are more or fewer columns than levels of the outcome.
  case levelCount(columns: Int, outcome: String, levels: [String])
  /// A column holds texts.
  case notNumeric(column: String)
  /// A group has two rows of one effect.
  case outcomeTwice(DesignError.Place)
  /// Two rows say different things of their covariance, or one says nothing.
  case notSymmetric(DesignError.Place, column: String, value: Double, other: Double)
  /// A group's matrix is no covariance matrix.
  case notPositiveDefinite(DesignError.Place, factor: String, group: String)

  /// Where, what was seen, what is required, and on the second line what to try.
  public var description: String {
    switch self {
    case .noOutcome:
      "known-covariance: {columns: …} needs the key outcome, the column that says which effect a row "
        + "estimates.\nWrite for example outcome: outcome."
    case .levelCount(let columns, let outcome, let levels):
      "known-covariance names \(columns) columns, but '\(outcome)' has \(levels.count) levels: "
        + levels.joined(separator: ", ")
        + ".\nGive one column for each, in this order."
    case .notNumeric(let column):
      "the column '\(column)' of known covariances holds texts.\n"
        + "Correct the values, or leave the cells empty."
    case .outcomeTwice(let place):
      "\(place): a group has two rows of one outcome.\n"
        + "Give each its own level, or write known-covariance: {variances: …, correlation: …}."
    case .notSymmetric(let place, let column, let value, let other):
      "\(place), column '\(column)': the covariance is \(value.textAsInR) here and "
        + "\(other.textAsInR) in the other row of the group; both must be the same number.\n"
        + "Row p of a group holds row p of its covariance matrix."
    case .notPositiveDefinite(let place, let factor, let group):
      "\(place): the known covariances of \(factor) '\(group)' are no covariance matrix: a "
        + "correlation is 1 or beyond.\nCheck the variances and covariances of its rows."
    }
  }
}
