/// A model as written, in either notation: outcome, fixed terms and random terms.
///
/// Labels and order are those of R's `model.matrix`: the intercept, main effects, then
/// interactions by degree, each in the order written.
public struct Formula: Sendable {
  /// The notation in which it was written.
  public let notation: FormulaNotation
  /// The text as written.
  public let text: String
  /// The outcome.
  public let outcome: Expression
  /// The terms with fixed effects.
  public let fixed: TermList
  /// The random terms, in the order written.
  public let randomTerms: [RandomTerm]
  /// The predictors that stand in level-2 equations, which must be constant within groups; empty
  /// for a formula.
  public let groupPredictors: [Expression]
  /// The formula with R's spacing; it reads back as the same model.
  public let description: String

  /// `(terms | grouping)`.
  public struct RandomTerm: Sendable, Hashable, CustomStringConvertible {
    /// The effects that vary between groups.
    public let terms: TermList
    /// The groups.
    public let grouping: Grouping
    /// Whether the effects may be correlated.
    public let covariance: ModelData.RandomTerm.Covariance

    /// The term as it is written in a formula.
    public var description: String {
      let sign = covariance == .diagonal ? "||" : "|"
      return "(\(terms.text(interceptIsExplicit: true)) \(sign) \(grouping))"
    }
  }
}

extension Formula: CustomStringConvertible {
  /// Reads a formula such as `mathach ~ ses + (1 + ses | school)`.
  ///
  /// - Throws: a `FormulaError` with the place of the first thing that is wrong.
  public init(_ text: String) throws(FormulaError) {
    var parser = try FormulaParser(text)
    let (outcome, right) = try parser.formula()
    let failure = { [parser] in parser.failure($0, at: $1) }
    let (fixed, bars) = try TermExpansion.expand(right, outcome: outcome, failure: failure)
    self.init(
      notation: .formula, text: text, outcome: outcome, fixed: fixed,
      randomTerms: try Self.randomTerms(of: bars, outcome: outcome, failure: failure),
      groupPredictors: [], description: "\(outcome) ~ \(right)")
  }

  private static func randomTerms(
    of bars: [FormulaSyntax.Bar], outcome: Expression,
    failure: @escaping (FormulaError.Problem, Int) -> FormulaError
  ) throws(FormulaError) -> [RandomTerm] {
    var result: [RandomTerm] = []
    for bar in bars {
      let (terms, inner) = try TermExpansion.expand(bar.terms, outcome: outcome, failure: failure)
      if let inner = inner.first { throw failure(.barInsideTerm, inner.offset) }
      for grouping in bar.groupings {
        if terms.isEmpty { throw failure(.noRandomEffect(group: grouping.name), bar.offset) }
        let earlier = result.filter { $0.grouping == grouping }.flatMap(\.terms.labels)
        if let repeated = terms.labels.first(where: earlier.contains) {
          throw failure(
            .repeatedRandomEffect(effect: repeated, group: grouping.name), bar.offset)
        }
        result.append(
          RandomTerm(terms: terms, grouping: grouping, covariance: bar.covariance))
      }
    }
    return result
  }

  /// The outcome and all predictors, fixed and random.
  private var expressions: [Expression] {
    [outcome] + fixed.variables + randomTerms.flatMap(\.terms.variables)
  }

  /// All columns of the data that the model reads, in the order written.
  public var columnNames: [String] {
    (expressions.flatMap(\.columnNames) + randomTerms.flatMap(\.grouping.columns)).withoutRepeats
  }

  /// The columns to be read as texts even when they hold numbers: grouping factors, groups of
  /// `center` and `mean`, arguments of `factor`.
  public var textColumns: [String] {
    (expressions.flatMap(\.textColumns) + randomTerms.flatMap(\.grouping.columns)).withoutRepeats
  }

  /// The distinct grouping factors of the random terms, in the order written.
  public var groupings: [Grouping] { randomTerms.map(\.grouping).withoutRepeats }
}
