/// What is known of a model and its data without the rows.
public struct ModelOutline: Sendable {
  /// The outcome's name.
  public let outcome: String
  /// X.
  public let fixed: DesignSummary
  /// For each column of X the label of its term in the formula; a factor's columns have one in common.
  public let fixedTerms: [String]
  /// The random terms, in the order written.
  public let randomTerms: [Term]
  /// Whether each row's error has a known variance (V-known models); else σ² is estimated.
  public let hasKnownVariances: Bool
  /// What became of the rows that were read.
  public let rows: RowAccount

  /// One random term: (columns | factor).
  public struct Term: Sendable {
    /// The groups.
    public let factor: Factor
    /// Z.
    public let design: Effects
    /// The structure of T.
    public let covariance: RandomTerm.Covariance
  }

  /// The groups of a grouping factor.
  public struct Factor: Sendable {
    /// The name, as written: a column, or `a:b` for nested or crossed ids.
    public let name: String
    /// The ids of the groups that have rows, in the order in which they first appear.
    public let levels: [String]
    /// The number of rows in each group.
    public let sizes: [Int]
  }

  /// The columns of a Z.
  public struct Effects: Sendable {
    /// One label a column.
    public let labels: [String]
  }
}
