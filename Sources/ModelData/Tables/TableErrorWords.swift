extension TableError {
  /// The error in one or two lines: where, what was seen; what is required, what to try.
  public var description: String {
    switch self {
    case .noFiles, .missingFile, .isDirectory, .unreadable, .emptyFile, .noRows, .otherFormat:
      return fileWords
    case .unnamedColumn, .repeatedColumn, .wrongFieldCount, .unclosedQuote, .textAfterQuote,
      .invalidUTF8:
      return formWords
    case .notANumber(let cell):
      return """
        \(cell.place): '\(cell.excerpt)' is not a number.
        Correct it, or leave it empty if it is missing; if '\(cell.column)' is a category, write \
        factor(\(cell.column)) in the formula.
        """
    case .decimalComma(let cell):
      return """
        \(cell.place): '\(cell.excerpt)' is not a number: it has a comma.
        Write numbers with a decimal point and no separators of thousands; in R, save with \
        write.csv, not write.csv2.
        """
    case .infinite(let cell):
      return """
        \(cell.place): '\(cell.excerpt)' is infinite.
        Every number must be finite: correct it, or leave it empty if it is missing.
        """
    case .missingColumn, .columnInTwoFiles, .noSharedID, .missingGroup, .repeatedGroup:
      return joinWords
    }
  }

  private var fileWords: String {
    switch self {
    case .noFiles:
      "The model names no data file.\nGive one CSV file or several under 'data:'."
    case .missingFile(let file, let nearest?):
      "\(file): there is no such file.\nIts folder holds '\(nearest)': did you mean that?"
    case .missingFile(let file, nil):
      "\(file): there is no such file.\nPaths are relative to the model file."
    case .isDirectory(let file):
      "\(file) is a folder.\nName a CSV file in it."
    case .unreadable(let file, let reason):
      "\(file) cannot be read: \(reason)."
    case .emptyFile(let file):
      "\(file) is empty.\nA data file has a line with the column names and a line for each row."
    case .noRows(let file):
      "\(file) has a header and no rows.\nAt least one row of data is needed."
    case .otherFormat(let file, let format):
      "\(file) \(format.words)"
    default: ""
    }
  }

  private var formWords: String {
    switch self {
    case .unnamedColumn(let file, let place):
      """
      \(file), line 1: column \(place) has no name.
      Name every column; if it holds row names of R, save with row.names = FALSE.
      """
    case .repeatedColumn(let file, let column, let places):
      """
      \(file), line 1: columns \(listed(places, "and")) are both named '\(column)'.
      Give each column its own name.
      """
    case .wrongFieldCount(let file, let line, 0, _):
      "\(file), line \(line) is blank.\nRemove it; blank lines may stand only at the end."
    case .wrongFieldCount(let file, let line, let seen, let expected):
      """
      \(file), line \(line): the row has \(counted(seen, "field")), the header \(expected).
      A text that holds a comma must stand in double quotes.
      """
    case .unclosedQuote(let file, let line):
      """
      \(file), line \(line): the quote that opens a field here is never closed.
      Close it; a quote within a quoted field is written twice: \"\".
      """
    case .textAfterQuote(let file, let line):
      """
      \(file), line \(line): text follows the quote that closes a field.
      A comma must follow it; a quote within a quoted field is written twice: \"\".
      """
    case .invalidUTF8(let file, let line, let column):
      """
      \(file), line \(line)\(column.map { ", column '\($0)'" } ?? ""): the text is not in UTF-8.
      Save the file in UTF-8, or convert it: iconv -f latin1 -t utf-8.
      """
    default: ""
    }
  }

  private var joinWords: String {
    switch self {
    case .missingColumn(let name, let files, let columns):
      "\(listed(files, "and")): there is no column '\(name)'.\n"
        + Self.remedy(forMissing: name, columns)
    case .columnInTwoFiles(let column, let files):
      """
      The column '\(column)' stands in \(listed(files, "and")).
      Keep it in one of them, or rename one: files share only the ids of groups.
      """
    case .noSharedID(let file, let previous, let factors) where factors.isEmpty:
      """
      \(file) cannot be joined with \(listed(previous, "and")): the model has no grouping factor.
      Files are joined on the id of a group, as in (1 | school).
      """
    case .noSharedID(let file, let previous, let factors):
      """
      \(file) cannot be joined with \(listed(previous, "and")): they share no group id.
      Both need a column \(listed(factors.map { "'\($0)'" }, "or")).
      """
    case .missingGroup(let group, let file, let line, let other):
      """
      \(file), line \(line): \(Self.words(group)) has no row in \(other).
      Add its row there, or remove the group from \(file).
      """
    case .repeatedGroup(let group, let file, let lines):
      """
      \(file), lines \(listed(lines, "and")): \(Self.words(group)) stands twice.
      A file that is joined has one row for each group; the file with several rows for each goes first.
      """
    default: ""
    }
  }

  /// What to try when a column is missing: the nearest name, and all names when they are few.
  private static func remedy(forMissing name: String, _ columns: [String]) -> String {
    let guess = nearestName(to: name, among: columns).map { "Did you mean '\($0)'? " } ?? ""
    if columns.count <= 12 { return guess + "The columns are \(columns.joined(separator: ", "))." }
    return guess + "There are \(columns.count) columns; the header must have the name as it stands."
  }

  private static func words(_ group: [GroupID]) -> String {
    listed(group.map { "\($0.column) '\($0.id)'" }, "and")
  }
}

extension TableError.Cell {
  fileprivate var place: String { "\(file), line \(line), column '\(column)'" }
  /// The text, cut when it is long.
  fileprivate var excerpt: String { text.count > 40 ? text.prefix(37) + "..." : text }
}

extension OtherFormat {
  fileprivate var words: String {
    switch self {
    case .semicolons:
      """
      looks separated by semicolons, not commas.
      Save it with commas between fields and points in numbers; in R, write.csv, not write.csv2.
      """
    case .tabs: "looks separated by tabs, not commas.\nSave it as CSV (comma separated)."
    case .utf16:
      "looks like UTF-16.\nSave it as CSV in UTF-8, or convert it: iconv -f utf-16 -t utf-8."
    case .carriageReturns:
      "has lines that end in a carriage return alone.\nConvert it: tr '\\r' '\\n'."
    case .workbook:
      "looks like a workbook of Excel or LibreOffice.\nSave the sheet as CSV (UTF-8)."
    case .gzip: "looks compressed.\nUnpack it first: gunzip."
    }
  }
}

/// Joins the last two of a list by a word, and those before by commas.
private func listed(_ items: [some CustomStringConvertible], _ conjunction: String) -> String {
  let words = items.map(\.description)
  guard let last = words.last, words.count > 1 else { return words.first ?? "" }
  return words.dropLast().joined(separator: ", ") + " \(conjunction) " + last
}
