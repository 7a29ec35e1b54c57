/// Makes the columns of a list of terms, as R's `model.matrix` does with treatment contrasts.
///
/// A factor is coded by contrasts (no column for its first level) where the term without it is
/// contained in an earlier term, or is the intercept; else by a column for each level.
/// - Source: R's `terms.formula` (`TermCode`) and `model.matrix`.
struct FactorCoding {
  /// One column: the product of its factors, 1 where there is none.
  struct Column {
    var label: String
    var factors: [Factor]

    /// The label of the term that it belongs to.
    var term: String {
      factors.isEmpty ? label : Term(factors.map(\.variable)).label
    }
  }

  /// A variable, or whether it has a level.
  struct Factor: Hashable {
    var variable: Expression
    /// The place of the level; nil for a numeric variable.
    var level: Int?
  }

  private let terms: TermList
  private let factors: [Expression: FactorLevels]

  /// Takes the terms, and the levels of those of their variables that are categorical.
  init(_ terms: TermList, factors: [Expression: FactorLevels]) {
    self.terms = terms
    self.factors = factors
  }

  /// The columns, the intercept's first.
  var columns: [Column] {
    (terms.hasIntercept ? [Column(label: "(Intercept)", factors: [])] : [])
      + terms.terms.indices.flatMap(columns(ofTerm:))
  }

  /// The products of the columns of a term's variables; those of the first vary fastest.
  private func columns(ofTerm place: Int) -> [Column] {
    var result: [Column] = []
    for (index, variable) in terms.terms[place].variables.enumerated() {
      let next = columns(of: variable, inTerm: place)
      guard index > 0 else {
        result = next
        continue
      }
      result = next.flatMap { column in
        result.map {
          Column(label: "\($0.label):\(column.label)", factors: $0.factors + column.factors)
        }
      }
    }
    return result
  }

  private func columns(of variable: Expression, inTerm place: Int) -> [Column] {
    guard let levels = factors[variable]?.levels else {
      return [Column(label: variable.description, factors: [Factor(variable: variable)])]
    }
    let first = hasAllLevels(variable, inTerm: place) ? 0 : 1
    return levels.indices.dropFirst(first).map {
      Column(label: "\(variable)\(levels[$0])", factors: [Factor(variable: variable, level: $0)])
    }
  }

  /// Whether a factor has a column for each of its levels in this term.
  private func hasAllLevels(_ variable: Expression, inTerm place: Int) -> Bool {
    // Without an intercept the first factor of all has all its levels.
    if !terms.hasIntercept, let first = terms.variablesInTermOrder.first(where: isFactor),
      first.variable == variable, first.place == place
    {
      return true
    }
    let rest = Set(terms.terms[place].variables).subtracting([variable])
    if rest.isEmpty { return false }
    return !terms.terms[..<place].contains { rest.isSubset(of: $0.variables) }
  }

  private func isFactor(_ occurrence: (variable: Expression, place: Int)) -> Bool {
    factors[occurrence.variable] != nil
  }
}

extension TermList {
  /// Each variable of each term, with the place of its term.
  fileprivate var variablesInTermOrder: [(variable: Expression, place: Int)] {
    terms.enumerated().flatMap { place, term in term.variables.map { ($0, place) } }
  }
}
