/// Expands the operators of a formula into terms, as R does.
///
/// A term is the set of the places of its variables in `variables`.
/// - Source: R's `terms.formula`; Chambers & Hastie (1992), Statistical Models in S, ch. 2.
struct TermExpansion {
  private typealias TermSet = Set<Int>

  /// The distinct variables, in the order in which they appear.
  private var variables: [Expression] = []
  private var hasIntercept = true
  /// The random terms met on the way.
  private(set) var bars: [FormulaSyntax.Bar] = []
  private let outcome: Expression
  private let failure: (FormulaError.Problem, Int) -> FormulaError

  private init(
    outcome: Expression, failure: @escaping (FormulaError.Problem, Int) -> FormulaError
  ) {
    self.outcome = outcome
    self.failure = failure
  }

  /// The terms of a right side, and the random terms that were added to them.
  static func expand(
    _ syntax: FormulaSyntax, outcome: Expression,
    failure: @escaping (FormulaError.Problem, Int) -> FormulaError
  ) throws(FormulaError) -> (terms: TermList, bars: [FormulaSyntax.Bar]) {
    var expansion = TermExpansion(outcome: outcome, failure: failure)
    let sets = try expansion.summands(of: syntax)
    let terms = sets.map { set in Term(set.sorted().map { expansion.variables[$0] }) }
    return (TermList(hasIntercept: expansion.hasIntercept, terms: terms), expansion.bars)
  }

  /// Expands a sum, the one place where random terms may stand.
  private mutating func summands(of syntax: FormulaSyntax) throws(FormulaError) -> [TermSet] {
    switch syntax {
    case .bar(let bar):
      bars.append(bar)
      return []
    case .binary(let left, .plus, let right):
      let first = try summands(of: left)
      return (first + (try summands(of: right))).withoutRepeats
    case .binary(let left, .minus, let right):
      let kept = try summands(of: left)
      let dropped = try terms(of: right, adding: false)
      return kept.filter { !dropped.contains($0) }
    default:
      return try terms(of: syntax, adding: true)
    }
  }

  /// Expands any other part; below a minus, `adding` is false and 1 takes the intercept away.
  private mutating func terms(
    of syntax: FormulaSyntax, adding: Bool
  ) throws(FormulaError) -> [TermSet] {
    switch syntax {
    case .intercept(let isThere):
      hasIntercept = isThere == adding
      return []
    case .variable(let variable, let offset):
      return [try place(of: variable, at: offset)]
    case .parentheses(let inside):
      return try terms(of: inside, adding: adding)
    case .negative(let inside):
      _ = try terms(of: inside, adding: !adding)
      return []
    case .bar(let bar):
      throw failure(.barInsideTerm, bar.offset)
    case .binary(let left, .minus, let right):
      let kept = try terms(of: left, adding: adding)
      let dropped = try terms(of: right, adding: !adding)
      return kept.filter { !dropped.contains($0) }
    case .binary(let left, let sign, let right):
      let first = try terms(of: left, adding: adding)
      return Self.combine(first, sign, try terms(of: right, adding: adding)).withoutRepeats
    case .power(let base, let exponent):
      let first = try terms(of: base, adding: adding)
      var result = first
      for _ in 1..<max(exponent, 1) {
        let next = Self.interactions(first, result).withoutRepeats
        if next == result { break }
        result = next
      }
      return result
    }
  }

  private static func combine(
    _ left: [TermSet], _ sign: FormulaSyntax.TermOperator, _ right: [TermSet]
  ) -> [TermSet] {
    switch sign {
    case .plus, .minus: left + right
    case .interaction: interactions(left, right)
    case .crossing: left + right + interactions(left, right)
    case .nesting: left + right.map { left.reduce($0) { $0.union($1) } }
    }
  }

  private static func interactions(_ left: [TermSet], _ right: [TermSet]) -> [TermSet] {
    left.flatMap { a in right.map { b in a.union(b) } }
  }

  private mutating func place(
    of variable: Expression, at offset: Int
  ) throws(FormulaError) -> TermSet {
    if variable == outcome { throw failure(.outcomeAsPredictor(outcome.description), offset) }
    if let place = variables.firstIndex(of: variable) { return [place] }
    variables.append(variable)
    return [variables.count - 1]
  }
}
