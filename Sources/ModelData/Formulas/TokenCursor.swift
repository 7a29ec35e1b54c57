/// A place in a list of tokens, with what all parsers ask of it.
struct TokenCursor {
  let notation: FormulaNotation
  let text: String
  private let tokens: [FormulaToken]
  private var position = 0

  init(_ text: String, notation: FormulaNotation) throws(FormulaError) {
    self.notation = notation
    self.text = text
    tokens = try FormulaLexer.tokens(of: text, notation: notation)
  }

  var current: FormulaToken { tokens[position] }

  /// The token after the current one; the end follows itself.
  var following: FormulaToken { tokens[min(position + 1, tokens.count - 1)] }

  var isAtEnd: Bool { current.kind == .end }

  func isAt(_ symbol: FormulaToken.Symbol) -> Bool { current.kind == .symbol(symbol) }

  mutating func advance() { position = min(position + 1, tokens.count - 1) }

  /// Steps over this symbol if it is the current token.
  mutating func accept(_ symbol: FormulaToken.Symbol) -> Bool {
    guard isAt(symbol) else { return false }
    advance()
    return true
  }

  /// Steps over a parenthesis that closes the one opened at `opening`.
  mutating func expectClose(of opening: Int) throws(FormulaError) {
    if accept(.close) { return }
    switch current.kind {
    case .end, .newline: throw failure(.unclosedParenthesis, at: opening)
    default: throw unexpected("an operator or ')'")
    }
  }

  /// Steps over a name.
  mutating func expectName(
    orElse problem: FormulaError.Problem
  ) throws(FormulaError) -> String {
    guard case .name(let name) = current.kind else { throw failure(problem) }
    advance()
    return name
  }

  func failure(_ problem: FormulaError.Problem, at offset: Int? = nil) -> FormulaError {
    FormulaError(
      notation: notation, formula: text, offset: offset ?? current.offset, problem: problem)
  }

  /// The error for a current token that cannot stand here.
  func unexpected(_ expected: String) -> FormulaError {
    switch current.kind {
    case .end, .newline: failure(.endedEarly(expected: expected))
    case .symbol(.close) where !isInsideParentheses: failure(.unopenedParenthesis)
    case .symbol(.dot): failure(.dot)
    default: failure(.unexpected(found: current.text, expected: expected))
    }
  }

  /// Whether a parenthesis before this place is still open.
  private var isInsideParentheses: Bool {
    let before = tokens[..<position].map(\.kind)
    return before.count { $0 == .symbol(.open) } > before.count { $0 == .symbol(.close) }
  }
}
