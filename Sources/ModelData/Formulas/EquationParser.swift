/// The equations of a model as written, one a level, before coefficients are told from predictors.
struct EquationSyntax {
  /// An outcome or a coefficient, and the sum of products that it equals.
  struct Equation {
    let left: Expression
    let offset: Int
    let summands: [Summand]
  }

  /// A coefficient, a residual, or a product of a coefficient and predictors.
  struct Summand {
    let factors: [Factor]

    /// The single name of a summand that is not a product.
    var loneName: String? {
      guard factors.count == 1, case .column(let name) = factors[0].expression else { return nil }
      return name
    }
  }

  /// One factor of a product, with its place.
  struct Factor {
    let expression: Expression
    let offset: Int
  }

  /// A line such as `cov(u0, u1) = 0`.
  struct ZeroCovariance {
    let residuals: [String]
    let offset: Int
  }

  var equations: [Equation] = []
  var zeroCovariances: [ZeroCovariance] = []
}

/// Reads a block of equations, one a line.
struct EquationParser {
  private var cursor: TokenCursor

  init(_ text: String) throws(FormulaError) {
    cursor = try TokenCursor(text, notation: .equations)
  }

  /// Reads the whole block.
  mutating func equations() throws(FormulaError) -> EquationSyntax {
    var result = EquationSyntax()
    while !cursor.isAtEnd {
      if cursor.current.kind == .newline {
        cursor.advance()
        continue
      }
      if cursor.current.text == "cov", cursor.following.kind == .symbol(.open) {
        result.zeroCovariances.append(try zeroCovariance())
      } else {
        result.equations.append(try equation())
      }
      guard cursor.isAtEnd || cursor.current.kind == .newline else {
        throw outOfPlace()
      }
    }
    if result.equations.isEmpty { throw cursor.failure(.noEquations) }
    return result
  }

  private func outOfPlace() -> FormulaError {
    switch cursor.current.kind {
    case .symbol(.minus): cursor.failure(.minusInEquation)
    case .symbol(.slash), .symbol(.caret), .symbol(.colon): cursor.failure(.arithmeticInEquation)
    default: cursor.unexpected("'+', '*' or the end of the line")
    }
  }

  private mutating func equation() throws(FormulaError) -> EquationSyntax.Equation {
    let offset = cursor.current.offset
    let left = try cursor.arithmetic()
    guard cursor.accept(.equals) else { throw cursor.unexpected("'='") }
    var summands = [try summand()]
    while cursor.accept(.plus) { summands.append(try summand()) }
    return EquationSyntax.Equation(left: left, offset: offset, summands: summands)
  }

  private mutating func summand() throws(FormulaError) -> EquationSyntax.Summand {
    var factors = [try factor()]
    while cursor.accept(.times) { factors.append(try factor()) }
    return EquationSyntax.Summand(factors: factors)
  }

  private mutating func factor() throws(FormulaError) -> EquationSyntax.Factor {
    let offset = cursor.current.offset
    switch cursor.current.kind {
    case .name:
      return EquationSyntax.Factor(expression: try cursor.variable(), offset: offset)
    case .symbol(.minus): throw cursor.failure(.minusInEquation)
    case .symbol(.open), .number: throw cursor.failure(.arithmeticInEquation)
    default: throw cursor.unexpected("a coefficient, a predictor or a residual")
    }
  }

  private mutating func zeroCovariance() throws(FormulaError) -> EquationSyntax.ZeroCovariance {
    let offset = cursor.current.offset
    cursor.advance()
    let opening = cursor.current.offset
    cursor.advance()
    let problem = FormulaError.Problem.endedEarly(expected: "the name of a residual")
    var names = [try cursor.expectName(orElse: problem)]
    while cursor.accept(.comma) { names.append(try cursor.expectName(orElse: problem)) }
    try cursor.expectClose(of: opening)
    guard cursor.accept(.equals), cursor.current.kind == .number(0) else {
      throw cursor.failure(.covarianceNotZero)
    }
    cursor.advance()
    return EquationSyntax.ZeroCovariance(residuals: names, offset: offset)
  }

  func failure(_ problem: FormulaError.Problem, at offset: Int) -> FormulaError {
    cursor.failure(problem, at: offset)
  }
}
