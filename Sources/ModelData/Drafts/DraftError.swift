/// Why a file of data makes no draft of a model.
public enum DraftError: InputError, Equatable {
  /// No column looks like an outcome.
  case noOutcome(file: String)
  /// No column looks like the ids of groups.
  case noGroup(file: String)
  /// The files have no column in common.
  case nothingShared(files: [String])
  /// A column was named that cannot be what it was named for.
  case unsuitable(file: String, column: String, purpose: Purpose)
  /// Fewer than two groups have rows.
  case tooFewGroups(file: String, column: String, count: Int)
  /// Every group has one row, and no variance is known.
  case oneRowEach(file: String, column: String)

  /// What a column was named for.
  public enum Purpose: Sendable, Equatable {
    /// The outcome.
    case outcome
    /// Sampling variances or their roots.
    case variance
    /// The ids of the groups.
    case group
  }
}

extension DraftError {
  /// Where, what was seen, what is required, what to try.
  public var description: String {
    switch self {
    case .noOutcome(let file):
      """
      \(file): no column of numbers looks like an outcome.
      Name it with --outcome.
      """
    case .noGroup(let file):
      """
      \(file): no column looks like the ids of groups: whole numbers or texts, none of them missing.
      Name it with --group.
      """
    case .nothingShared(let files):
      """
      \(files.joined(separator: " and ")) share no column.
      Files are joined on the id of a group, a column that all of them have.
      """
    case .unsuitable(let file, let column, .outcome):
      """
      \(file): the column '\(column)' is no outcome: its values must be numbers, and differ.
      Name another with --outcome.
      """
    case .unsuitable(let file, let column, .variance):
      """
      \(file): the column '\(column)' holds no variances: its values must be numbers above 0.
      Name another with --known-variance or --known-se.
      """
    case .unsuitable(let file, let column, .group):
      """
      \(file): the column '\(column)' cannot tell groups apart: its values must be whole numbers or \
      texts, none of them missing.
      Name another with --group.
      """
    case .tooFewGroups(let file, let column, let count):
      """
      \(file): the column '\(column)' makes \(counted(count, "group")) with \
      complete rows; a model needs 2 at least.
      Name another with --group.
      """
    case .oneRowEach(let file, let column):
      """
      \(file): each value of '\(column)' has one complete row, which cannot tell groups from errors.
      Name another with --group, or the column of sampling variances with --known-variance or --known-se.
      """
    }
  }
}
