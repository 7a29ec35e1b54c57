/// A rectangle of data: named columns of one length, read from one CSV file or joined from several.
public struct Table: Sendable {
  /// The number of rows.
  public let rowCount: Int
  /// The names of the columns, in the order of the files.
  public let names: [String]
  /// The groups of joined files that have no rows.
  public let unmatched: [UnmatchedGroups]
  private let columns: [String: Column]
  let origin: Origin

  /// Where a row was read, for messages.
  public struct Origin: Sendable {
    /// The file that holds each column, as the user wrote it.
    let fileOfColumn: [String: String]
    /// The 1-based line of the first file on which each row begins.
    let lines: [UInt32]
    /// For each joined file the line on which the row of each row's group begins; 0 where the
    /// group is missing.
    let joinedLines: [String: [UInt32]]

    /// Makes an origin from the file of each column and the lines of each row.
    public init(
      fileOfColumn: [String: String], lines: [UInt32], joinedLines: [String: [UInt32]] = [:]
    ) {
      self.fileOfColumn = fileOfColumn
      self.lines = lines
      self.joinedLines = joinedLines
    }
  }

  /// The table with further columns, and the lines on which their values were read.
  func adding(
    _ names: [String], _ columns: [Column], file: String, lines: [UInt32]
  ) -> Table {
    var (files, joined) = (origin.fileOfColumn, origin.joinedLines)
    for name in names { files[name] = file }
    joined[file] = lines
    return Table(
      names: self.names + names, columns: self.names.compactMap { self.columns[$0] } + columns,
      rowCount: rowCount,
      origin: Origin(fileOfColumn: files, lines: origin.lines, joinedLines: joined),
      unmatched: unmatched)
  }

  /// The texts of a column; nil when it has none.
  func texts(_ name: String) -> CategoricalColumn? {
    guard case .categorical(let column)? = columns[name] else { return nil }
    return column
  }

  /// Makes a table; all columns must have `rowCount` values.
  public init(
    names: [String], columns: [Column], rowCount: Int, origin: Origin,
    unmatched: [UnmatchedGroups] = []
  ) {
    self.names = names
    self.unmatched = unmatched
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

  /// The 1-based line on which the value of a column in a row was read, in the file of the column.
  public func line(ofRow row: Int, column: String) -> Int {
    let joined = origin.fileOfColumn[column].flatMap { origin.joinedLines[$0] }
    return Int((joined ?? origin.lines)[row])
  }
}

/// Groups of a joined file that have no rows in the first file.
public struct UnmatchedGroups: Sendable, Equatable {
  /// The file, as the user wrote it.
  public var file: String
  /// The number of its rows that were not used.
  public var count: Int
  /// The ids of the first few of them.
  public var examples: [String]

  /// Describes the groups of a file.
  public init(file: String, count: Int, examples: [String]) {
    self.file = file
    self.count = count
    self.examples = examples
  }
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

  /// The text of a row; nil when it is missing.
  public func text(_ row: Int) -> String? {
    codes[row] == Self.missing ? nil : levels[Int(codes[row])]
  }
}
