import GSLNumerics
import ModelData

/// Tests of each random effect's variance, and reliabilities, by least squares in each group.
///
/// Only groups whose Z has full rank take part: the others have no estimates of their own.
public struct ResidualVarianceTests: Sendable {
  /// The number of groups that take part.
  public let groupCount: Int
  /// For each effect, the test that its variance is 0: Σ (β̂_qj − W_jγ̂)²/V_qqj, with as many degrees of
  /// freedom as groups that take part less the coefficients of the effect's equation.
  ///
  /// Source: Raudenbush & Bryk (2002), eq. 3.103.
  public let tests: [ChiSquaredTest]
  /// For each effect the mean over groups of τ_qq/(τ_qq + V_qqj); nil when no group takes part.
  ///
  /// Source: Raudenbush & Bryk (2002), eq. 3.59.
  public let reliabilities: [Double]?

  /// Computes tests and reliabilities for a fit.
  public init(_ fit: LikelihoodFit) {
    let data = fit.data
    let q = data.effectCount
    var frame = GroupFrame(data)
    var statistics = Array(repeating: 0.0, count: q)
    var sums = statistics
    var count = 0
    for group in 0..<data.groupCount where data.groupRanks[group] == q {
      frame.load(group)
      count += 1
      let effects = frame.solveRoot(frame.residual(gamma: fit.fixedEffects.computedEstimate))
      let inverse = frame.rootInverse
      for k in 0..<q {
        let row = inverse.row(k)
        let variance = fit.parameters.sigmaSquared * dot(row, row)
        statistics[k] += effects[k] * effects[k] / variance
        let tau = fit.parameters.tau[k, k]
        sums[k] += tau / (tau + variance)
      }
    }
    let equations = fit.equations
    groupCount = count
    let groups = count
    tests = statistics.enumerated().map { k, statistic in
      ChiSquaredTest(statistic: statistic, degreesOfFreedom: groups - equations.count(k))
    }
    reliabilities = groups > 0 ? sums.map { $0 / Double(groups) } : nil
  }
}
