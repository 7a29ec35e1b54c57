/// Reads the arguments of a call: `( argument, … )`, where an argument is a number, a word, or a
/// list `[argument, …]`.
struct CallScanner {
  private let text: String
  private var rest: Substring

  /// Begins at the first parenthesis of a call; a call without one has no arguments.
  init(_ call: String) {
    text = call
    rest = call.drop { $0 != "(" }
  }

  /// The arguments.
  ///
  /// - Throws: `ChoiceError.malformed` when the parentheses, brackets and commas do not fit.
  func arguments() throws(ChoiceError) -> [ChoiceCall.Argument] {
    guard !rest.isEmpty else { return [] }
    var scanner = self
    scanner.rest.removeFirst()
    let arguments = try scanner.items(until: ")")
    guard scanner.rest.allSatisfy(\.isWhitespace) else { throw .malformed(text: text) }
    return arguments
  }

  /// Items between commas, and the character that closes them.
  private mutating func items(until close: Character) throws(ChoiceError) -> [ChoiceCall.Argument] {
    skipSpace()
    if rest.first == close {
      rest.removeFirst()
      return []
    }
    var items: [ChoiceCall.Argument] = []
    while true {
      items.append(try item())
      skipSpace()
      guard let next = rest.popFirst(), next == "," || next == close else {
        throw .malformed(text: text)
      }
      if next == close { return items }
    }
  }

  private mutating func item() throws(ChoiceError) -> ChoiceCall.Argument {
    skipSpace()
    if rest.first == "[" {
      rest.removeFirst()
      return .list(try items(until: "]"))
    }
    let word = rest.prefix { !",()[]".contains($0) }
    rest = rest[word.endIndex...]
    guard !word.trimmed.isEmpty else { throw .malformed(text: text) }
    return decimal(word.trimmed).map { .number($0) } ?? .word(word.trimmed)
  }

  private mutating func skipSpace() { rest = rest.drop { $0.isWhitespace } }
}

/// A number written in decimal digits, or `inf`; nil for any other text, hexadecimal and nan too.
func decimal(_ text: String) -> Double? {
  if text == "inf" || text == ".inf" { return .infinity }
  guard text.allSatisfy({ "0123456789+-.eE".contains($0) }) else { return nil }
  return Double(text)
}
