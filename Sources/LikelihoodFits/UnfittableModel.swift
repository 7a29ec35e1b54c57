import ModelData

/// A model that no likelihood fit can answer for, because the data leave too little.
public enum UnfittableModel: Error, Equatable, Sendable {
  /// There are no more rows than coefficients.
  case noResiduals(place: String, rows: Int, coefficients: Int)
  /// Values of σ² and T exchange for each other without a change of the likelihood.
  case sigmaSquaredLikeT(place: String, rows: GroupRows, effects: [String])
  /// The groups' effects, fitted to each group alone, leave nothing of the outcome but rounding.
  case noVariationWithinGroups(place: String, outcome: String, factor: String, effects: [String])

  /// The groups of the random effects' factor.
  public struct GroupRows: Equatable, Sendable {
    /// The factor.
    public var factor: String
    /// How many groups there are.
    public var groups: Int
    /// The rows of the largest.
    public var largest: Int
  }
}

extension UnfittableModel: InputError {
  /// What is wrong and what to try.
  public var description: String {
    switch self {
    case .noResiduals(let place, let rows, let coefficients):
      "\(place): \(rows) rows for \(coefficients) coefficients leave no residuals from which sigma2 "
        + "and T could be told.\nUse fewer predictors, or more rows."
    case .sigmaSquaredLikeT(let place, let rows, let effects):
      "\(place): sigma2 cannot be told from T: the \(rows.groups) groups of \(rows.factor) have at "
        + "most \(rows.largest) rows, for \(effects.count) random effects each.\nLeave out "
        + "a random effect, such as \(effects.last ?? "x"), or give sigma2 and T proper priors and use "
        + "'lindley sample'."
    case .noVariationWithinGroups(let place, let outcome, let factor, let effects):
      (effects == ["(Intercept)"]
        ? "\(place): \(outcome) does not vary within the groups of \(factor) beyond rounding"
        : "\(place): the random effects \(effects.joined(separator: ", ")) fit \(outcome) within the groups of "
          + "\(factor) and leave only rounding")
        + ": sigma2 would be 0.\n"
        + (effects.count > 1
          ? "Leave out a random effect, such as \(effects[effects.count - 1]), "
          : "Take an outcome that varies within groups, ")
        + "or give the variances of the rows as known-variance or known-se."
    }
  }
}
