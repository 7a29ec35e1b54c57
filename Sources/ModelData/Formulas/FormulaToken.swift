/// A word of a formula or of an equation, with its place.
struct FormulaToken: Equatable {
  /// What the word is.
  enum Kind: Equatable {
    /// A column, a function, a coefficient or a residual.
    case name(String)
    case number(Double)
    case symbol(Symbol)
    /// The end of a line; only equations have it.
    case newline
    case end
  }

  /// The signs of both notations.
  enum Symbol: String, CaseIterable {
    case tilde = "~"
    case equals = "="
    case plus = "+"
    case minus = "-"
    case times = "*"
    case slash = "/"
    case caret = "^"
    case colon = ":"
    case doubleBar = "||"
    case bar = "|"
    case open = "("
    case close = ")"
    case comma = ","
    case dot = "."
  }

  let kind: Kind
  /// The place of its first character in the text, from 0.
  let offset: Int
  /// The characters as written.
  let text: String
}

/// Cuts a text into tokens.
struct FormulaLexer {
  private let notation: FormulaNotation
  private let text: String
  private let characters: [Character]
  private var position = 0

  init(_ text: String, notation: FormulaNotation) {
    self.notation = notation
    self.text = text
    characters = Array(text)
  }

  /// All tokens of the text, with an `.end` after the last.
  static func tokens(
    of text: String, notation: FormulaNotation
  ) throws(FormulaError) -> [FormulaToken] {
    var lexer = FormulaLexer(text, notation: notation)
    var tokens: [FormulaToken] = []
    while let token = try lexer.next() { tokens.append(token) }
    tokens.append(FormulaToken(kind: .end, offset: lexer.endOffset, text: ""))
    return tokens
  }

  /// The place just after the last character that is not a space.
  private var endOffset: Int {
    (characters.lastIndex { !$0.isWhitespace } ?? -1) + 1
  }

  private mutating func next() throws(FormulaError) -> FormulaToken? {
    while position < characters.count, characters[position].isWhitespace {
      let isLineEnd = characters[position].isNewline && notation == .equations
      position += 1
      if isLineEnd { return FormulaToken(kind: .newline, offset: position - 1, text: "") }
    }
    guard position < characters.count else { return nil }
    let character = characters[position]
    if character == "`" { return try backquotedName() }
    if Self.startsName(character) || startsDottedName { return name() }
    if character.isASCIIDigit || startsDecimal { return try number() }
    for symbol in FormulaToken.Symbol.allCases
    where characters[position...].starts(with: symbol.rawValue) {
      return take(symbol.rawValue.count) { _ in .symbol(symbol) }
    }
    throw failure(.unexpectedCharacter(character), at: position)
  }

  /// Whether a text can stand as a name without backquotes.
  static func isPlainName(_ text: String) -> Bool {
    guard let first = text.first else { return false }
    let second = text.dropFirst().first
    let starts = startsName(first) || (first == "." && second.map(startsName) == true)
    return starts && text.allSatisfy(continuesName)
  }

  private static func startsName(_ character: Character) -> Bool {
    character.isLetter || character == "_"
  }

  private static func continuesName(_ character: Character) -> Bool {
    startsName(character) || character.isNumber || character == "."
  }

  private func character(after count: Int) -> Character? {
    position + count < characters.count ? characters[position + count] : nil
  }

  private var startsDottedName: Bool {
    characters[position] == "." && character(after: 1).map(Self.startsName) == true
  }

  private var startsDecimal: Bool {
    characters[position] == "." && character(after: 1)?.isASCIIDigit == true
  }

  /// Takes this many characters as a token.
  private mutating func take(
    _ count: Int, as kind: (String) -> FormulaToken.Kind
  ) -> FormulaToken {
    let start = position
    position += count
    let text = String(characters[start..<position])
    return FormulaToken(kind: kind(text), offset: start, text: text)
  }

  private mutating func name() -> FormulaToken {
    let count = characters[position...].prefix(while: Self.continuesName).count
    return take(count) { .name($0) }
  }

  private mutating func backquotedName() throws(FormulaError) -> FormulaToken {
    let inside = characters[(position + 1)...].prefix { $0 != "`" && !$0.isNewline }
    guard character(after: inside.count + 1) == "`", !inside.isEmpty else {
      throw failure(.unclosedBackquote, at: position)
    }
    return take(inside.count + 2) { .name(String($0.dropFirst().dropLast())) }
  }

  private mutating func number() throws(FormulaError) -> FormulaToken {
    var count = characters[position...].prefix { $0.isASCIIDigit || $0 == "." }.count
    if let mark = character(after: count), mark == "e" || mark == "E" {
      let sign = character(after: count + 1).map { $0 == "+" || $0 == "-" } == true ? 1 : 0
      let digits = characters[min(position + count + 1 + sign, characters.count)...]
        .prefix(while: \.isASCIIDigit).count
      if digits > 0 { count += 1 + sign + digits }
    }
    let text = String(characters[position..<position + count])
    guard let value = Double(text), value.isFinite else {
      throw failure(.notANumber(text), at: position)
    }
    return take(count) { _ in .number(value) }
  }

  private func failure(_ problem: FormulaError.Problem, at offset: Int) -> FormulaError {
    FormulaError(notation: notation, formula: text, offset: offset, problem: problem)
  }
}

extension Character {
  fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}
