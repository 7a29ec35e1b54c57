extension FormulaError.Problem {
  /// The words of the message, without place; one or two sentences.
  func words(in notation: FormulaNotation) -> String {
    let subject = notation == .formula ? "the formula" : "the equation"
    return grammarWords(subject) ?? formulaWords ?? functionWords ?? equationWords ?? "\(self)"
  }

  private func grammarWords(_ subject: String) -> String? {
    switch self {
    case .unexpectedCharacter(let character):
      "\(subject) has a character that means nothing here: '\(character)'."
    case .notANumber(let text):
      "\(subject) has a number that cannot be read: '\(text)'."
    case .unclosedBackquote:
      "\(subject) has a backquoted name that is empty or never closed."
    case .unclosedParenthesis:
      "\(subject) has an opening parenthesis that is never closed."
    case .unopenedParenthesis:
      "\(subject) has a closing parenthesis that was never opened."
    case .unexpected(let found, let expected):
      "\(subject) has '\(found)' where \(expected) should stand."
    case .endedEarly(let expected):
      "\(subject) ends where \(expected) should follow."
    default: nil
    }
  }

  private var formulaWords: String? {
    switch self {
    case .noTilde:
      "the formula has no '~'; write outcome ~ predictors, for example y ~ x + (1 | g)."
    case .noOutcome:
      "the formula has no outcome; name it before the '~', for example y ~ x + (1 | g)."
    case .numberAsTerm(let text):
      "the number \(text) is not a term; only 0 and 1 (the intercept) can be added. "
        + "Write arithmetic inside I( )."
    case .dot:
      "'.' is not read as all other columns; name the predictors."
    case .exponent:
      "'^' needs a whole number from 1 on after it; a power of a variable is I(x^2)."
    case .barWithoutParentheses:
      "a random term must stand in parentheses, for example (1 | g)."
    case .barInsideTerm:
      "a random term can only be added to the rest, as in y ~ x + (1 | g)."
    case .notAGroupingFactor:
      "a grouping factor must be a column, or columns joined by ':' or '/'."
    case .noRandomEffect(let group):
      "the random term for \(group) has no effects; (1 | \(group)) gives each group an intercept."
    case .repeatedRandomEffect(let effect, let group):
      "the random effect \(effect) of \(group) is there twice; keep one."
    case .outcomeAsPredictor(let name):
      "the outcome \(name) is also a predictor; take it out on one side."
    default: nil
    }
  }

  private var functionWords: String? {
    switch self {
    case .unknownFunction(let name, .some(let nearest)):
      "there is no function '\(name)'; did you mean '\(nearest)'?"
    case .unknownFunction(let name, nil):
      "there is no function '\(name)'; the functions are "
        + FormulaFunction.allCases.map(\.rawValue).joined(separator: ", ") + "."
    case .argumentCount(let function, let found):
      "\(function.rawValue) cannot take \(counted(found, "argument")); "
        + "write \(function.usage)."
    case .factorOfExpression:
      "factor takes the name of a column, as in factor(x)."
    case .factorInsideExpression:
      "factor(x) has no numbers to calculate with; it can only be a term of its own."
    default: nil
    }
  }

  private var equationWords: String? {
    switch self {
    case .noEquations:
      "there are no equations; begin with the outcome, for example y = b0 + b1*x + r."
    case .notACoefficient:
      "a level-2 equation begins with a coefficient of the first equation, as in b0 = g00 + u0."
    case .noCoefficient(let predictor):
      "'\(predictor)' has no coefficient; write for example b1*\(predictor)."
    case .twoCoefficients(let first, let second):
      "\(first) and \(second) are both coefficients; a term has one."
    case .twoConstants(let first, let second):
      "\(first) and \(second) both stand alone; an equation has one constant, "
        + "and predictors need a coefficient."
    case .twoResiduals(let first, let second):
      "\(first) and \(second) are both residuals; an equation has one."
    case .noLevelOneResidual:
      "the first equation has no residual; add one, for example + r."
    case .symbolUsedTwice(let name):
      "'\(name)' is there twice; each coefficient and each residual needs its own name."
    case .repeatedPredictor(let label):
      "\(label) is there twice with different coefficients; keep one."
    default: covarianceWords
    }
  }

  private var covarianceWords: String? {
    switch self {
    case .equationGivenTwice(let name):
      "'\(name)' has two equations; keep one."
    case .coefficientNotUsed(let name):
      "'\(name)' is no coefficient of the first equation."
    case .minusInEquation:
      "terms of an equation are added; the sign belongs to the coefficient."
    case .arithmeticInEquation:
      "an equation adds products such as b1*x; write other arithmetic inside I( )."
    case .covarianceNotZero:
      "a covariance can only be set to zero, as in cov(u0, u1) = 0."
    case .covarianceOfSome(let residuals):
      "only all level-2 residuals together can be uncorrelated: "
        + "cov(\(residuals.joined(separator: ", "))) = 0."
    default: nil
    }
  }
}
