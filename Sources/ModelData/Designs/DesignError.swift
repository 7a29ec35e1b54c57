/// A model and its data that do not go together.
public enum DesignError: InputError, Equatable {
  /// A place in the data: the file of a column, and the line.
  public struct Place: Sendable, Equatable {
    /// The file, as the user wrote it; nil when it is not known.
    public var file: String?
    /// The line of the first file, from 1.
    public var line: Int

    /// Names a place.
    public init(file: String?, line: Int) {
      self.file = file
      self.line = line
    }
  }

  /// A column of X that the columns before it determine.
  public struct Alias: Sendable, Equatable {
    /// Its label.
    public var label: String
    /// The columns that it is made of, with their factors, when they are few.
    public var combination: [Share]?

    /// A column and the factor by which it is multiplied.
    public struct Share: Sendable, Equatable {
      /// The label of the column.
      public var label: String
      /// The factor.
      public var factor: Double

      /// Makes a share.
      public init(label: String, factor: Double) {
        self.label = label
        self.factor = factor
      }
    }

    /// Makes an alias.
    public init(label: String, combination: [Share]?) {
      self.label = label
      self.combination = combination
    }
  }

  // The data as a whole
  case missingColumn(String, nearest: String?)
  case noUsableRows(read: Int, mostMissing: RowAccount.MissingCount?)
  case oneRow(Place)
  case oneGroup(factor: String, group: String)
  case noRandomTerm(FormulaNotation)
  case allGroupsSingle(factor: String, groups: Int)

  // Values
  case textWhereNumber(Place, column: String, text: String, isOutcome: Bool)
  case infiniteValue(Place, column: String, value: Double)
  case notComputable(Place, expression: String, operand: String, value: Double, Requirement?)
  case knownVarianceNotPositive(Place, column: String, value: Double, isStandardError: Bool)
  case constantOutcome(String, value: Double)
  case oneLevel(factor: String, level: String)
  case variesWithinGroup(
    Place, predictor: String, factor: String, group: String, first: String, second: String)
  case aliasedColumns([Alias])

  /// What an operation needs of its operand.
  public enum Requirement: Sendable, Equatable {
    case aboveZero
    case notNegative
    case notZero
    case notSoLarge
  }
}
