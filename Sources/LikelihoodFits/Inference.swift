import GSLNumerics
import ModelData
import RealModule

/// One coefficient of a fit: its estimate, how exact it is, and its test against 0.
public struct CoefficientInference: Sendable, Equatable {
  /// γ̂.
  public var estimate: Double
  /// Its standard error.
  public var standardError: Double
  /// Its standard error by the sandwich, robust against a wrong V; nil where it cannot be had.
  public var robustStandardError: Double?
  /// The degrees of freedom of t; nil when none are left.
  public var degreesOfFreedom: Int?
  /// The two-sided p value; nil without degrees of freedom.
  public var p: Double?
  /// The ends of the confidence interval; nil without degrees of freedom.
  public var interval: ClosedRange<Double>?

  /// γ̂ divided by its standard error.
  public var t: Double { estimate / standardError }

  init(estimate: Double, standardError: Double, robust: Double?, freedom: Int, level: Double) {
    self.estimate = estimate
    self.standardError = standardError
    robustStandardError = robust
    guard freedom > 0 else { return }
    degreesOfFreedom = freedom
    let t = Double(freedom)
    p = 2 * StandardT.upperTail(abs(estimate / standardError), degreesOfFreedom: t)
    let reach = StandardT.quantile(0.5 + level / 2, degreesOfFreedom: t) * standardError
    interval = estimate - reach...estimate + reach
  }
}

/// A chi-squared test.
public struct ChiSquaredTest: Sendable, Equatable {
  /// The statistic.
  public var statistic: Double
  /// Its degrees of freedom.
  public var degreesOfFreedom: Int
  /// The upper tail.
  public var p: Double

  init(statistic: Double, degreesOfFreedom: Int) {
    self.statistic = statistic
    self.degreesOfFreedom = degreesOfFreedom
    p =
      degreesOfFreedom > 0
      ? ChiSquared.upperTail(statistic, degreesOfFreedom: Double(degreesOfFreedom)) : 1
  }
}

extension LikelihoodFit {
  /// How the standard errors of γ̂ are made.
  public enum StandardErrors: Sendable {
    /// From the inverse information, as if T were known.
    case information
    /// Scaled by the mean weighted square of the residuals.
    ///
    /// Source: Knapp & Hartung (2003), Statistics in Medicine 22, 2693–2710.
    case knappHartung
  }

  /// The degrees of freedom of t tests with known variances: the number of groups less that of the
  /// coefficients.
  public var degreesOfFreedom: Int { data.groupCount - data.coefficientCount }

  /// The degrees of freedom of each coefficient's t test, from the design alone.
  ///
  /// With known variances J − f. Else, for a coefficient in the equation of a random effect, J less the
  /// number of coefficients in that equation; for one of a level-1 predictor without a random effect,
  /// N − f. Source: Raudenbush & Bryk (2002), chapter 3 and the tables of chapter 4.
  public var coefficientDegreesOfFreedom: [Int] {
    let f = data.coefficientCount
    guard !data.hasKnownVariances else { return Array(repeating: degreesOfFreedom, count: f) }
    let equations = equations
    return equations.effects.map { effect in
      effect.map { data.groupCount - equations.count($0) } ?? data.rowCount - f
    }
  }

  /// The coefficients with their tests.
  ///
  /// - Parameter level: the coverage of the intervals.
  public func coefficients(
    level: Double = 0.95, standardErrors: StandardErrors = .information
  ) -> [CoefficientInference] {
    let covariance = fixedEffects.covariance
    let robust = robustStandardErrors
    let scale =
      standardErrors == .knappHartung && degreesOfFreedom > 0
      ? fixedEffects.quadraticForm / Double(degreesOfFreedom) : 1
    let freedom = coefficientDegreesOfFreedom
    return fixedEffects.estimate.enumerated().map { k, estimate in
      CoefficientInference(
        estimate: estimate, standardError: (scale * covariance[k, k]).squareRoot(),
        robust: robust[k], freedom: freedom[k], level: level)
    }
  }

  /// The standard errors by the sandwich; nil where the scores of all groups are 0 but for rounding.
  private var robustStandardErrors: [Double?] {
    let covariance = fixedEffects.covariance
    return zip(robustCovariance.diagonal, covariance.diagonal).map { robust, variance in
      robust > 1e-12 * variance ? robust.squareRoot() : nil
    }
  }

  /// The covariance matrix of γ̂ by the sandwich with the groups as units: f × f.
  ///
  /// (X'V⁻¹X)⁻¹ Σ Xⱼ'Vⱼ⁻¹rⱼrⱼ'Vⱼ⁻¹Xⱼ (X'V⁻¹X)⁻¹, without a factor for small samples.
  /// Source: Raudenbush & Bryk (2002), chapter 9; Liang & Zeger (1986).
  public var robustCovariance: Matrix {
    let middle = Sandwich(self).middle
    let bread = fixedEffects.computedPrecision.inverse
    return data.coordinates.reported(covariance: bread * middle * bread)
  }
}

/// How far the groups' effects differ beyond their sampling errors, in a model with known variances.
public struct Heterogeneity: Sendable, Equatable {
  /// H, the test of τ² = 0 (Cochran's Q of the residuals).
  ///
  /// Source: Raudenbush & Bryk (2002), chapter 7.
  public let test: ChiSquaredTest
  /// I², the share of the variance of a typical study's estimate that is not sampling error, in per cent.
  ///
  /// Source: Higgins & Thompson (2002), Statistics in Medicine 21, 1539–1558, with the typical
  /// sampling variance (J − f)/tr P. Nil with several effects a group.
  public let iSquared: Double?

  /// Computes both for a fit with known variances.
  ///
  /// - Throws: `NumericalError` where X lacks rank.
  public init(_ fit: LikelihoodFit) throws(NumericalError) {
    let data = fit.data
    let f = data.coefficientCount
    let none = MarginalLikelihood(data).moments(
      tauRoot: Matrix(rows: data.effectCount, columns: data.effectCount), sigmaSquared: 1)
    let common = try FixedEffects(none, data: data)
    test = ChiSquaredTest(
      statistic: common.quadraticForm, degreesOfFreedom: data.rowCount - f)
    guard data.effectCount == 1 else {
      iSquared = nil
      return
    }
    let covariance = common.computedPrecision.inverse
    var projected = 0.0
    for group in 0..<data.groupCount {
      let root = data.effectRoot(of: group)[0, 0]
      let design = data.design(of: group).row(0)
      projected += root * root * (1 - dot(design, covariance * design))
    }
    let typical = Double(data.groupCount - f) / projected
    let tauSquared = fit.parameters.tau[0, 0]
    iSquared = data.groupCount > f ? 100 * tauSquared / (tauSquared + typical) : 0
  }
}

extension LikelihoodFit {
  /// Each group's effect by empirical Bayes: with γ̂ taken as known under ML, averaged over γ under REML.
  public var empiricalBayes: [GroupEffect.Estimate] {
    (0..<data.groupCount).map { group in
      GroupEffect(of: group, in: data).given(
        tauSquared: parameters.tau[0, 0], sigmaSquared: parameters.sigmaSquared,
        gamma: fixedEffects.computedEstimate,
        gammaPrecision: method == .reml ? fixedEffects.computedPrecision : nil)
    }
  }

  /// The mean of the groups' reliabilities λ = τ²/(τ² + V).
  public var reliability: Double {
    let sum = (0..<data.groupCount).reduce(0.0) {
      $0
        + GroupEffect(of: $1, in: data).reliability(
          tauSquared: parameters.tau[0, 0], sigmaSquared: parameters.sigmaSquared)
    }
    return sum / Double(data.groupCount)
  }

  /// The symmetric normal interval of an element of T; nil where it has no standard error.
  public func tauInterval(_ row: Int, _ column: Int, level: Double = 0.95) -> ClosedRange<Double>? {
    guard let error = tauStandardError(row, column) else { return nil }
    let reach = StandardNormal.quantile(0.5 + level / 2) * error
    return parameters.tau[row, column] - reach...parameters.tau[row, column] + reach
  }

  /// The symmetric normal interval of σ²; nil where it is known or has no standard error.
  public func sigmaSquaredInterval(level: Double = 0.95) -> ClosedRange<Double>? {
    guard let error = sigmaSquaredStandardError else { return nil }
    let reach = StandardNormal.quantile(0.5 + level / 2) * error
    return parameters.sigmaSquared - reach...parameters.sigmaSquared + reach
  }
}
