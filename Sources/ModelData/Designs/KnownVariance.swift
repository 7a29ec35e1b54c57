/// Where the known variance of each row's error is found (V-known models).
public enum KnownVariance: Sendable, Equatable {
  /// A column of sampling variances.
  case variance(column: String)
  /// A column of standard errors, the roots of the sampling variances.
  case standardError(column: String)
  /// A column of sampling variances of rows whose errors are correlated within groups, as
  /// `KnownCovariance` has it.
  case correlated(column: String)

  /// The column.
  public var column: String {
    switch self {
    case .variance(let column), .standardError(let column), .correlated(let column): column
    }
  }
}
