import GSLNumerics

/// Finds the columns of X that the columns before them determine, as R's `lm` does.
///
/// Cholesky's factor of the cross-products, column by column. A column is aliased when what the
/// columns before it leave of it is below 1e-7 of its norm, or below what rounding leaves of sums
/// over so many rows; its norm is taken about its mean when X has an intercept, so that a large
/// mean does not hide small but real variation.
/// - Source: R's `lm`, tolerance 1e-7; Golub & Van Loan (2013), Matrix Computations, sec. 4.2.
struct AliasedColumns {
  private static let tolerance = 1e-7
  /// Below this share of its norm the spread of a column about its mean is rounding error.
  private static let constantTolerance = 1e-13
  /// A combination of more columns than this is not spelt out.
  private static let largestCombination = 3

  private(set) var aliases: [DesignError.Alias] = []
  private let design: DesignSummary
  /// Whether sums are about means, and the intercept is left out of them.
  private let isCentered: Bool
  private let tolerance: Double
  /// The independent columns, and R: how each is made of an orthogonal basis.
  private var independent: [Int] = []
  private var triangle: [[Double]] = []

  init(_ design: DesignSummary) {
    self.design = design
    isCentered = design.labels.first == "(Intercept)"
    let rounding = 4 * Double.ulpOfOne * Double(design.rowCount).squareRoot()
    tolerance = max(Self.tolerance, rounding.squareRoot())
    for column in design.labels.indices.dropFirst(isCentered ? 1 : 0) { add(column) }
  }

  /// Σ xy, about the means when X has an intercept.
  private func product(_ a: Int, _ b: Int) -> Double {
    let centred = design.comoments[a, b]
    return isCentered
      ? centred : centred + Double(design.rowCount) * design.means[a] * design.means[b]
  }

  private mutating func add(_ column: Int) {
    let square = product(column, column)
    var shares: [Double] = []
    for (place, other) in independent.enumerated() {
      let rest = (0..<place).reduce(product(column, other)) {
        $0 - shares[$1] * triangle[place][$1]
      }
      shares.append(rest / triangle[place][place])
    }
    let scale = square.squareRoot()
    let left = max(0, shares.reduce(square) { $0 - $1 * $1 }).squareRoot()
    let mean = design.means[column]
    let length = Double(design.rowCount).squareRoot() * abs(mean)
    let norm = isCentered ? (square + length * length).squareRoot() : scale
    guard left > tolerance * scale, scale > Self.constantTolerance * norm else {
      aliases.append(
        DesignError.Alias(
          label: design.labels[column],
          combination: combination(shares, mean: mean, norm: norm)))
      return
    }
    independent.append(column)
    triangle.append(shares + [left])
  }

  /// Solves R'c = shares for the factors c of the independent columns; nil when they are many.
  private func combination(
    _ shares: [Double], mean: Double, norm: Double
  ) -> [DesignError.Alias.Share]? {
    var factors = shares
    for i in factors.indices.reversed() {
      factors[i] /= triangle[i][i]
      for k in 0..<i { factors[k] -= factors[i] * triangle[i][k] }
    }
    var parts: [DesignError.Alias.Share] = []
    if isCentered {
      let constant = zip(factors, independent).reduce(mean) { $0 - $1.0 * design.means[$1.1] }
      if abs(constant) * Double(design.rowCount).squareRoot() > tolerance * norm {
        parts.append(.init(label: design.labels[0], factor: constant))
      }
    }
    // A factor counts when its column's part in the aliased one is more than rounding error.
    for (factor, column) in zip(factors, independent)
    where abs(factor) * product(column, column).squareRoot() > tolerance * norm {
      parts.append(.init(label: design.labels[column], factor: factor))
    }
    return parts.count <= Self.largestCombination ? parts : nil
  }
}
