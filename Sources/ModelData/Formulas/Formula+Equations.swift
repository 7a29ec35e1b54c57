extension Formula {
  /// Reads equations by level.
  ///
  /// For example:
  ///
  ///     mathach = b0 + b1*ses + r
  ///     b0 = g00 + g01*meanses + u0
  ///     b1 = g10 + u1
  ///
  /// The first equation is that of level 1. A coefficient without an equation has a fixed effect
  /// only. `cov(u0, u1) = 0` on a line of its own makes the effects of a group uncorrelated.
  ///
  /// - Parameters:
  ///   - equations: the equations, one a line.
  ///   - group: the grouping factor: a column, or columns joined by ':'.
  ///   - columns: the names of the columns of the data; knowing them tells residuals and
  ///     coefficients from columns of the same name. Empty when they are not known yet.
  /// - Throws: a `FormulaError` with the place of the first thing that is wrong.
  public init(
    equations: String, group: String, columns: Set<String> = []
  ) throws(FormulaError) {
    var parser = try EquationParser(equations)
    let syntax = try parser.equations()
    let failure = { [parser] in parser.failure($0, at: $1) }
    let system = try EquationSystem(syntax, columns: columns, failure: failure)
    let columnsOfGroup = group.split(separator: ":", omittingEmptySubsequences: false)
      .map { $0.trimmingSpaces }
    if columnsOfGroup.contains("") { throw failure(.notAGroupingFactor, 0) }
    let grouping = Grouping(columnsOfGroup)
    let random = system.randomTerms.map {
      [RandomTerm(terms: $0, grouping: grouping, covariance: system.covariance)]
    }
    let fixed = system.fixedTerms
    let text = ["\(system.outcome) ~ \(fixed.text(interceptIsExplicit: false))"]
    self.init(
      notation: .equations, text: equations, outcome: system.outcome, fixed: fixed,
      randomTerms: random ?? [], groupPredictors: system.groupPredictors,
      description: (text + (random ?? []).map(\.description)).joined(separator: " + "))
  }
}

/// The equations of both levels, checked against each other.
struct EquationSystem {
  let outcome: Expression
  let covariance: RandomTerm.Covariance
  private let levelOne: LevelEquation
  private let levelTwo: [String: LevelEquation]

  init(
    _ syntax: EquationSyntax, columns: Set<String>,
    failure: (FormulaError.Problem, Int) -> FormulaError
  ) throws(FormulaError) {
    let first = syntax.equations[0]
    let lefts = try Self.coefficientsWithEquations(syntax, failure: failure)
    outcome = first.left
    levelOne = try LevelEquation(
      first, defined: Set(lefts), columns: columns, failure: failure)
    guard levelOne.residual != nil else { throw failure(.noLevelOneResidual, first.offset) }
    var levelTwo: [String: LevelEquation] = [:]
    for (left, equation) in zip(lefts, syntax.equations.dropFirst()) {
      guard levelOne.parts.contains(where: { $0.coefficient == left }) else {
        throw failure(.coefficientNotUsed(left), equation.offset)
      }
      levelTwo[left] = try LevelEquation(
        equation, defined: [], columns: columns, failure: failure)
    }
    self.levelTwo = levelTwo
    let inOrder = lefts.compactMap { levelTwo[$0] }
    try Self.refuseRepeatedSymbols(
      [levelOne] + inOrder, offsets: syntax.equations.map(\.offset), failure: failure)
    let residuals = inOrder.compactMap(\.residual)
    for zero in syntax.zeroCovariances where Set(zero.residuals) != Set(residuals) {
      throw failure(.covarianceOfSome(residuals: residuals), zero.offset)
    }
    covariance = syntax.zeroCovariances.isEmpty ? .unstructured : .diagonal
    try refuseRepeatedProducts(failure: failure)
  }

  /// The left sides of the level-2 equations.
  private static func coefficientsWithEquations(
    _ syntax: EquationSyntax, failure: (FormulaError.Problem, Int) -> FormulaError
  ) throws(FormulaError) -> [String] {
    var lefts: [String] = []
    for equation in syntax.equations.dropFirst() {
      guard case .column(let name) = equation.left else {
        throw failure(.notACoefficient, equation.offset)
      }
      if lefts.contains(name) { throw failure(.equationGivenTwice(name), equation.offset) }
      lefts.append(name)
    }
    return lefts
  }

  private static func refuseRepeatedSymbols(
    _ equations: [LevelEquation], offsets: [Int],
    failure: (FormulaError.Problem, Int) -> FormulaError
  ) throws(FormulaError) {
    var seen: Set<String> = []
    for (equation, offset) in zip(equations, offsets) {
      for part in equation.parts where !seen.insert(part.coefficient).inserted {
        throw failure(.symbolUsedTwice(part.coefficient), part.offset)
      }
      if let residual = equation.residual, !seen.insert(residual).inserted {
        throw failure(.symbolUsedTwice(residual), offset)
      }
    }
  }

  /// A predictor of level 2 that also stands at level 1 would have two fixed effects.
  private func refuseRepeatedProducts(
    failure: (FormulaError.Problem, Int) -> FormulaError
  ) throws(FormulaError) {
    var seen: Set<Set<Expression>> = []
    for (predictors, offset) in fixedProducts where !seen.insert(Set(predictors)).inserted {
      throw failure(.repeatedPredictor(Term(predictors).label), offset)
    }
  }

  /// For each level-1 coefficient the parts of its equation, times its predictors; these alone for
  /// a coefficient without an equation.
  private var fixedProducts: [(predictors: [Expression], offset: Int)] {
    levelOne.parts.flatMap { part in
      guard let equation = levelTwo[part.coefficient] else {
        return [(part.predictors, part.offset)]
      }
      return equation.parts.map { ($0.predictors + part.predictors, $0.offset) }
    }
  }

  /// The terms with fixed effects.
  var fixedTerms: TermList { Self.termList(fixedProducts.map(\.predictors)) }

  /// The terms whose coefficients have residuals; nil when none has.
  var randomTerms: TermList? {
    let varying = levelOne.parts.filter { levelTwo[$0.coefficient]?.residual != nil }
    return varying.isEmpty ? nil : Self.termList(varying.map(\.predictors))
  }

  /// The predictors of the level-2 equations.
  var groupPredictors: [Expression] {
    levelOne.parts.compactMap { levelTwo[$0.coefficient] }
      .flatMap { $0.parts.flatMap(\.predictors) }.withoutRepeats
  }

  /// Sorts products by degree, and the variables of each in the order of their first appearance,
  /// so that the formula made of the list reads back as the same list.
  private static func termList(_ products: [[Expression]]) -> TermList {
    let distinct = products.map(\.withoutRepeats)
    let sorted = TermList(
      hasIntercept: distinct.contains([]), terms: distinct.filter { !$0.isEmpty }.map(Term.init))
    let order = sorted.variables
    let terms = sorted.terms.map { term in Term(order.filter(term.variables.contains)) }
    return TermList(hasIntercept: sorted.hasIntercept, terms: terms.withoutRepeats)
  }
}

extension Substring {
  fileprivate var trimmingSpaces: String {
    var rest = drop(while: \.isWhitespace)
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }
}
