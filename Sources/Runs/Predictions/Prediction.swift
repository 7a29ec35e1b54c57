import GibbsModels

/// One quantity that is predicted for one row.
public struct Prediction: Sendable {
  /// What is predicted.
  public enum Quantity: String, Sendable, CaseIterable {
    /// A true effect of the row's group: what its equation predicts, plus u.
    case effect
    /// The mean of the outcomes at the row's predictors in its group.
    case expected
    /// One outcome at the row's predictors in its group.
    case observation
  }

  /// The place of the row.
  public var row: Int
  /// What is predicted.
  public var quantity: Quantity
  /// The effect's label; nil for outcomes.
  public var effect: String?
  /// The draws, chain by chain.
  public var draws: [[Double]]
  /// The distribution without Monte Carlo error, where integrals give it.
  public var exact: NormalMixture?
  /// Whether the mean exists.
  public var hasMean: Bool
  /// Whether the standard deviation exists.
  public var hasDeviation: Bool
}
