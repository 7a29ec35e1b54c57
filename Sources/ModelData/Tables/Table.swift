/// A rectangle of data: named columns of one length, read from one CSV file or joined from several.
public struct Table: Sendable {
  /// The number of rows.
  public let rowCount: Int
  /// The names of the columns, in the order of the files.
  public let names: [String]
  private let columns: [String: Column]
  private let origin: Origin

  /// Where a row was read, for messages.
  public struct Origin: Sendable {
    /// The file that holds each column, as the user wrote it.
    let fileOfColumn: [String: String]
    /// The 1-based line of the first file on which each row begins.
    let lines: [UInt32]

    /// Makes an origin from the file of each column and the line of each row.
    public init(fileOfColumn: [String: String], lines: [UInt32]) {
      self.fileOfColumn = fileOfColumn
      self.lines = lines
    }
  }

  /// Makes a table; all columns must have `rowCount` values.
  public init(names: [String], columns: [Column], rowCount: Int, origin: Origin) {
    self.names = names
    self.rowCount = rowCount
    self.columns = Dictionary(uniqueKeysWithValues: zip(names, columns))
    self.origin = origin
  }

  /// The column of this name; nil when there is none.
  public subscript(name: String) -> Column? { columns[name] }

  /// The file that holds a column; nil when there is none of this name.
  public func file(of column: String) -> String? { origin.fileOfColumn[column] }

  /// The 1-based line on which a row begins, in the first file.
  public func line(ofRow row: Int) -> Int { Int(origin.lines[row]) }
}

/// One column of a table.
public enum Column: Sendable, Equatable {
  /// Numbers; NaN where the value is missing.
  case numeric([Double])
  /// Texts, each stored once.
  case categorical(CategoricalColumn)
}

/// A column of texts: group ids, or the levels of a factor.
public struct CategoricalColumn: Sendable, Equatable {
  /// The distinct texts, in the order in which they first appear.
  public let levels: [String]
  /// For each row the place of its text in `levels`, or `missing`.
  public let codes: [UInt32]
  /// The code of a missing value.
  public static let missing = UInt32.max

  /// Makes a column from its levels and codes.
  public init(levels: [String], codes: [UInt32]) {
    self.levels = levels
    self.codes = codes
  }
}
