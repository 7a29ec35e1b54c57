/// What can be wrong with data files.
public enum TableError: InputError, Equatable {
  /// A cell, for messages.
  public struct Cell: Sendable, Equatable {
    /// The file, as the user wrote it.
    public var file: String
    /// The 1-based line on which its row begins.
    public var line: Int
    /// The column's name.
    public var column: String
    /// What stands in the cell.
    public var text: String

    /// Describes a cell.
    public init(file: String, line: Int, column: String, text: String) {
      self.file = file
      self.line = line
      self.column = column
      self.text = text
    }
  }

  /// A column of group ids with the id in one row.
  public struct GroupID: Sendable, Equatable {
    /// The column's name.
    public var column: String
    /// The id.
    public var id: String

    /// Names a group.
    public init(column: String, id: String) {
      self.column = column
      self.id = id
    }
  }

  // MARK: Files

  /// The list of data files is empty.
  case noFiles
  /// There is no such file; the folder may hold one of a similar name.
  case missingFile(file: String, nearest: String?)
  /// The path leads to a folder.
  case isDirectory(file: String)
  /// The system does not let the file be read.
  case unreadable(file: String, reason: String)
  /// The file holds nothing, or blank lines only.
  case emptyFile(file: String)
  /// The file ends after its header.
  case noRows(file: String)
  /// The file is in another format than CSV.
  case otherFormat(file: String, OtherFormat)

  // MARK: Form

  /// A name in the header is empty; the place is counted from 1.
  case unnamedColumn(file: String, place: Int)
  /// Two columns have one name; the places are counted from 1.
  case repeatedColumn(file: String, column: String, places: [Int])
  /// A row has more or fewer fields than the header.
  case wrongFieldCount(file: String, line: Int, seen: Int, expected: Int)
  /// The file ends within quotes, opened on this line.
  case unclosedQuote(file: String, line: Int)
  /// Something other than a comma follows the quote that closes a field.
  case textAfterQuote(file: String, line: Int)
  /// A text is not in UTF-8; no column means the header.
  case invalidUTF8(file: String, line: Int, column: String?)

  // MARK: Values

  /// A text in a column of numbers.
  case notANumber(Cell)
  /// A number with a comma where a point should be.
  case decimalComma(Cell)
  /// An infinite number.
  case infinite(Cell)

  // MARK: Columns and joins

  /// The model names a column that no file has; the columns are those of all files.
  case missingColumn(String, files: [String], columns: [String])
  /// A column that is no group id stands in two files.
  case columnInTwoFiles(column: String, files: [String])
  /// A file has no grouping factor in common with the files before it.
  case noSharedID(file: String, previous: [String], factors: [String])
  /// A group of the first file has no row in the other.
  case missingGroup([GroupID], file: String, line: Int, other: String)
  /// A group has two rows in a file that is joined by it.
  case repeatedGroup([GroupID], file: String, lines: [Int])
}
