/// A term of a model: a variable, or the interaction of several.
public struct Term: Sendable, Hashable {
  /// The variables, in the order in which they first appear in the formula.
  public let variables: [Expression]

  /// Makes a term from its variables.
  public init(_ variables: [Expression]) { self.variables = variables }

  /// The label, as R writes it: `meanses:center(ses, school)`.
  public var label: String { variables.map(\.description).joined(separator: ":") }

  /// The number of variables.
  public var degree: Int { variables.count }
}

/// The terms of the fixed part, or of one random term: the intercept first, then by degree.
public struct TermList: Sendable, Hashable {
  /// Whether there is an intercept.
  public let hasIntercept: Bool
  /// The other terms: main effects, then interactions by degree, each in the order written.
  public let terms: [Term]

  /// Makes a list; the terms are put in order.
  public init(hasIntercept: Bool, terms: [Term]) {
    self.hasIntercept = hasIntercept
    let degrees = Set(terms.map(\.degree)).sorted()
    self.terms = degrees.flatMap { degree in terms.filter { $0.degree == degree } }
  }

  /// Whether there is nothing, not even an intercept.
  public var isEmpty: Bool { !hasIntercept && terms.isEmpty }

  /// The labels of the terms, the intercept's first.
  public var labels: [String] { (hasIntercept ? ["(Intercept)"] : []) + terms.map(\.label) }

  /// The distinct variables of all terms, in order.
  public var variables: [Expression] { terms.flatMap(\.variables).withoutRepeats }

  /// The terms as a formula; the intercept is written only when it is `explicit` or alone.
  func text(interceptIsExplicit explicit: Bool) -> String {
    let intercept =
      switch (hasIntercept, explicit || terms.isEmpty) {
      case (false, _): ["0"]
      case (true, true): ["1"]
      case (true, false): [String]()
      }
    return (intercept + terms.map(\.label)).joined(separator: " + ")
  }
}

extension Sequence where Element: Hashable {
  /// The distinct elements, each where it first appears.
  var withoutRepeats: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
