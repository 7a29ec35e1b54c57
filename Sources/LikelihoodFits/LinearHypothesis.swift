import GSLNumerics
import ModelData

/// Linear combinations of the coefficients, and the values that they have under a hypothesis: Cγ = c.
///
/// Source: Raudenbush & Bryk (2002), chapter 3, general linear hypotheses.
public struct LinearHypothesis: Sendable, Equatable {
  /// Each equation in words: `sector = 0`.
  public let equations: [String]
  /// C: one row an equation, one column a coefficient.
  public let contrasts: Matrix
  /// c: one value an equation.
  public let values: [Double]

  /// Makes the hypothesis that these coefficients are all 0.
  public init(zero coefficients: [Int], labels: [String]) {
    var contrasts = Matrix(rows: coefficients.count, columns: labels.count)
    for (row, coefficient) in coefficients.enumerated() { contrasts[row, coefficient] = 1 }
    self.init(
      equations: coefficients.map { "\(labels[$0]) = 0" }, contrasts: contrasts,
      values: coefficients.map { _ in 0 })
  }

  init(equations: [String], contrasts: Matrix, values: [Double]) {
    (self.equations, self.contrasts, self.values) = (equations, contrasts, values)
  }

  /// Reads a list such as `sector, meanses = 5, verbal = math`: a coefficient alone is 0.
  ///
  /// A coefficient is named by its label; the name of a term of the formula, such as a factor, stands for
  /// each of its coefficients. Blanks and the order of an interaction do not count, and `center()` and
  /// `factor()` may be left out where one coefficient or one term alone is meant.
  ///
  /// - Parameters:
  ///   - labels: the labels of all coefficients, in their order.
  ///   - terms: for each coefficient the label of its term; none to read no names of terms.
  /// - Throws: `HypothesisError` for a name that nothing has, or a text that is no list.
  public init(
    _ text: String, labels: [String], terms: [String] = []
  ) throws(HypothesisError) {
    let names = CoefficientNames(labels: labels, terms: terms)
    var equations: [CoefficientNames.Equation] = []
    for part in text.splitOutsideParentheses(at: ",") { equations += try names.equations(part) }
    var contrasts = Matrix(rows: equations.count, columns: labels.count)
    for (row, equation) in equations.enumerated() {
      contrasts[row, equation.left] = 1
      if let right = equation.right { contrasts[row, right] = -1 }
    }
    let words = equations.map(\.words)
    guard contrasts.hasIndependentRows else { throw .dependentEquations(words) }
    self.init(equations: words, contrasts: contrasts, values: equations.map(\.value))
  }
}

/// The coefficients of a model by the names that people give them.
private struct CoefficientNames {
  let labels: [String]
  /// For each coefficient the label of its term.
  let terms: [String]

  /// A coefficient that has a value, or the value of another.
  struct Equation {
    var words: String
    var left: Int
    var right: Int?
    var value = 0.0
  }

  /// The equations that a part of the list stands for: several where it names a term of several coefficients.
  func equations(_ part: String) throws(HypothesisError) -> [Equation] {
    let sides = part.splitOutsideParentheses(at: "=")
    guard sides.count <= 2, !sides.contains("") else { throw .notAnEquation(part: part) }
    let left = try places(of: sides[0])
    let other = sides.count < 2 ? "0" : sides[1]
    if let value = Double(other), value.isFinite {
      return left.map { Equation(words: "\(labels[$0]) = \(other)", left: $0, value: value) }
    }
    let right = try places(of: other)
    for (name, places) in [(sides[0], left), (other, right)] where places.count > 1 {
      throw .severalCoefficients(name: name, labels: places.map { labels[$0] })
    }
    guard right != left else { throw .notAnEquation(part: part) }
    return [
      Equation(
        words: "\(labels[left[0]]) = \(labels[right[0]])", left: left[0], right: right[0])
    ]
  }

  /// The coefficients that a name means: the one of this label, or all of this term.
  private func places(of name: String) throws(HypothesisError) -> [Int] {
    for form in [\String.factors, \String.bareFactors] {
      for names in [labels, terms] {
        let places = names.indices.filter { names[$0][keyPath: form] == name.factors }
        if Set(places.map { names[$0] }).count == 1 { return places }
      }
    }
    throw .unknownCoefficient(name: name, labels: labels, terms: terms)
  }
}

extension Matrix {
  /// Whether no row of small whole numbers is a combination of the others.
  fileprivate var hasIndependentRows: Bool {
    guard let factor = try? CholeskyFactor(self * transposed) else { return false }
    return factor.lower.diagonal.allSatisfy { $0 > 1e-6 }
  }
}

/// Why a text is no hypothesis about the coefficients of a model.
public enum HypothesisError: Error, Equatable, Sendable {
  /// No coefficient and no term, or more than one, has this name.
  case unknownCoefficient(name: String, labels: [String], terms: [String] = [])
  /// A name stands for several coefficients where one is required.
  case severalCoefficients(name: String, labels: [String])
  /// A part of the list is no coefficient and no equation of two.
  case notAnEquation(part: String)
  /// The equations depend on each other, or a coefficient is named twice.
  case dependentEquations([String])
}

extension HypothesisError: CustomStringConvertible {
  /// What is wrong, and what there is.
  public var description: String {
    switch self {
    case .unknownCoefficient(let name, let labels, let terms):
      let remedy =
        nearestName(to: name, among: labels + terms).map { "Did you mean '\($0)'?" }
        ?? "It has \(labels.inQuotes)."
      return "The model has no coefficient '\(name)'.\n\(remedy)"
    case .severalCoefficients(let name, let labels):
      return "'\(name)' stands for \(labels.count) coefficients: \(labels.inQuotes).\n"
        + "Name the one that equals another."
    case .notAnEquation(let part):
      return "'\(part)' is no hypothesis about coefficients.\n"
        + "Write a list such as 'sector, meanses = 5, verbal = math'; a coefficient alone is 0."
    case .dependentEquations(let equations):
      return "The equations \(equations.joined(separator: ", ")) depend on each other.\n"
        + "Leave out the one that the others imply."
    }
  }
}

extension [String] {
  fileprivate var inQuotes: String { map { "'\($0)'" }.joined(separator: ", ") }
}

extension String {
  /// The factors of an interaction, without blanks, in one order.
  fileprivate var factors: [Substring] {
    filter { $0 != " " }.split(separator: ":").sorted()
  }

  /// The factors, each without its `center( )` or `factor( )`.
  fileprivate var bareFactors: [Substring] {
    factors.map { factor in
      let call = ["center(", "factor("].first { factor.hasPrefix($0) }
      guard let call, factor.hasSuffix(")") else { return factor }
      return factor.dropFirst(call.count).dropLast().prefix { $0 != "," }
    }.sorted()
  }

  /// The parts between separators that stand in no parentheses, without blanks around them.
  fileprivate func splitOutsideParentheses(at separator: Character) -> [String] {
    var parts = [""]
    var depth = 0
    for character in self {
      depth += character == "(" ? 1 : character == ")" ? -1 : 0
      if character == separator, depth == 0 {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    return parts.map { part in
      String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
  }
}
