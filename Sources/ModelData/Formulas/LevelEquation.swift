/// An equation with its parts told apart: constant, terms with coefficients, residual.
struct LevelEquation {
  /// A coefficient and the predictors that it multiplies; none for the constant.
  struct Part {
    let coefficient: String
    let predictors: [Expression]
    let offset: Int
  }

  /// The constant and the products, in the order written.
  private(set) var parts: [Part] = []
  /// The residual; nil when the equation has none.
  private(set) var residual: String?

  /// Sorts the summands of an equation.
  ///
  /// A lone name that is no coefficient with an equation, no column, and begins with r, e, u or v
  /// is the residual. In a product the coefficient is the name that has an equation, else the
  /// first name that is no column.
  ///
  /// - Parameters:
  ///   - defined: the coefficients that have equations of their own.
  ///   - columns: the columns of the data, as far as they are known.
  init(
    _ equation: EquationSyntax.Equation, defined: Set<String>, columns: Set<String>,
    failure: (FormulaError.Problem, Int) -> FormulaError
  ) throws(FormulaError) {
    for summand in equation.summands {
      let offset = summand.factors[0].offset
      if let name = summand.loneName, !defined.contains(name), !columns.contains(name),
        let first = name.first, "reuv".contains(first)
      {
        if let residual { throw failure(.twoResiduals(residual, name), offset) }
        residual = name
        continue
      }
      let part = try Self.part(summand, defined: defined, columns: columns, failure: failure)
      try refuseRepeat(of: part, failure: failure)
      parts.append(part)
    }
  }

  private static func part(
    _ summand: EquationSyntax.Summand, defined: Set<String>, columns: Set<String>,
    failure: (FormulaError.Problem, Int) -> FormulaError
  ) throws(FormulaError) -> Part {
    let offset = summand.factors[0].offset
    let names = summand.factors.map { factor -> String? in
      guard case .column(let name) = factor.expression else { return nil }
      return name
    }
    let ownEquation = names.indices.filter { names[$0].map(defined.contains) == true }
    if ownEquation.count > 1 {
      throw failure(
        .twoCoefficients(
          summand.factors[ownEquation[0]].expression.description,
          summand.factors[ownEquation[1]].expression.description),
        summand.factors[ownEquation[1]].offset)
    }
    let candidate = names.firstIndex { $0.map { !columns.contains($0) } == true }
    guard let place = ownEquation.first ?? candidate, let coefficient = names[place] else {
      let predictors = summand.factors.map(\.expression.description)
      throw failure(.noCoefficient(predictor: predictors.joined(separator: "*")), offset)
    }
    var predictors = summand.factors.map(\.expression)
    predictors.remove(at: place)
    return Part(
      coefficient: coefficient, predictors: predictors, offset: summand.factors[place].offset)
  }

  private func refuseRepeat(
    of part: Part, failure: (FormulaError.Problem, Int) -> FormulaError
  ) throws(FormulaError) {
    let same = parts.first { Set($0.predictors) == Set(part.predictors) }
    guard let same else { return }
    throw part.predictors.isEmpty
      ? failure(.twoConstants(same.coefficient, part.coefficient), part.offset)
      : failure(.repeatedPredictor(Term(part.predictors).label), part.offset)
  }
}
