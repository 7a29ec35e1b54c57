/// Reads comparisons, with the usual precedence: ^, then −, then * and /, then + and −.
///
/// A name may end in brackets, within which everything but the bracket that closes belongs to it:
/// `T[center(ses, school), (Intercept)]`.
struct ComparisonParser {
  private let text: String
  private let characters: [Character]
  private var place = 0

  init(_ text: String) {
    self.text = text
    characters = Array(text)
  }

  mutating func sum() throws(QuestionError) -> Comparison.Quantity {
    var result = try product()
    while let sign = accept("+-") { result = .arithmetic(result, sign, try product()) }
    return result
  }

  /// The sign between the sides.
  mutating func sign() throws(QuestionError) -> String {
    guard let sign = accept("<>") else { throw missing("'>' or '<'") }
    // Only right behind it: `> =` is no sign.
    guard place < characters.count, characters[place] == "=" else { return "\(sign)" }
    place += 1
    return "\(sign)="
  }

  /// Sees that nothing follows.
  mutating func end() throws(QuestionError) {
    skipSpaces()
    guard place == characters.count else {
      throw missing("an operator before '\(String(characters[place...]))'")
    }
  }

  private mutating func product() throws(QuestionError) -> Comparison.Quantity {
    var result = try signed()
    while let sign = accept("*/") { result = .arithmetic(result, sign, try signed()) }
    return result
  }

  private mutating func signed() throws(QuestionError) -> Comparison.Quantity {
    if accept("-") != nil { return .negative(try signed()) }
    let base = try operand()
    return accept("^") == nil ? base : .arithmetic(base, "^", try signed())
  }

  private mutating func operand() throws(QuestionError) -> Comparison.Quantity {
    if accept("(") != nil {
      let inside = try sum()
      guard accept(")") != nil else { throw missing("')'") }
      return inside
    }
    skipSpaces()
    guard place < characters.count else { throw missing("a quantity at the end") }
    let first = characters[place]
    if first.isNumber || first == "." { return .number(try number()) }
    guard first.isLetter || first == "_" else {
      throw missing("a quantity before '\(String(characters[place...]))'")
    }
    let name = take { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
    if let function = Comparison.Function(rawValue: name), accept("(") != nil {
      let inside = try sum()
      guard accept(")") != nil else { throw missing("')'") }
      return .function(function, inside)
    }
    return .name(name + (try brackets()))
  }

  private mutating func number() throws(QuestionError) -> Double {
    let start = place
    var digits = take { $0.isNumber || $0 == "." }
    if place < characters.count, "eE".contains(characters[place]) {
      var end = place + 1
      if end < characters.count, "+-".contains(characters[end]) { end += 1 }
      if end < characters.count, characters[end].isNumber {
        digits += String(characters[place..<end])
        place = end
        digits += take(\.isNumber)
      }
    }
    guard let value = Double(digits) else {
      throw missing("a number in place of '\(String(characters[start..<place]))'")
    }
    return value
  }

  /// What stands in brackets right behind a name, with them.
  private mutating func brackets() throws(QuestionError) -> String {
    guard place < characters.count, characters[place] == "[" else { return "" }
    var depth = 0
    var result = ""
    while place < characters.count {
      let character = characters[place]
      depth += character == "[" ? 1 : character == "]" ? -1 : 0
      result.append(character)
      place += 1
      if depth == 0 { return result }
    }
    throw missing("']'")
  }

  private mutating func take(_ belongs: (Character) -> Bool) -> String {
    let taken = characters[place...].prefix(while: belongs)
    place += taken.count
    return String(taken)
  }

  private mutating func accept(_ choices: String) -> Character? {
    skipSpaces()
    guard place < characters.count, choices.contains(characters[place]) else { return nil }
    place += 1
    return characters[place - 1]
  }

  private mutating func skipSpaces() {
    while place < characters.count, characters[place].isWhitespace { place += 1 }
  }

  private func missing(_ expected: String) -> QuestionError {
    .unreadable(text, expected: expected)
  }
}
