import GSLNumerics
import RealModule

/// Two groups' means, standard deviations and sizes.
struct TwoMeans {
  static let inputs = [
    SummaryInput("m1i", "mean of the first (treated) group", .any),
    SummaryInput("sd1i", "its standard deviation", .positive),
    SummaryInput("n1i", "its size", .above(1)),
    SummaryInput("m2i", "mean of the second (control) group", .any),
    SummaryInput("sd2i", "its standard deviation", .positive),
    SummaryInput("n2i", "its size", .above(1)),
  ]

  let means: (Double, Double)
  let deviations: (Double, Double)
  let sizes: (treated: Double, control: Double)

  init(_ values: [Double]) {
    means = (values[0], values[3])
    deviations = (values[1], values[4])
    sizes = (values[2], values[5])
  }

  var total: Double { sizes.treated + sizes.control }

  /// d, by the standard deviation pooled over both groups.
  var standardized: Double {
    let squares =
      (sizes.treated - 1) * deviations.0 * deviations.0 + (sizes.control - 1) * deviations.1
      * deviations.1
    return (means.0 - means.1) / (squares / (total - 2)).squareRoot()
  }

  /// 1/n₁ + 1/n₂ + d²/(2(n₁ + n₂)).
  ///
  /// Source: Raudenbush & Bryk (2002), Table 7.4; Hedges & Olkin (1985), Statistical Methods for
  /// Meta-Analysis, p. 86.
  func variance(of d: Double) -> Double {
    1 / sizes.treated + 1 / sizes.control + d * d / (2 * total)
  }

  /// The covariance of two standardized differences d and d'.
  ///
  /// Two outcomes of the same people: ρ(1/n₁ + 1/n₂) + ρ²dd'/(2(n₁ + n₂)). Two treatments and one
  /// control: 1/n₂ + dd'/(2N), N the size of all groups together. Source: Gleser & Olkin (1994), in
  /// Cooper & Hedges, Handbook of Research Synthesis, eq. 22-12 and 22-7.
  func covariance(of d: Double, and other: Double, _ relation: SamplingRelation) -> Double {
    switch relation {
    case .correlatedOutcomes(let rho):
      rho * (1 / sizes.treated + 1 / sizes.control) + rho * rho * d * other / (2 * total)
    case .sharedControl(let total): 1 / sizes.control + d * other / (2 * total)
    }
  }
}

/// The standardized mean difference without the correction for small samples: Cohen's d.
struct UncorrectedMeanDifference: EffectSizeMeasure {
  static let inputs = TwoMeans.inputs

  let groups: TwoMeans

  init(values: [Double]) { groups = TwoMeans(values) }

  var groupSizes: (treated: Double, control: Double)? { groups.sizes }

  var effectSize: EffectSize {
    let d = groups.standardized
    return EffectSize(estimate: d, variance: groups.variance(of: d))
  }

  func covariance(with other: Self, _ relation: SamplingRelation) -> Double? {
    groups.covariance(of: groups.standardized, and: other.groups.standardized, relation)
  }
}

/// The standardized mean difference, corrected for small samples: Hedges' g = J(m)d.
///
/// J(m) = Γ(m/2)/(√(m/2) Γ((m − 1)/2)) with m = n₁ + n₂ − 2, exactly and not by 1 − 3/(4m − 1).
/// Source: Hedges (1981), Journal of Educational Statistics 6, 107–128, eq. 6e.
struct StandardizedMeanDifference: EffectSizeMeasure {
  static let inputs = TwoMeans.inputs

  let groups: TwoMeans

  init(values: [Double]) { groups = TwoMeans(values) }

  var groupSizes: (treated: Double, control: Double)? { groups.sizes }

  private var corrected: Double {
    let m = groups.total - 2
    let log = GammaFunction.log(m / 2) - 0.5 * .log(m / 2) - GammaFunction.log((m - 1) / 2)
    return .exp(log) * groups.standardized
  }

  var effectSize: EffectSize {
    let g = corrected
    return EffectSize(estimate: g, variance: groups.variance(of: g))
  }

  func covariance(with other: Self, _ relation: SamplingRelation) -> Double? {
    groups.covariance(of: corrected, and: other.corrected, relation)
  }
}

/// The mean difference in the outcome's own units; variance s₁²/n₁ + s₂²/n₂.
struct MeanDifference: EffectSizeMeasure {
  static let inputs = TwoMeans.inputs

  let groups: TwoMeans

  init(values: [Double]) { groups = TwoMeans(values) }

  private var variances: (Double, Double) {
    (
      groups.deviations.0 * groups.deviations.0 / groups.sizes.treated,
      groups.deviations.1 * groups.deviations.1 / groups.sizes.control
    )
  }

  var effectSize: EffectSize {
    EffectSize(
      estimate: groups.means.0 - groups.means.1, variance: variances.0 + variances.1)
  }

  func covariance(with other: Self, _ relation: SamplingRelation) -> Double? {
    switch relation {
    case .correlatedOutcomes(let rho):
      rho
        * ((variances.0 * other.variances.0).squareRoot()
          + (variances.1 * other.variances.1).squareRoot())
    case .sharedControl: variances.1
    }
  }
}
