/// The two ways to write a model.
public enum FormulaNotation: Sendable, Equatable {
  /// `y ~ x + (1 | g)`, as in R.
  case formula
  /// One equation a level, as in Raudenbush & Bryk (2002).
  case equations
}

/// An error in a formula or in equations, with its place.
///
/// Its description says what is wrong, then shows the line and a caret under the place. Whoever
/// knows the file puts file, line and column in front.
public struct FormulaError: InputError, Equatable {
  /// The notation of the text.
  public var notation: FormulaNotation
  /// The whole text: the formula, or the block of equations.
  public var formula: String
  /// The place in the text, in characters from 0.
  public var offset: Int
  /// What is wrong there.
  public var problem: Problem

  /// What can be wrong with a formula or with equations.
  public enum Problem: Sendable, Equatable {
    // Words and grammar
    case unexpectedCharacter(Character)
    case notANumber(String)
    case unclosedBackquote
    case unclosedParenthesis
    case unopenedParenthesis
    case unexpected(found: String, expected: String)
    case endedEarly(expected: String)
    // Formulas
    case noTilde
    case noOutcome
    case numberAsTerm(String)
    case dot
    case exponent
    case barWithoutParentheses
    case barInsideTerm
    case notAGroupingFactor
    case noRandomEffect(group: String)
    case repeatedRandomEffect(effect: String, group: String)
    case outcomeAsPredictor(String)
    // Functions
    case unknownFunction(String, nearest: String?)
    case argumentCount(FormulaFunction, found: Int)
    case factorOfExpression
    case factorInsideExpression
    // Equations
    case noEquations
    case notACoefficient
    case noCoefficient(predictor: String)
    case twoCoefficients(String, String)
    case twoConstants(String, String)
    case twoResiduals(String, String)
    case noLevelOneResidual
    case symbolUsedTwice(String)
    case repeatedPredictor(String)
    case equationGivenTwice(String)
    case coefficientNotUsed(String)
    case minusInEquation
    case arithmeticInEquation
    case covarianceNotZero
    case covarianceOfSome(residuals: [String])
  }

  /// Makes an error.
  public init(notation: FormulaNotation, formula: String, offset: Int, problem: Problem) {
    self.notation = notation
    self.formula = formula
    self.offset = offset
    self.problem = problem
  }

  /// The line of the text that holds the place, from 0; a formula on one line has only line 0.
  public var line: Int {
    formula.prefix(offset).filter(\.isNewline).count
  }

  /// The place in its line, in characters from 0.
  public var column: Int {
    formula.prefix(offset).reversed().prefix { !$0.isNewline }.count
  }
}

extension FormulaError: CustomStringConvertible {
  /// What is wrong, the line of the text, and a caret under the place.
  public var description: String {
    let lines = formula.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let text = line < lines.count ? String(lines[line]) : ""
    let indent = text.prefix { $0.isWhitespace }.count
    let caret = String(repeating: " ", count: max(0, column - indent)) + "^"
    return "\(problem.words(in: notation))\n  \(text.dropFirst(indent))\n  \(caret)"
  }
}
