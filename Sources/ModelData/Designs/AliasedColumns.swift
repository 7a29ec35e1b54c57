import GSLNumerics

/// Finds the columns of X that the columns before them determine, as R's `lm` does.
///
/// Gram–Schmidt with a second pass, column by column. A column is aliased when what the columns
/// before it leave of it is below 1e-7 of its norm; its norm is taken about its mean when X has an
/// intercept, so that a large mean does not hide small but real variation.
/// - Source: R's `lm`, tolerance 1e-7; Golub & Van Loan (2013), Matrix Computations, sec. 5.2.
struct AliasedColumns {
  private static let tolerance = 1e-7
  /// Below this share of its norm the spread of a column about its mean is rounding error.
  private static let constantTolerance = 1e-13
  /// A combination of more columns than this is not spelt out.
  private static let largestCombination = 3

  private(set) var aliases: [DesignError.Alias] = []
  private var basis: [[Double]] = []
  /// The labels of the independent columns, and R: how each is made of the basis.
  private var labels: [String] = []
  private var triangle: [[Double]] = []

  init(_ design: DesignMatrix) {
    let hasIntercept = design.labels.first == "(Intercept)"
    for (label, column) in zip(design.labels, design.columns) {
      add(column, label: label, isCentered: hasIntercept && !basis.isEmpty)
    }
  }

  private mutating func add(_ column: [Double], label: String, isCentered: Bool) {
    var rest = column
    var shares = Array(repeating: 0.0, count: basis.count)
    let norm = dot(column, column).squareRoot()
    var scale = norm
    for pass in 0..<2 {
      for (index, direction) in basis.enumerated() {
        let share = dot(direction, rest)
        shares[index] += share
        for row in rest.indices { rest[row] -= share * direction[row] }
        if isCentered, pass == 0, index == 0 { scale = dot(rest, rest).squareRoot() }
      }
    }
    let left = dot(rest, rest).squareRoot()
    guard left > Self.tolerance * scale, scale > Self.constantTolerance * norm else {
      aliases.append(
        DesignError.Alias(label: label, combination: combination(shares: shares, norm: norm)))
      return
    }
    basis.append(rest.map { $0 / left })
    labels.append(label)
    triangle.append(shares + [left])
  }

  /// Solves R c = shares for the factors c of the independent columns; nil when they are many.
  private func combination(
    shares: [Double], norm: Double
  ) -> [DesignError.Alias.Share]? {
    var factors = shares
    for i in factors.indices.reversed() {
      factors[i] /= triangle[i][i]
      for k in 0..<i { factors[k] -= factors[i] * triangle[i][k] }
    }
    // A factor counts when its column's part in the aliased one is more than rounding error.
    let parts = factors.indices.filter { index in
      let length = dot(triangle[index], triangle[index]).squareRoot()
      return abs(factors[index]) * length > Self.tolerance * norm
    }
    guard parts.count <= Self.largestCombination else { return nil }
    return parts.map { DesignError.Alias.Share(label: labels[$0], factor: factors[$0]) }
  }
}
