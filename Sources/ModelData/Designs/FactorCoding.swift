/// Makes the columns of a list of terms, as R's `model.matrix` does with treatment contrasts.
///
/// A factor is coded by contrasts (no column for its first level) where the term without it is
/// contained in an earlier term, or is the intercept; else by a column for each level.
/// - Source: R's `terms.formula` (`TermCode`) and `model.matrix`.
struct FactorCoding {
  private let terms: TermList
  private let values: [Expression: VariableValues]

  /// - Throws: `oneLevel` for a factor that doesn't vary, and whatever evaluating a variable meets.
  init(_ terms: TermList, evaluator: VariableEvaluator) throws(DesignError) {
    var values: [Expression: VariableValues] = [:]
    for variable in terms.variables {
      let result = try evaluator.values(of: variable)
      if case .factor(let levels, _) = result, levels.count < 2 {
        throw .oneLevel(factor: variable.description, level: levels.first ?? "")
      }
      values[variable] = result
    }
    self.terms = terms
    self.values = values
  }

  /// The columns, the intercept's first.
  func designMatrix(rowCount: Int) -> DesignMatrix {
    var result = DesignMatrix(labels: [], columns: [])
    if terms.hasIntercept {
      result.labels.append("(Intercept)")
      result.columns.append(Array(repeating: 1, count: rowCount))
    }
    for (place, term) in terms.terms.enumerated() {
      let block = columns(of: term, at: place)
      result.labels += block.labels
      result.columns += block.columns
    }
    return result
  }

  /// The products of the columns of a term's variables; those of the first vary fastest.
  private func columns(of term: Term, at place: Int) -> DesignMatrix {
    var result = DesignMatrix(labels: [], columns: [])
    for (index, variable) in term.variables.enumerated() {
      let next = columns(of: variable, inTerm: place)
      guard index > 0 else {
        result = next
        continue
      }
      var product = DesignMatrix(labels: [], columns: [])
      for (label, column) in zip(next.labels, next.columns) {
        product.labels += result.labels.map { "\($0):\(label)" }
        product.columns += result.columns.map { zip($0, column).map { $0 * $1 } }
      }
      result = product
    }
    return result
  }

  private func columns(of variable: Expression, inTerm place: Int) -> DesignMatrix {
    switch values[variable] {
    case .factor(let levels, let codes):
      let first = hasAllLevels(variable, inTerm: place) ? 0 : 1
      let indices = levels.indices.dropFirst(first)
      return DesignMatrix(
        labels: indices.map { "\(variable)\(levels[$0])" },
        columns: indices.map { level in codes.map { $0 == level ? 1 : 0 } })
    case .numeric(let values):
      return DesignMatrix(labels: [variable.description], columns: [values])
    case nil:
      return DesignMatrix(labels: [], columns: [])
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
    if case .factor = values[occurrence.variable] { return true }
    return false
  }
}

extension TermList {
  /// Each variable of each term, with the place of its term.
  fileprivate var variablesInTermOrder: [(variable: Expression, place: Int)] {
    terms.enumerated().flatMap { place, term in term.variables.map { ($0, place) } }
  }
}
