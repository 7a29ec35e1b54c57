/// Reads a formula by recursive descent: +, −; then * and /; then :; then ^, as in R.
struct FormulaParser {
  private var cursor: TokenCursor

  init(_ text: String) throws(FormulaError) {
    cursor = try TokenCursor(text, notation: .formula)
  }

  /// Reads the whole formula: the outcome and the right side.
  mutating func formula() throws(FormulaError) -> (outcome: Expression, right: FormulaSyntax) {
    if cursor.isAtEnd || cursor.isAt(.tilde) { throw cursor.failure(.noOutcome) }
    let outcome = try cursor.arithmetic()
    guard cursor.accept(.tilde) else {
      throw cursor.isAtEnd
        ? cursor.failure(.noTilde) : cursor.unexpected("'~' or an operator")
    }
    let right = try sum()
    guard cursor.isAtEnd else {
      if cursor.isAt(.bar) || cursor.isAt(.doubleBar) {
        throw cursor.failure(.barWithoutParentheses)
      }
      throw cursor.unexpected("an operator")
    }
    return (outcome, right)
  }

  private mutating func sum() throws(FormulaError) -> FormulaSyntax {
    var result: FormulaSyntax
    if cursor.accept(.minus) {
      result = .negative(try product())
    } else {
      _ = cursor.accept(.plus)
      result = try product()
    }
    while true {
      if cursor.accept(.plus) {
        result = .binary(result, .plus, try product())
      } else if cursor.accept(.minus) {
        result = .binary(result, .minus, try product())
      } else {
        return result
      }
    }
  }

  private mutating func product() throws(FormulaError) -> FormulaSyntax {
    var start = cursor.current
    var result = try interaction()
    while cursor.isAt(.times) || cursor.isAt(.slash) {
      let sign: FormulaSyntax.TermOperator = cursor.isAt(.times) ? .crossing : .nesting
      cursor.advance()
      try refuseNumber(result, start)
      start = cursor.current
      let right = try interaction()
      try refuseNumber(right, start)
      result = .binary(result, sign, right)
    }
    return result
  }

  private mutating func interaction() throws(FormulaError) -> FormulaSyntax {
    var start = cursor.current
    var result = try power()
    while cursor.accept(.colon) {
      try refuseNumber(result, start)
      start = cursor.current
      let right = try power()
      try refuseNumber(right, start)
      result = .binary(result, .interaction, right)
    }
    return result
  }

  /// 0 and 1 can be added, but not crossed.
  private func refuseNumber(
    _ operand: FormulaSyntax, _ token: FormulaToken
  ) throws(FormulaError) {
    guard case .intercept = operand else { return }
    throw cursor.failure(.numberAsTerm(token.text), at: token.offset)
  }

  private mutating func power() throws(FormulaError) -> FormulaSyntax {
    var result = try primary()
    while cursor.accept(.caret) {
      guard case .number(let value) = cursor.current.kind, let exponent = Int(exactly: value),
        exponent >= 1
      else { throw cursor.failure(.exponent) }
      cursor.advance()
      result = .power(result, exponent)
    }
    return result
  }

  private mutating func primary() throws(FormulaError) -> FormulaSyntax {
    let start = cursor.current
    switch start.kind {
    case .number(let value):
      guard value == 0 || value == 1 else { throw cursor.failure(.numberAsTerm(start.text)) }
      cursor.advance()
      return .intercept(value == 1)
    case .name:
      return .variable(try cursor.variable(), offset: start.offset)
    case .symbol(.open):
      return try parenthesized()
    default:
      throw cursor.unexpected("a term")
    }
  }

  /// Reads terms in parentheses, or a random term.
  private mutating func parenthesized() throws(FormulaError) -> FormulaSyntax {
    let opening = cursor.current.offset
    cursor.advance()
    let inside = try sum()
    guard cursor.isAt(.bar) || cursor.isAt(.doubleBar) else {
      try cursor.expectClose(of: opening)
      return .parentheses(inside)
    }
    let covariance: RandomTerm.Covariance = cursor.isAt(.bar) ? .unstructured : .diagonal
    cursor.advance()
    var nesting = [try cursor.grouping()]
    while cursor.accept(.slash) { nesting.append(try cursor.grouping()) }
    try cursor.expectClose(of: opening)
    return .bar(
      FormulaSyntax.Bar(
        terms: inside, nesting: nesting, covariance: covariance, offset: opening))
  }

  func failure(_ problem: FormulaError.Problem, at offset: Int) -> FormulaError {
    cursor.failure(problem, at: offset)
  }
}
