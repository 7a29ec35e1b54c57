/// How the lanes of reduced data keep G: base columns, and predictors of the groups that multiply them.
///
/// Where a level-2 equation has predictors w of a random coefficient, X has the columns wz: in every group
/// the column z times a number. Base column k stands for p_k + 1 columns of G, b_k, w₁b_k, …, w_{p_k}b_k, in
/// this order, and base columns follow each other. A column of which no such thing is known is a base column
/// for itself.
public struct DesignLayout: Sendable, Equatable {
  /// p_k: how many of the predictors, from the first, each base column is multiplied by.
  public let productCounts: [Int]
  /// The number of predictors that are kept.
  public let predictorCount: Int

  /// Makes the layout from the p_k.
  public init(productCounts: [Int]) {
    self.productCounts = productCounts
    predictorCount = productCounts.max() ?? 0
  }

  /// Makes the layout in which each of so many columns is a base column.
  public init(columns: Int) { self.init(productCounts: Array(repeating: 0, count: columns)) }

  /// The lanes of a block that hold the products w_n w_m, 0 ≤ n ≤ m, w₀ = 1, by n, but for the first, which is 1:
  /// before all others the predictors themselves.
  public var predictorLanes: Int { (predictorCount + 1) * (predictorCount + 2) / 2 - 1 }

  /// The number of base columns.
  public var baseCount: Int { productCounts.count }

  /// f: the number of columns that they stand for.
  public var columnCount: Int { productCounts.reduce(baseCount, +) }
}
