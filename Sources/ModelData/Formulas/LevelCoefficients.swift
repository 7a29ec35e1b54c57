/// The coefficients of the level-1 equation of a model, and what their own equations hold.
struct LevelCoefficients {
  /// A coefficient: what it multiplies, its level-2 predictors, and the factors it varies over.
  struct Coefficient {
    /// The level-1 predictors; none for the intercept.
    let predictors: [Expression]
    /// The level-2 predictors of each fixed effect; none for the constant of the equation.
    var fixed: [[Expression]] = []
    /// The grouping factors over which the coefficient varies.
    var groupings: [Grouping] = []
  }

  /// The intercept first, then by degree.
  private(set) var coefficients: [Coefficient] = []

  /// Splits each fixed term into what varies within groups and what doesn't.
  ///
  /// A term that has a random effect belongs to level 1 whole, for its coefficient is what varies.
  init(_ formula: Formula, groupConstants: Set<Expression>) {
    let varying = Set(formula.randomTerms.flatMap { $0.terms.products.map(Set.init) })
    for product in formula.fixed.products {
      let inner = product.filter { !groupConstants.contains($0) }
      let outer = product.filter(groupConstants.contains)
      if varying.contains(Set(product)) {
        change(product) { $0.fixed.append([]) }
      } else {
        change(inner) { $0.fixed.append(outer) }
      }
    }
    for random in formula.randomTerms {
      for product in random.terms.products {
        change(product) { $0.groupings.append(random.grouping) }
      }
    }
    let degrees = Set(coefficients.map(\.predictors.count)).sorted()
    coefficients = degrees.flatMap { degree in
      coefficients.filter { $0.predictors.count == degree }
    }
  }

  /// Changes the coefficient of these predictors, which is added when it is not there.
  private mutating func change(_ predictors: [Expression], _ body: (inout Coefficient) -> Void) {
    let place = coefficients.firstIndex { Set($0.predictors) == Set(predictors) }
    if let place { return body(&coefficients[place]) }
    var added = Coefficient(predictors: predictors)
    body(&added)
    coefficients.append(added)
  }
}

extension TermList {
  /// The variables of each term; none for the intercept.
  fileprivate var products: [[Expression]] {
    (hasIntercept ? [[]] : []) + terms.map(\.variables)
  }
}
