import Yams

/// What is wrong with a text that is no YAML.
public enum YAMLProblem: Sendable, Equatable {
  /// A `: ` inside a value that is not quoted.
  case colonInValue
  /// A line without a colon and a space after its key.
  case noColon
  /// A line that begins left or right of its neighbours.
  case indentation
  /// A quote that is never closed.
  case openQuote
  /// Text after a value that a quote or a bracket has ended.
  case textAfterValue
  /// A brace that is never closed, or a comma that is missing after a value.
  case openMap
  /// A bracket that is never closed, or a comma that is missing after an item.
  case openList
  /// A character that cannot begin a value.
  case firstCharacter
  /// A character that no text holds.
  case controlCharacter
  /// A second document after `---`.
  case secondDocument
  /// Anything else, in the words of the YAML parser.
  case other(String)
}

extension YAMLProblem: CustomStringConvertible {
  /// The problem and what to try, on two lines.
  public var description: String {
    switch self {
    case .colonInValue:
      "a second colon stands in this line.\n"
        + "Put a text that holds ': ' in quotes, or begin a new line for the next key."
    case .noColon:
      "this line is no 'key: value'.\nWrite a colon and a space after the key."
    case .indentation:
      "this line does not fit the indentation of those above it.\n"
        + "Begin all keys of one map, and all items of one list, in the same column."
    case .openQuote: "the quote that opens here is not closed.\nClose it, or take it out."
    case .textAfterValue:
      "the value has ended before this character.\n"
        + "Take the rest out, or put the whole text in quotes."
    case .openMap:
      "the { that opens here is not closed, or a comma is missing in it.\n"
        + "Write {key: value, key: value}."
    case .openList:
      "the [ that opens here is not closed, or a comma is missing in it.\nWrite [item, item]."
    case .firstCharacter:
      "a value cannot begin with this character.\nPut the text in quotes."
    case .controlCharacter:
      "a control character stands here.\nTake it out, or save the file as plain UTF-8 text."
    case .secondDocument:
      "a second YAML document begins here, but one file holds one model.\n"
        + "Move it to a file of its own."
    case .other(let problem):
      "this is not well-formed YAML: \(problem).\n"
        + "Look for a missing quote, bracket or space near it."
    }
  }
}

extension ModelFileError {
  /// Puts an error of the YAML parser in plain words, with the place that a person must look at.
  init(_ error: YamlError, in source: YAMLValue.Source) {
    switch error {
    case .scanner(let context, let problem, let mark, _),
      .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      if let tab = source.tab(onLine: mark.line) {
        self = .tab(tab)
      } else {
        let (found, place) = source.problem(problem, at: mark, in: context)
        self = .syntax(place, found)
      }
    case .reader(_, _, let value, _):
      self = .syntax(source.place(of: UInt32(bitPattern: value)), .controlCharacter)
    case .duplicatedKeysInMapping(let keys, let context):
      self = .duplicateKey(
        source.place(context.mark), key: source.mask.restore(keys.first ?? ""))
    default:
      self = .unreadable(path: source.path)
    }
  }
}

extension YAMLValue.Source {
  /// The kind of a problem of libyaml, and the place where a person sees it best.
  fileprivate func problem(
    _ problem: String, at mark: Mark, in context: YamlError.Context?
  ) -> (YAMLProblem, FilePlace) {
    let here = place(mark)
    let start = place(context?.mark ?? mark)
    switch (problem, context?.text) {
    case (_, "while parsing a flow mapping"): return (.openMap, start)
    case (_, "while parsing a flow sequence"): return (.openList, start)
    case (_, "while scanning a quoted scalar"): return (.openQuote, start)
    case ("mapping values are not allowed in this context", _): return colon(at: here)
    case ("could not find expected ':'", _): return (.noColon, start)
    case ("did not find expected key", _), ("did not find expected '-' indicator", _):
      let isFirst = here.column == firstColumn(ofLine: here.line)
      return (isFirst ? .indentation : .textAfterValue, here)
    case ("found character that cannot start any token", _): return (.firstCharacter, here)
    case ("but found another document", _), ("did not find expected <document start>", _):
      return (.secondDocument, here)
    default: return (.other(problem), here)
    }
  }

  /// Tells apart why YAML met a colon that makes no key: another one stands before it in the line,
  /// the line above is no `key: value`, or the line is indented too far.
  private func colon(at place: FilePlace) -> (YAMLProblem, FilePlace) {
    func isEntry(_ line: some StringProtocol) -> Bool {
      line.contains(": ") || line.trimmed.hasSuffix(":")
    }
    guard lines.indices.contains(place.line - 1) else { return (.colonInValue, place) }
    if isEntry(lines[place.line - 1].prefix(place.column - 1)) { return (.colonInValue, place) }
    let above = lines[..<(place.line - 1)].lastIndex { !$0.allSatisfy(\.isWhitespace) }
    let isUnderText = above.map { !isEntry(lines[$0]) } ?? false
    let line = isUnderText ? (above ?? 0) + 1 : place.line
    let column = firstColumn(ofLine: line)
    return (
      isUnderText ? .noColon : .indentation, FilePlace(path: path, line: line, column: column)
    )
  }

  /// The column of the first character of a line that is no space.
  private func firstColumn(ofLine line: Int) -> Int {
    guard lines.indices.contains(line - 1) else { return 1 }
    return lines[line - 1].prefix { $0 == " " }.count + 1
  }

  /// The place of a tab in the indentation of a line; nil when there is none.
  fileprivate func tab(onLine line: Int) -> FilePlace? {
    guard lines.indices.contains(line - 1) else { return nil }
    let indentation = lines[line - 1].prefix { $0 == " " || $0 == "\t" }
    let column = indentation.prefix { $0 == " " }.count + 1
    return indentation.contains("\t") ? FilePlace(path: path, line: line, column: column) : nil
  }

  /// The place where a scalar first stands.
  fileprivate func place(of value: UInt32) -> FilePlace {
    for (line, text) in lines.enumerated() {
      if let column = Array(text.unicodeScalars).firstIndex(where: { $0.value == value }) {
        return FilePlace(path: path, line: line + 1, column: column + 1)
      }
    }
    return FilePlace(path: path, line: 1, column: 1)
  }
}
