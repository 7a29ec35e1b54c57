/// The problem that is reported of all that are met while rows are read.
///
/// It is the first one in the order of the model's parts (outcome, variances, groups, predictors),
/// and in the order of the rows within one of them, whatever the rows in which others are.
struct FirstProblem {
  private(set) var error: DesignError?
  /// The variable that has it, and whether it shows only when all rows have been read.
  private var rank = (variable: Int.max, isOfAllRows: true)

  /// Whether a variable can still have an earlier problem.
  func isRelevant(_ variable: Int) -> Bool {
    variable < rank.variable || variable == rank.variable && rank.isOfAllRows
  }

  /// Takes an error of a variable, which counts when no earlier one has one.
  mutating func report(_ error: DesignError, variable: Int, isOfAllRows: Bool = false) {
    guard (variable, isOfAllRows ? 1 : 0) < (rank.variable, rank.isOfAllRows ? 1 : 0) else {
      return
    }
    rank = (variable, isOfAllRows)
    self.error = error
  }
}
