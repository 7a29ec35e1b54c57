/// The keys and values in the comments at the head of a CmdStan file.
///
/// A key inside a group carries the group's path: `output.file`, `method.sample.num_samples`.
public struct CmdStanComments: Equatable, Sendable {
  /// The keys with their values, in the order of the file; groups have none and aren't listed.
  public private(set) var entries: [CmdStanHeader.Entry] = []

  /// The keys that enclose the next line, with their indentation.
  private var enclosing: [(indentation: Int, key: Substring)] = []

  init() {}

  /// The value of a key by its path; nil when the header lacks it.
  public subscript(path: String) -> String? {
    entries.first { $0.key == path }?.value
  }

  /// Two headers are equal when their entries are.
  public static func == (a: CmdStanComments, b: CmdStanComments) -> Bool {
    a.entries == b.entries
  }

  /// Takes in one line, with its `#`.
  ///
  /// A line without ` =` opens a group. The space after ` =` may be missing when the value is.
  mutating func append(line: String) {
    let content = line.dropFirst()
    let text = content.drop { $0 == " " }
    guard !text.isEmpty else { return }
    let indentation = content.count - text.count
    while let last = enclosing.last, last.indentation >= indentation { enclosing.removeLast() }
    guard let separator = text.firstRange(of: " =") else {
      enclosing.append((indentation, text))
      return
    }
    let key = text[..<separator.lowerBound]
    enclosing.append((indentation, key))
    entries.append(
      CmdStanHeader.Entry(
        enclosing.map { String($0.key) }.joined(separator: "."),
        value(text[separator.upperBound...])))
  }

  /// A value without the space before it and without CmdStan's mark for defaults.
  private func value(_ text: Substring) -> String {
    let mark = " (Default)"
    let value = text.hasSuffix(mark) ? text.dropLast(mark.count) : text
    return String(value.drop { $0 == " " })
  }
}
