/// A model in the three forms in which people write it, as text.
///
/// - Source: Raudenbush & Bryk (2002), ch. 2: level-1 and level-2 equations, and the combined
///   model that comes of substituting the one into the other.
public struct ModelNotation: Sendable, Equatable {
  /// The level-1 equation: `mathach = b0 + b1*ses + r`.
  public let levelOne: String
  /// An equation for each coefficient: `b0 = g00 + g01*meanses + u0`.
  public let levelTwo: [String]
  /// The lines that set covariances to zero, when the effects of a group are uncorrelated.
  public let zeroCovariances: [String]
  /// The distributions of the residuals: `r ~ N(0, sigma2)`, `(u0, u1) ~ N(0, T)`.
  public let distributions: [String]
  /// One equation for the outcome.
  public let combined: String
  /// The formula.
  public let formula: String

  /// The equations as they can stand in a model file; for one grouping factor they read back as
  /// the same model.
  public var equations: String {
    ([levelOne] + levelTwo + zeroCovariances).joined(separator: "\n")
  }

  /// Writes out a model.
  ///
  /// - Parameters:
  ///   - formula: the model.
  ///   - groupConstants: the variables that are constant within groups, which therefore belong to
  ///     level 2.
  ///   - knownVariance: the known variance of the errors; nil when σ² is estimated.
  ///   - errors: the distributions of the residuals.
  public init(
    _ formula: Formula, groupConstants: Set<Expression>, knownVariance: KnownVariance?,
    errors: ErrorDistributions = ErrorDistributions()
  ) {
    let symbols = ModelSymbols(formula, isVarianceKnown: knownVariance != nil)
    let coefficients = LevelCoefficients(formula, groupConstants: groupConstants).coefficients
    let first = coefficients.first?.predictors.isEmpty == true ? 0 : 1
    var levelOne: [String] = []
    var levelTwo: [String] = []
    var fixed: [String] = []
    var random: [String] = []
    for (place, coefficient) in coefficients.enumerated() {
      let index = place + first
      let name = symbols.coefficient(index)
      let gammas = symbols.gammas(of: coefficient, index: index)
      let residuals = coefficient.groupings.map { symbols.residual(index, of: $0) }
      levelOne.append(Self.product([name], coefficient.predictors))
      levelTwo.append(
        "\(name) = "
          + (gammas.map { Self.product([$0.name], $0.predictors) } + residuals)
          .joined(separator: " + "))
      fixed += gammas.map { Self.product([$0.name], $0.predictors + coefficient.predictors) }
      random += residuals.map { Self.product([$0], coefficient.predictors) }
    }
    let error = [symbols.error]
    self.levelOne = "\(formula.outcome) = " + (levelOne + error).joined(separator: " + ")
    self.levelTwo = levelTwo
    combined = "\(formula.outcome) = " + (fixed + random + error).joined(separator: " + ")
    self.formula = formula.description
    let effects = EffectNames(formula, coefficients: coefficients, first: first, symbols: symbols)
    zeroCovariances = effects.zeroCovariances
    distributions =
      [symbols.errorDistribution(knownVariance, errors.levelOne)] + effects.distributions(errors)
  }

  private static func product(_ names: [String], _ predictors: [Expression]) -> String {
    (names + predictors.map(\.description)).joined(separator: "*")
  }
}

/// The names of coefficients and residuals, chosen so that no column has them.
private struct ModelSymbols {
  private let beta: String
  private let gamma: String
  private let effect: String
  let error: String
  private let groupings: [Grouping]

  init(_ formula: Formula, isVarianceKnown: Bool) {
    let columns = formula.columnNames
    func isIndexed(_ column: String, _ symbol: String) -> Bool {
      let rest = column.dropFirst(symbol.count)
      return column.hasPrefix(symbol) && !rest.isEmpty && rest.allSatisfy(\.isNumber)
    }
    func free(_ symbols: String...) -> String {
      symbols.first { symbol in !columns.contains { isIndexed($0, symbol) } } ?? symbols[0]
    }
    beta = free("b", "beta", "coefficient")
    gamma = free("g", "gamma", "fixed")
    effect = free("u", "v", "residual")
    let errors = isVarianceKnown ? ["e", "r", "error"] : ["r", "e", "error"]
    error = errors.first { !columns.contains($0) } ?? errors[0]
    groupings = formula.groupings
  }

  func coefficient(_ index: Int) -> String { "\(beta)\(index)" }

  /// The name of a group's effect; the factor stands beside it when there are several.
  func residual(_ index: Int, of grouping: Grouping) -> String {
    groupings.count > 1 ? "\(effect)\(index)[\(grouping.name)]" : "\(effect)\(index)"
  }

  /// The name of the covariance matrix of a factor's effects.
  func covariance(of grouping: Grouping) -> String {
    groupings.count > 1 ? "T_\(grouping.name)" : "T"
  }

  /// The fixed effects of an equation with their level-2 predictors; index 0 is the constant.
  func gammas(
    of coefficient: LevelCoefficients.Coefficient, index: Int
  ) -> [(name: String, predictors: [Expression])] {
    let constants = coefficient.fixed.filter(\.isEmpty)
    let others = coefficient.fixed.filter { !$0.isEmpty }
    let start = constants.isEmpty ? 1 : 0
    let separator = index > 9 || others.count > 9 ? "_" : ""
    return (constants + others).enumerated().map { place, predictors in
      ("\(gamma)\(index)\(separator)\(place + start)", predictors)
    }
  }

  func errorDistribution(_ known: KnownVariance?, _ errors: ErrorDistribution) -> String {
    let variance =
      switch known {
      case nil: "sigma2"
      case .variance(let column): column.backquotedIfNeeded
      case .standardError(let column): "\(column.backquotedIfNeeded)^2"
      case .correlated: "V"
      }
    return "\(error) ~ " + errors.notation(scale: variance, named: "squared scale", "variance")
      + (known == nil ? "" : ", known")
  }
}

/// The effects of each random term by name, and what is said of their distribution.
private struct EffectNames {
  private let terms: [(term: Formula.RandomTerm, names: [String], matrix: String)]

  init(
    _ formula: Formula, coefficients: [LevelCoefficients.Coefficient], first: Int,
    symbols: ModelSymbols
  ) {
    terms = formula.randomTerms.map { term in
      let products: [Set<Expression>] =
        (term.terms.hasIntercept ? [[]] : []) + term.terms.terms.map { Set($0.variables) }
      let names = coefficients.enumerated()
        .filter { products.contains(Set($0.element.predictors)) }
        .map { symbols.residual($0.offset + first, of: term.grouping) }
      return (term, names, symbols.covariance(of: term.grouping))
    }
  }

  func distributions(_ errors: ErrorDistributions) -> [String] {
    terms.map { term, names, matrix in
      let list = names.count == 1 ? names[0] : "(\(names.joined(separator: ", ")))"
      let diagonal = names.count > 1 && term.covariance == .diagonal
      return
        "\(list) ~ \(errors.effects[term.grouping.name].notation(scale: matrix, named: "scale matrix", "covariance"))"
        + (diagonal ? ", \(matrix) diagonal" : "")
    }
  }

  /// One line when all effects of the one factor are uncorrelated.
  var zeroCovariances: [String] {
    let names = terms.flatMap(\.names)
    let uncorrelated = terms.allSatisfy { $0.term.covariance == .diagonal || $0.names.count == 1 }
    let factors = Set(terms.map(\.term.grouping))
    guard factors.count == 1, names.count > 1, uncorrelated else { return [] }
    return ["cov(\(names.joined(separator: ", "))) = 0"]
  }
}

extension ErrorDistribution {
  /// The distribution about 0 as formulas have it, and for a t what its variance or covariance is.
  fileprivate func notation(
    scale: String, named name: String, _ covariance: String
  ) -> String {
    guard !isNormal else { return "N(0, \(scale))" }
    let words = ", \(name) \(scale)"
    switch self {
    case .t(let df) where df > 2:
      let factor = df / (df - 2)
      let times =
        factor == factor.rounded() ? shortText(factor) : "\(shortText(df))/\(shortText(df - 2))"
      return "t(\(shortText(df)), 0, \(scale))\(words), \(covariance) \(times)*\(scale)"
    case .t(let df): return "t(\(shortText(df)), 0, \(scale))\(words), without a \(covariance)"
    default: return "t(df, 0, \(scale))\(words), \(covariance) df/(df - 2)*\(scale) where df > 2"
    }
  }
}
