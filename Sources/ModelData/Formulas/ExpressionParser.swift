/// Arithmetic and function calls, with R's precedence: ^, then −, then * and /, then + and −.
extension TokenCursor {
  /// Reads arithmetic: an outcome, or the argument of a function.
  mutating func arithmetic() throws(FormulaError) -> Expression {
    var result = try product()
    while true {
      if accept(.plus) {
        result = .arithmetic(result, .plus, try product())
      } else if accept(.minus) {
        result = .arithmetic(result, .minus, try product())
      } else {
        return result
      }
    }
  }

  private mutating func product() throws(FormulaError) -> Expression {
    var result = try signed()
    while true {
      if accept(.times) {
        result = .arithmetic(result, .times, try signed())
      } else if accept(.slash) {
        result = .arithmetic(result, .divided, try signed())
      } else {
        return result
      }
    }
  }

  private mutating func signed() throws(FormulaError) -> Expression {
    if accept(.minus) { return .negative(try signed()) }
    let base = try operand()
    return accept(.caret) ? .arithmetic(base, .power, try signed()) : base
  }

  private mutating func operand() throws(FormulaError) -> Expression {
    let start = current
    switch start.kind {
    case .number(let value):
      advance()
      return .number(value)
    case .symbol(.open):
      advance()
      let inside = try arithmetic()
      try expectClose(of: start.offset)
      return .parentheses(inside)
    case .name:
      let variable = try variable()
      if case .factor = variable { throw failure(.factorInsideExpression, at: start.offset) }
      return variable
    default:
      throw unexpected("a variable or a number")
    }
  }

  /// Reads a column or a function call; the current token is a name.
  mutating func variable() throws(FormulaError) -> Expression {
    let start = current
    let name = try expectName(orElse: .endedEarly(expected: "a variable"))
    guard isAt(.open), !start.text.hasPrefix("`") else { return .column(name) }
    guard let function = FormulaFunction(rawValue: name) else {
      let known = FormulaFunction.allCases.map(\.rawValue)
      let nearest = nearestName(to: name, among: known)
      throw failure(.unknownFunction(name, nearest: nearest), at: start.offset)
    }
    return try call(of: function, at: start.offset)
  }

  private mutating func call(
    of function: FormulaFunction, at offset: Int
  ) throws(FormulaError) -> Expression {
    let opening = current.offset
    advance()
    let argumentOffset = current.offset
    var arguments: [Expression] = []
    var group: Grouping?
    var count = 0
    if !isAt(.close) {
      repeat {
        if count == 1, function == .center || function == .mean {
          group = try grouping()
        } else {
          arguments.append(try arithmetic())
        }
        count += 1
      } while accept(.comma)
    }
    try expectClose(of: opening)
    guard function.argumentCounts.contains(count), let argument = arguments.first else {
      throw failure(.argumentCount(function, found: count), at: offset)
    }
    switch (function, group, argument) {
    case (.center, let group, _): return .centered(argument, group: group)
    case (.mean, .some(let group), _): return .groupMean(argument, group: group)
    case (.factor, _, .column(let name)): return .factor(name)
    case (.factor, _, _): throw failure(.factorOfExpression, at: argumentOffset)
    default: return .function(function, argument)
    }
  }

  /// Reads a column, or columns joined by ':'.
  mutating func grouping() throws(FormulaError) -> Grouping {
    var columns = [try expectName(orElse: .notAGroupingFactor)]
    while accept(.colon) { columns.append(try expectName(orElse: .notAGroupingFactor)) }
    return Grouping(columns)
  }
}
