/// A row for which something is to be predicted: what is given of it, and where it was given.
public struct NewRow: Sendable, Equatable {
  /// Where a row was given, for messages.
  public enum Place: Sendable, Equatable, CustomStringConvertible {
    /// On the command line, as typed.
    case commandLine(String)
    /// In a file, on this line.
    case file(String, line: Int)

    /// The place in words.
    public var description: String {
      switch self {
      case .commandLine(let text): text.isEmpty ? "the row without --at" : "--at '\(text)'"
      case .file(let name, let line): "\(name), line \(line)"
      }
    }
  }

  /// Where the row was given.
  public var place: Place
  /// Names of columns or predictors as the formula writes them, with their values as texts.
  public var values: [String: String]
  /// The id of its group; nil for a new group of its own.
  public var group: String?

  /// Makes a row.
  public init(place: Place, values: [String: String], group: String? = nil) {
    self.place = place
    self.values = values
    self.group = group
  }
}

extension NewRow {
  /// Reads `ses=0.5,sector=1` or `center(ses, school)=0.5`; commas within parentheses part nothing.
  ///
  /// - Throws: `NewRowError.noValue` or `.givenTwice`.
  public init(at text: String, group: String? = nil) throws(NewRowError) {
    var values: [String: String] = [:]
    let place = Place.commandLine(text)
    for part in text.partedByCommas where !part.allSatisfy(\.isWhitespace) {
      guard let sign = part.firstIndex(of: "=") else {
        throw NewRowError(place, .noValue(part.trimmed))
      }
      let name = String(part[..<sign]).trimmed
      let value = String(part[part.index(after: sign)...]).trimmed
      guard !name.isEmpty, !value.isEmpty else {
        throw NewRowError(place, .noValue(part.trimmed))
      }
      guard values.updateValue(value, forKey: name) == nil else {
        throw NewRowError(place, .givenTwice(name))
      }
    }
    self.init(place: place, values: values, group: group)
  }

  /// Reads the rows of a CSV file, all columns as texts; a missing value is one that is not given.
  ///
  /// - Throws: `TableError`.
  public static func read(_ file: FileReference) throws(TableError) -> [NewRow] {
    let names = try CSVFile(file).columnNames
    let table = try Table.read(files: [file], columns: [], textColumns: Set(names))
    return (0..<table.rowCount).map { row in
      var values: [String: String] = [:]
      for name in names {
        if case .categorical(let column)? = table[name] { values[name] = column.text(row) }
      }
      return NewRow(place: .file(file.name, line: table.line(ofRow: row)), values: values)
    }
  }
}

extension String {
  /// The text without spaces at its ends.
  fileprivate var trimmed: String {
    let start = drop(while: \.isWhitespace)
    return String(
      start[..<(start.lastIndex { !$0.isWhitespace }.map(start.index(after:)) ?? start.startIndex)])
  }

  /// The parts between commas that stand in no parentheses or brackets.
  public var partedByCommas: [String] {
    var parts = [""]
    var depth = 0
    for character in self {
      depth += "([".contains(character) ? 1 : ")]".contains(character) ? -1 : 0
      if character == ",", depth <= 0 {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    return parts
  }
}
