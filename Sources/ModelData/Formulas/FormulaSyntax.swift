/// The right side of a formula as written, before its operators are expanded.
///
/// Its description is the formula with R's spacing.
indirect enum FormulaSyntax {
  /// 1 or 0.
  case intercept(Bool)
  /// A variable, with its place for messages.
  case variable(Expression, offset: Int)
  case parentheses(FormulaSyntax)
  /// −a, at the beginning.
  case negative(FormulaSyntax)
  case binary(FormulaSyntax, TermOperator, FormulaSyntax)
  case power(FormulaSyntax, Int)
  case bar(Bar)

  /// The signs that combine terms.
  enum TermOperator: String {
    case plus = " + "
    case minus = " - "
    case crossing = " * "
    case nesting = "/"
    case interaction = ":"
  }

  /// `(terms | a/b)` or `(terms || a/b)`.
  struct Bar {
    let terms: FormulaSyntax
    /// The columns at each level of nesting: `a/b:c` is [a], [b, c].
    let nesting: [Grouping]
    let covariance: RandomTerm.Covariance
    let offset: Int

    /// The grouping factors that the nesting stands for: a/b is a and a:b.
    var groupings: [Grouping] {
      nesting.indices.map { Grouping(nesting[...$0].flatMap(\.columns).withoutRepeats) }
    }
  }
}

extension FormulaSyntax: CustomStringConvertible {
  var description: String {
    switch self {
    case .intercept(let isThere): isThere ? "1" : "0"
    case .variable(let variable, _): "\(variable)"
    case .parentheses(let inside): "(\(inside))"
    case .negative(let inside): "-\(inside)"
    case .binary(let left, let sign, let right): "\(left)\(sign.rawValue)\(right)"
    case .power(let base, let exponent): "\(base)^\(exponent)"
    case .bar(let bar): "(\(bar.terms) \(bar.sign) \(bar.factors))"
    }
  }
}

extension FormulaSyntax.Bar {
  fileprivate var sign: String { covariance == .diagonal ? "||" : "|" }
  fileprivate var factors: String { nesting.map(\.description).joined(separator: "/") }
}
