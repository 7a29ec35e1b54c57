import GSLNumerics
import ModelData

/// Tests of each random effect's variance, and reliabilities, by least squares in each group.
///
/// Groups take part whose Z has full rank: the others have no estimates of their own. Uncorrelated
/// effects are judged one by one, each in the groups that show it.
public struct ResidualVarianceTests: Sendable {
  /// For each effect the number of groups that take part.
  public let groupCounts: [Int]
  /// For each effect, the test that its variance is 0: Σ (β̂_qj − W_jγ̂)²/V_qqj, with as many degrees of
  /// freedom as groups that take part less the coefficients that move their β_q; nil when none are left.
  ///
  /// Source: Raudenbush & Bryk (2002), eq. 3.103.
  public let tests: [ChiSquaredTest?]
  /// For each effect the mean over groups of τ_qq/(τ_qq + V_qqj); nil when no group takes part, or τ_qq
  /// is not identified.
  ///
  /// Source: Raudenbush & Bryk (2002), eq. 3.59.
  public let reliabilities: [Double?]

  /// Computes tests and reliabilities for a fit.
  public init(_ fit: LikelihoodFit) {
    let data = fit.data
    let q = data.effectCount
    var frame = GroupFrame(data)
    var sums = Array(repeating: EffectSums(coefficients: data.coefficientCount), count: q)
    for group in 0..<data.groupCount {
      let isFull = data.groupRanks[group] == q
      guard isFull || fit.coordinates.isDiagonal else { continue }
      frame.load(group)
      guard let shown = isFull ? Array(0..<q) : frame.estimableEffects else { continue }
      let effects = frame.solveRoot(frame.residual(gamma: fit.fixedEffects.computedEstimate))
      let inverse = frame.rootInverse
      let design = frame.rawDesign
      for k in shown {
        let row = inverse.row(k)
        let variance = fit.parameters.sigmaSquared * dot(row, row)
        sums[k].add(effects[k], variance: variance, tau: fit.parameters.tau[k, k])
        sums[k].add(design, row: row, effect: frame.effectColumn(k))
      }
    }
    let isLevelOne = fit.equations.isLevelOne
    groupCounts = sums.map(\.count)
    tests = sums.map { sum in
      let freedom = sum.count - sum.rank(without: isLevelOne)
      return freedom > 0
        ? ChiSquaredTest(statistic: sum.statistic, degreesOfFreedom: freedom) : nil
    }
    reliabilities = sums.enumerated().map { k, sum in
      sum.count > 0 && fit.identification.identifies(k, k)
        ? sum.reliabilities / Double(sum.count) : nil
    }
  }
}

/// What the groups that show one effect add up to.
private struct EffectSums {
  private(set) var count = 0
  private(set) var statistic = 0.0
  private(set) var reliabilities = 0.0
  /// What each coefficient is multiplied by in β_q, group after group.
  private var multipliers: RowTriangle
  /// Σ |x|²/|z|²: the multipliers' squares, were each coefficient's column x in the direction of the effect's z.
  private var squares: [Double]

  init(coefficients: Int) {
    multipliers = RowTriangle(columns: coefficients)
    squares = Array(repeating: 0, count: coefficients)
  }

  mutating func add(_ effect: Double, variance: Double, tau: Double) {
    count += 1
    statistic += effect * effect / variance
    reliabilities += tau / (tau + variance)
  }

  /// Takes in a group's G, its row of R⁻¹ and the column of R for the effect.
  mutating func add(_ design: Matrix, row: [Double], effect: [Double]) {
    let columns = squares.indices.map(design.column)
    multipliers.add(columns.map { dot(row, $0) })
    let length = dot(effect, effect)
    for (k, column) in columns.enumerated() { squares[k] += dot(column, column) / length }
  }

  /// How many coefficients move β_q, each apart from the others.
  func rank(without isLevelOne: [Bool]) -> Int {
    multipliers.rank(
      scales: zip(squares, isLevelOne).map { $1 ? .infinity : $0.squareRoot() })
  }
}
