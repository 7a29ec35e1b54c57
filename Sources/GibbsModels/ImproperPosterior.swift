import ModelData

/// A posterior that no sampler can draw from, because it does not exist.
public struct ImproperPosterior: Error, Equatable {
  /// The prior of T, as the model file writes it.
  public let prior: String
  /// What decided it.
  public let propriety: Propriety
  /// The column of the groups.
  public let factor: String
}

extension ImproperPosterior: CustomStringConvertible {
  /// The words, one or two lines.
  public var description: String {
    guard let levelOne = propriety.levelOne else { return wordsForTau }
    switch levelOne.zero {
    case .uninformed: return Self.uninformed
    case .tied(let degreesOfFreedom): return Self.tied(degreesOfFreedom)
    case .proper: return propriety.isProperForTau ? words(levelOne) : wordsForTau
    }
  }

  private static let uninformed = """
    The posterior is improper: no group has more rows than effects, so that nothing informs the \
    level-1 variance.
    sigma2: inverse-gamma(a, b) or sigma2: half-cauchy(scale) makes it proper; with known \
    variances give known-variance.
    """

  private static func tied(_ degreesOfFreedom: Double) -> String {
    """
    The posterior is improper: so many outcomes are equal within their group that \
    \(ErrorDistribution.t(degreesOfFreedom: degreesOfFreedom)) errors of level 1 fit them exactly, with sigma2 at 0.
    More degrees of freedom, normal errors, or sigma2: inverse-gamma(a, b) makes it proper.
    """
  }

  private func words(_ levelOne: Propriety.LevelOne) -> String {
    let freedom = levelOne.degreesOfFreedom
    return """
      The posterior is improper: with the prior T: \(prior), \(counted(freedom, "row")) beyond the \
      coefficients are too few \
      for a prior of sigma2 so flat: their joint density has no finite integral at infinity.
      sigma2: log-uniform, or a proper prior such as sigma2: half-cauchy(scale), makes it proper.
      """
  }

  private var wordsForTau: String {
    """
    The posterior is improper: with the prior T: \(prior), \(counts) between groups, the density of \
    \(propriety.effects == 1 ? "τ" : "T") has no finite integral.
    \(remedy)
    """
  }

  /// What informs T in the direction that decides, and what takes of that.
  private var counts: String {
    guard let tail = propriety.slowestTail else {
      return "no group of '\(factor)' and no coefficient"
    }
    func some(_ count: Int, _ what: String) -> String {
      count == 0 ? "no \(what)" : counted(count, what)
    }
    let informing =
      tail.dimension == 1
      ? "\(some(tail.rank, "group")) of '\(factor)'"
      : "groups of '\(factor)' that give \(some(tail.rank, "estimate")) of effects"
    return informing + " and " + some(tail.freeCount, "coefficient")
  }

  private var remedy: String {
    if propriety.suitsFlatDeviations {
      return "T: uniform-sd, or a proper prior such as T: half-cauchy(scale), makes it proper."
    }
    return "A proper prior such as T: half-cauchy(scale), with its scale in the outcome's units, "
      + "makes it proper."
  }
}
