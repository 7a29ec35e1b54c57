import GSLNumerics
import LikelihoodFits
import ModelData

/// Whether a posterior is proper and which of its moments exist; decided from the tails, before
/// anything is drawn.
///
/// **T → ∞.** Let T grow as s² on a k-dimensional subspace W of the effects and stay bounded elsewhere. With γ
/// integrated out |V_j|^(−½) falls as s to the rank of Z_j on W, and |X'V⁻¹X|^(−½) grows as s for each flat
/// combination of γ with X_jγ in the span of Z_jW for every j, since nothing else informs it. So the likelihood falls
/// as s^(−(D − r)),
///
///     D = Σ_j rank(Z_j W),   r = dim{γ flat: X_jγ ∈ span(Z_j W) for all j}.
///
/// D − r is the rank of (I − P_X) Z_W, the contrasts that W informs. The prior has a mass of s^p there, see
/// `CovariancePrior.growthPower`, and the posterior is proper iff D − r > p for every W. For p(T) ~ |T|^(−d/2)
/// p = k(q + 1 − d) + m, where m is the dimension of the family of subspaces with the same D − r: 0 where W stands
/// alone, k(q − k) in general position. With J groups of full rank the latter is, for k = 1, J − r > 2q − d, and
/// for q = 1 and p(τ) ~ τ^a J − r > a + 1. Uncorrelated effects have the axes' subspaces only, Σ_k (a_k + 1) each;
/// these are all, since the exponents of a determinant Σ_S c_S Π τ_k^(2n_k) bend nowhere else.
///
/// A quantity that grows as s^n on W has a moment of order m iff D − r − p > mn. T_kl grows as s for each of k and l
/// with a part in W; a coefficient grows as s if it has a part in the γ that are free there, and else keeps all its
/// moments.
///
/// For correlated effects the subspaces looked at are those in general position, and inside and around them those
/// made, by sums and intersections, of the axes, the kernels that groups of less than full rank share, and the spaces
/// in which single coefficients move the effects. Others on which D − r is less (combinations of coefficients that
/// move the effects in one direction only together; surfaces that are not linear; in more than 2 dimensions, more
/// than 128 such subspaces) are not looked at. At T = 0 the likelihood is above zero, so that p(τ) ~ τ^b needs b > −1.
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
  /// The tails of T that could leave it without a posterior or a moment.
  public let tails: [TauTail]
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
  var isProperForTau: Bool { powerAtZero > -1 && tails.allSatisfy { $0.excess > 0 } }

  /// The tail that falls most slowly, one direction before several; nil where all fall fast.
  public var slowestTail: TauTail? {
    tails.min { ($0.excess, $0.dimension) < ($1.excess, $1.dimension) }
  }

  /// Whether E τ^m exists for all effects; m = 2 is the mean of T.
  public func hasMoment(_ order: Double) -> Bool {
    hasTauMoment(order) { _ in 1 }
  }

  /// Whether E |T_kl|^(m/2) exists; m = 2 is the mean.
  public func hasMoment(_ order: Double, row k: Int, column l: Int) -> Bool {
    hasTauMoment(order) { tail in
      ([k, l].reduce(0) { $0 + (tail.effects.contains($1) ? 0.5 : 0) })
    }
  }

  /// - Parameter growth: n for τ^m, as it grows with s on a tail.
  private func hasTauMoment(_ order: Double, growth: (TauTail) -> Double) -> Bool {
    // τ^m p(τ) has another mass where p(τ) itself grows no faster than 1/τ.
    let single = powerAtInfinity + Double(2 * effects - 1)
    return tails.allSatisfy { $0.excess > order * growth($0) }
      && (levelOne?.hasMoment(0, furtherMass: max(0, order + min(0, single))) ?? true)
  }

  /// Whether E |γ_k|^m exists: of τ too, where the growth of T leaves the coefficient free.
  public func coefficient(_ k: Int, hasMoment order: Double) -> Bool {
    tails.allSatisfy { $0.excess > order || !$0.coefficients.contains(k) }
      && levelOneHasMoment(order)
  }

  /// Whether the effects of a group, W_jγ + u_j, have a moment.
  ///
  /// - Parameter isInformed: whether the group's own rows bound them, whatever T; else they may grow with it.
  public func groupEffects(isInformed: Bool, haveMoment order: Double) -> Bool {
    (isInformed || tails.allSatisfy { $0.excess > order }) && levelOneHasMoment(order)
  }

  /// Whether all of γ and u have a moment.
  public func allEffectsHaveMoment(_ order: Double) -> Bool {
    groupEffects(isInformed: false, haveMoment: order)
  }

  private func levelOneHasMoment(_ order: Double) -> Bool { levelOne?.hasMoment(order) ?? true }

  /// Whether flat standard deviations in place of the prior of T would leave T a distribution: on each subspace of k
  /// axes their mass grows as s^k.
  var suitsFlatDeviations: Bool {
    tails.allSatisfy { !$0.isOfAxes || $0.rank - $0.freeCount > $0.dimension }
  }

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
    let informed = (0..<data.coefficientCount).filter { !flatCoefficients.contains($0) }
    tails = try TauTail.tails(data, prior: prior, informed: informed)
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
}
