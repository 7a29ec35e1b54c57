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
  /// A coefficient is named by its label; blanks and the order of an interaction do not count, and `center()`
  /// may be left out where one coefficient alone is meant.
  ///
  /// - Parameter labels: the labels of all coefficients, in their order.
  /// - Throws: `HypothesisError` for a name that no coefficient has, or a text that is no list.
  public init(_ text: String, labels: [String]) throws(HypothesisError) {
    let parts = text.splitOutsideParentheses(at: ",")
    var contrasts = Matrix(rows: parts.count, columns: labels.count)
    var equations: [String] = []
    var values: [Double] = []
    for (row, part) in parts.enumerated() {
      let sides = part.splitOutsideParentheses(at: "=")
      guard sides.count <= 2, !sides.contains("") else { throw .notAnEquation(part: part) }
      let left = try labels.place(of: sides[0])
      contrasts[row, left] = 1
      if sides.count < 2 {
        values.append(0)
        equations.append("\(labels[left]) = 0")
      } else if let value = Double(sides[1]), value.isFinite {
        values.append(value)
        equations.append("\(labels[left]) = \(sides[1])")
      } else {
        let right = try labels.place(of: sides[1])
        guard right != left else { throw .notAnEquation(part: part) }
        contrasts[row, right] = -1
        values.append(0)
        equations.append("\(labels[left]) = \(labels[right])")
      }
    }
    guard contrasts.hasIndependentRows else { throw .dependentEquations(equations) }
    self.init(equations: equations, contrasts: contrasts, values: values)
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
  /// No coefficient, or more than one, has this name.
  case unknownCoefficient(name: String, labels: [String])
  /// A part of the list is no coefficient and no equation of two.
  case notAnEquation(part: String)
  /// The equations depend on each other, or a coefficient is named twice.
  case dependentEquations([String])
}

extension HypothesisError: CustomStringConvertible {
  /// What is wrong, and what there is.
  public var description: String {
    switch self {
    case .unknownCoefficient(let name, let labels):
      let remedy =
        nearestName(to: name, among: labels).map { "Did you mean '\($0)'?" }
        ?? "It has \(labels.map { "'\($0)'" }.joined(separator: ", "))."
      return "The model has no coefficient '\(name)'.\n\(remedy)"
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
  /// The place of the coefficient that a name means.
  fileprivate func place(of name: String) throws(HypothesisError) -> Int {
    if let place = firstIndex(where: { $0.factors == name.factors }) { return place }
    let uncentred = indices.filter { self[$0].uncentredFactors == name.factors }
    guard uncentred.count == 1 else { throw .unknownCoefficient(name: name, labels: self) }
    return uncentred[0]
  }
}

extension String {
  /// The factors of an interaction, without blanks, in one order.
  fileprivate var factors: [Substring] {
    filter { $0 != " " }.split(separator: ":").sorted()
  }

  /// The factors, each without its `center( )`.
  fileprivate var uncentredFactors: [Substring] {
    factors.map { factor in
      guard factor.hasPrefix("center("), factor.hasSuffix(")") else { return factor }
      return factor.dropFirst("center(".count).dropLast().prefix { $0 != "," }
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
