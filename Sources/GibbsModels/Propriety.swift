import GSLNumerics
import LikelihoodFits
import ModelData

/// Whether a posterior is proper and which of its moments exist; decided from the tails, before
/// anything is drawn.
///
/// **T → ∞.** With J groups that inform T and at most r flat coefficients in the equation of an effect, the
/// likelihood falls as |T|^(−(J − r)/2). A prior p(T) ~ |T|^(−d/2) leaves a proper posterior iff
/// J − r + d > 2q, and the moments of T of order m/2 iff J − r + d > 2q + m. For q = 1 and p(τ) ~ τ^a
/// that is J − r − a > 1 + m. At T = 0 the likelihood is above zero, so that p(τ) ~ τ^b needs b > −1 there.
///
/// **σ² → ∞**, p(σ²) ~ (σ²)^(−c), T staying below σ² or growing with it. With N rows and f flat coefficients the
/// likelihood falls as σ^(−(N − f)), and the prior's mass of T up to σ² grows as σ^M: for q = 1 M = a + 1, or 0
/// where that is less. ∫ σ^(M − (N − f)) (σ²)^(−c) dσ² is finite iff N − f − M + 2(c − 1) > 0. In the terms of a
/// random intercept N − f = W + J − r, with W residual degrees of freedom within groups.
///
/// **σ² → 0.** With W > 0 the likelihood falls as exp(−S/2σ²), S the sum of squares within groups. With W = 0 it
/// tends to that of the groups' own fits, so that the prior must have a finite integral at 0.
/// Coefficients with a normal prior fit rows like others, and count in W.
///
/// **t effects** change none of this. u_j ~ t_ν(0, T) has at bounded u the density of a normal
/// distribution up to a factor, |T|^(−½), and γ ~ τ costs the integral ∫ Π_j t_ν(w_j'γ/τ) dγ ~ τ^r, which is finite for
/// every ν > 0: in each direction of γ of dimension v there are v groups at least, and (ν + 1)v > v.
///
/// **t errors of level 1** leave σ² → ∞ as it is. Towards σ² = 0 a row off the fit brings σ^ν₁ in place of
/// exp(−r²/2σ²); a fit of D = N − W parameters meets D rows, whose densities σ^(−D) the volume σ^D of such fits makes up for, and
/// misses W: σ^(ν₁W). So W > 0 is enough for (σ²)^(−1). Where ties let it meet k more, σ^(ν₁(W − k) − k), and
/// ν₁(W − k) − k > 2(c − 1) must hold.
public struct Propriety: Sendable, Equatable {
  /// J: the groups that inform T.
  public let groups: Int
  /// r: the rank of the flat coefficients between groups, in the equation that has the most.
  public let betweenCoefficients: Int
  /// q.
  public let effects: Int
  /// The prior's power of τ at infinity: a, with d = 1 − a.
  public let powerAtInfinity: Double
  /// The prior's power of τ at zero.
  public let powerAtZero: Double
  /// What bears on σ²; nil where it is known.
  public let levelOne: LevelOne?

  /// What decides on the tails of σ².
  public struct LevelOne: Sendable, Equatable {
    /// N − f: the rows less the flat coefficients.
    public let degreesOfFreedom: Int
    /// What happens towards σ² = 0.
    public let zero: Zero
    /// c, where the prior is (σ²)^(−c) at infinity.
    public let power: Double
    /// M.
    public let massPower: Double

    /// The density towards σ² = 0.
    public enum Zero: Sendable, Equatable {
      /// Its integral is finite.
      case proper
      /// No row varies about its group's own fit, and the prior has no finite integral.
      case uninformed
      /// So many outcomes are tied that t errors with so many degrees of freedom fit them exactly.
      case tied(degreesOfFreedom: Double)
    }

    /// Whether E σ^m exists where the prior's mass of T grows by another power.
    func hasMoment(_ order: Double, furtherMass: Double = 0) -> Bool {
      Double(degreesOfFreedom) - massPower - furtherMass + 2 * (power - 1) > order
    }
  }

  /// Whether the posterior is proper.
  public var isProper: Bool { isProperForTau && levelOneIsProper }

  /// Whether σ² is informed.
  public var levelOneIsProper: Bool {
    levelOne.map { $0.zero == .proper && $0.hasMoment(0) } ?? true
  }

  /// Whether T given σ² has a distribution.
  var isProperForTau: Bool { powerAtZero > -1 && hasTauMoment(0) }

  /// Whether E τ^m exists; m = 2 is the mean of T.
  public func hasMoment(_ order: Double) -> Bool {
    // τ^m p(τ) has another mass where p(τ) itself grows no faster than 1/τ.
    let single = powerAtInfinity + Double(2 * effects - 1)
    return hasTauMoment(order)
      && (levelOne?.hasMoment(0, furtherMass: max(0, order + min(0, single))) ?? true)
  }

  private func hasTauMoment(_ order: Double) -> Bool {
    Double(groups - betweenCoefficients) + 1 - powerAtInfinity > Double(2 * effects) + order
  }

  /// Whether the means of the fixed effects exist: they need E τ and E σ.
  public var effectsHaveMeans: Bool { hasMoment(1) && levelOne?.hasMoment(1) ?? true }

  /// Whether the standard deviations of the fixed effects exist: they need E τ² and E σ².
  public var effectsHaveDeviations: Bool { hasMoment(2) && levelOne?.hasMoment(2) ?? true }

  /// Decides for one effect a group with known variances.
  ///
  /// - Parameter flatCoefficients: the places of the coefficients with a flat prior.
  /// - Throws: `NumericalError` where a rank cannot be found.
  public init(
    _ data: ReducedData, prior: DeviationPrior, flatCoefficients: [Int]
  ) throws(NumericalError) {
    try self.init(
      data, prior: .deviations([prior]), deviation: prior, levelOne: nil,
      flatCoefficients: flatCoefficients)
  }

  /// Decides for these data and priors.
  ///
  /// - Parameters:
  ///   - deviation: the prior as a density of τ where q = 1.
  ///   - levelOne: the prior of σ²; nil where it is known.
  ///   - flatCoefficients: the places of the coefficients with a flat prior.
  ///   - tied: the ties of the rows where errors of level 1 are t; nil where they are normal.
  /// - Throws: `NumericalError` where a rank cannot be found.
  init(
    _ data: ReducedData, prior: CovariancePrior, deviation: DeviationPrior?,
    levelOne: LevelOnePrior?, flatCoefficients: [Int], tied: TiedRows? = nil
  ) throws(NumericalError) {
    effects = data.effectCount
    groups = data.groupRanks.count { $0 == data.effectCount }
    let within = data.pooled.submatrix(rows: flatCoefficients, columns: flatCoefficients)
    let withinRank = try within.semidefiniteRank
    betweenCoefficients =
      data.effectCount == 1
      ? flatCoefficients.count - withinRank
      : try data.betweenRank(of: flatCoefficients)
    powerAtInfinity = deviation?.powerAtInfinity ?? prior.powerAtInfinity
    powerAtZero = deviation?.powerAtZero ?? prior.powerAtZero
    let freedom = try data.withinDegreesOfFreedom
    self.levelOne = levelOne.map {
      LevelOne(
        degreesOfFreedom: data.rowCount - flatCoefficients.count,
        zero: $0.zero(withinDegreesOfFreedom: freedom, tied: tied), power: $0.powerAtInfinity,
        massPower: prior.massPower)
    }
  }
}

extension LevelOnePrior {
  /// What happens towards σ² = 0 with so many degrees of freedom within groups.
  fileprivate func zero(
    withinDegreesOfFreedom freedom: Int, tied: TiedRows?
  ) -> Propriety.LevelOne.Zero {
    // exp(−b/σ²) outweighs any power.
    guard scale == 0 else { return .proper }
    if let tied, tied.excess > 0 {
      let nu = tied.degreesOfFreedom
      let power = nu * Double(freedom - tied.excess) - Double(tied.excess)
      return power > 2 * (self.power - 1) ? .proper : .tied(degreesOfFreedom: nu)
    }
    return power < 1 || freedom > 0 ? .proper : .uninformed
  }
}

extension Matrix {
  /// The rank of a positive semidefinite matrix whose columns have unit scale.
  fileprivate var semidefiniteRank: Int {
    get throws(NumericalError) {
      guard rowCount > 0 else { return 0 }
      let values = try SymmetricEigen(self).values
      guard let largest = values.last, largest > 1e-12 else { return 0 }
      return values.count { $0 > 1e-10 * largest }
    }
  }
}

extension ReducedData {
  /// W: the rows less what the groups' own fits and the coefficients within groups take.
  var withinDegreesOfFreedom: Int {
    get throws(NumericalError) {
      let all = Array(0..<coefficientCount)
      return try rowCount - groupRanks.reduce(0, +)
        - pooled.submatrix(rows: all, columns: all).semidefiniteRank
    }
  }

  /// The largest rank, over the effects, of the coefficients that the groups alone inform.
  fileprivate func betweenRank(of coefficients: [Int]) throws(NumericalError) -> Int {
    let between = coefficients.filter { pooled[$0, $0] < 1e-10 * Double(rowCount) }
    var columns = Array(
      repeating: Array(repeating: 0.0, count: between.count), count: effectCount)
    var grams = Array(
      repeating: Matrix(rows: between.count, columns: between.count), count: effectCount)
    for group in 0..<groupCount where groupRanks[group] == effectCount {
      let root = effectRoot(of: group)
      let transposed = CholeskyFactor(lower: root.transposed)
      let rows = design(of: group)
      for (c, column) in between.enumerated() {
        let estimate = transposed.solveUpper(rows.column(column))
        for k in 0..<effectCount { columns[k][c] = estimate[k] }
      }
      for k in 0..<effectCount { grams[k] = grams[k] + .outer(columns[k], columns[k]) }
    }
    var largest = 0
    for gram in grams { largest = max(largest, try gram.semidefiniteRank) }
    return largest
  }
}
