/// The figures that can be drawn of a run.
public enum FigureKind: String, Sendable, CaseIterable {
  /// The draws of each chain, one after the other.
  case trace
  /// Posterior densities, with ML and REML as normal approximations.
  case density
  /// Every group's effect: observed, empirical Bayes, posterior.
  case forest
  /// ML, REML and posterior intervals of each variable.
  case compare
  /// How the ranks of each chain's draws spread among those of all chains.
  case rank
  /// A coefficient and a standard deviation together.
  case joint
  /// How fast the draws of a chain forget each other.
  case autocorrelation
}
