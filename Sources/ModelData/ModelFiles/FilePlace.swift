/// A place in a text file, for messages; line and column count from 1.
public struct FilePlace: Sendable, Hashable, CustomStringConvertible {
  /// The file, as the user wrote it.
  public var path: String
  /// The line.
  public var line: Int
  /// The column, in Unicode scalars.
  public var column: Int

  /// Makes a place.
  public init(path: String, line: Int, column: Int) {
    self.path = path
    self.line = line
    self.column = column
  }

  /// The words that begin a message: `teacher.yaml, line 6, column 3`.
  public var description: String { "\(path), line \(line), column \(column)" }
}

/// A text and the place of its first character.
///
/// The lines of a YAML block (`equations: |`) stand below one another from that column on, so
/// that line k of the text is line `place.line + k` of the file.
public struct PlacedText: Sendable, Hashable {
  /// The text, without white space at its end.
  public var text: String
  /// Where its first character stands.
  public var place: FilePlace

  /// Makes a placed text.
  public init(text: String, place: FilePlace) {
    self.text = text
    self.place = place
  }
}

extension FilePlace: Comparable {
  /// The order of places in one file.
  public static func < (a: FilePlace, b: FilePlace) -> Bool {
    (a.path, a.line, a.column) < (b.path, b.line, b.column)
  }
}
