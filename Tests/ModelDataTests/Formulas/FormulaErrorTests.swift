import ModelData
import Testing

@Suite struct FormulaErrorTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let formula: String
    /// The number of spaces before the caret.
    let caret: Int
    let words: String
    var testDescription: String { formula }

    init(_ formula: String, _ caret: Int, _ words: String) {
      self.formula = formula
      self.caret = caret
      self.words = words
    }

    var description: String {
      "\(words)\n  \(formula)\n  \(String(repeating: " ", count: caret))^"
    }
  }

  static let grammar = [
    Case(
      "yi ~ (1 + weeks | study", 5,
      "the formula has an opening parenthesis that is never closed."),
    Case("y ~ log(x + (1 | g)", 15, "the formula has '|' where an operator or ')' should stand."),
    Case("y ~ log(x", 7, "the formula has an opening parenthesis that is never closed."),
    Case("y ~ x) + (1 | g)", 5, "the formula has a closing parenthesis that was never opened."),
    Case("y ~ x $ z", 6, "the formula has a character that means nothing here: '$'."),
    Case("y ~ I(x + 1.2.3)", 10, "the formula has a number that cannot be read: '1.2.3'."),
    Case("y ~ `my col", 4, "the formula has a backquoted name that is empty or never closed."),
    Case("y ~ `` + x", 4, "the formula has a backquoted name that is empty or never closed."),
    Case("y ~ x z", 6, "the formula has 'z' where an operator should stand."),
    Case("y ~ x + ", 7, "the formula ends where a term should follow."),
    Case("y ~ x + * z", 8, "the formula has '*' where a term should stand."),
    Case(
      "y ~ log(x + )", 12, "the formula has ')' where a variable or a number should stand."),
    Case("y ~ log(*x)", 8, "the formula has '*' where a variable or a number should stand."),
    Case("y ~ x ~ z", 6, "the formula has '~' where an operator should stand."),
  ]

  static let terms = [
    Case(
      "y + x", 5,
      "the formula has no '~'; write outcome ~ predictors, for example y ~ x + (1 | g)."),
    Case(
      "~ x", 0,
      "the formula has no outcome; name it before the '~', for example y ~ x + (1 | g)."),
    Case(
      "", 0, "the formula has no outcome; name it before the '~', for example y ~ x + (1 | g)."),
    Case(
      "y ~ x + 2", 8,
      "the number 2 is not a term; only 0 and 1 (the intercept) can be added. "
        + "Write arithmetic inside I( )."),
    Case(
      "y ~ x * 1", 8,
      "the number 1 is not a term; only 0 and 1 (the intercept) can be added. "
        + "Write arithmetic inside I( )."),
    Case(
      "y ~ 1:x", 4,
      "the number 1 is not a term; only 0 and 1 (the intercept) can be added. "
        + "Write arithmetic inside I( )."),
    Case("y ~ . + (1 | g)", 4, "'.' is not read as all other columns; name the predictors."),
    Case(
      "y ~ (a + b)^0", 12,
      "'^' needs a whole number from 1 on after it; a power of a variable is I(x^2)."),
    Case(
      "y ~ x^z", 6, "'^' needs a whole number from 1 on after it; a power of a variable is I(x^2)."),
    Case(
      "y ~ x + 1 | g", 10,
      "a random term must stand in parentheses, for example (1 | g)."),
    Case(
      "y ~ x * (1 | g)", 8,
      "a random term can only be added to the rest, as in y ~ x + (1 | g)."),
    Case(
      "y ~ x - (1 | g)", 8,
      "a random term can only be added to the rest, as in y ~ x + (1 | g)."),
    Case(
      "y ~ ((1 | a) | b)", 5,
      "a random term can only be added to the rest, as in y ~ x + (1 | g)."),
    Case(
      "y ~ (1 | 3)", 9, "a grouping factor must be a column, or columns joined by ':' or '/'."),
    Case(
      "y ~ x + (0 | g)", 8,
      "the random term for g has no effects; (1 | g) gives each group an intercept."),
    Case(
      "y ~ (1 | a/b) + (x | a)", 16,
      "the random effect (Intercept) of a is there twice; keep one."),
    Case("y ~ x + y", 8, "the outcome y is also a predictor; take it out on one side."),
  ]

  static let functions = [
    Case("y ~ centre(x)", 4, "there is no function 'centre'; did you mean 'center'?"),
    Case("y ~ Log(x)", 4, "there is no function 'Log'; did you mean 'log'?"),
    Case(
      "y ~ poly(x, 2)", 4,
      "there is no function 'poly'; "
        + "the functions are center, mean, log, exp, sqrt, I, factor."),
    Case(
      "y ~ mean(x)", 4, "mean cannot take 1 argument; write mean(x, g)."),
    Case(
      "y ~ center(x, g, h)", 4,
      "center cannot take 3 arguments; write center(x) or center(x, g)."),
    Case("y ~ log()", 4, "log cannot take 0 arguments; write log(x)."),
    Case("y ~ log(x, 2)", 4, "log cannot take 2 arguments; write log(x)."),
    Case(
      "y ~ center(x, 1)", 14,
      "a grouping factor must be a column, or columns joined by ':' or '/'."),
    Case("y ~ factor(log(x))", 11, "factor takes the name of a column, as in factor(x)."),
    Case(
      "y ~ log(factor(x))", 8,
      "factor(x) has no numbers to calculate with; it can only be a term of its own."),
  ]

  @Test("what is wrong, the formula, and a caret under the place", arguments: grammar)
  func showsGrammar(example: Case) { expect(example) }

  @Test("terms that cannot be", arguments: terms)
  func showsTerms(example: Case) { expect(example) }

  @Test("functions", arguments: functions)
  func showsFunctions(example: Case) { expect(example) }

  private func expect(_ example: Case) {
    let error = #expect(throws: FormulaError.self) { try Formula(example.formula) }
    #expect(error?.description == example.description)
    #expect(error?.offset == example.caret)
  }

  @Test("in a text of several lines the line with the place is shown")
  func severalLines() {
    let error = #expect(throws: FormulaError.self) {
      try Formula("y ~ x\n    + (1 + z | g\n")
    }
    #expect(error?.line == 1)
    #expect(error?.column == 6)
    #expect(
      error?.description == """
        the formula has an opening parenthesis that is never closed.
          + (1 + z | g
            ^
        """)
  }
}
