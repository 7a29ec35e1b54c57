import RealModule

/// The counts of an event and its absence in two groups.
///
/// Where one of the four is 0, a half is added to each, and to that study alone.
/// Source: Gart & Zweifel (1967), Biometrika 54, 181–187; metafor's default too.
struct FourfoldTable {
  static let inputs = [
    SummaryInput("ai", "events in the first (treated) group", .notNegative),
    SummaryInput("bi", "the others in that group", .notNegative),
    SummaryInput("ci", "events in the second (control) group", .notNegative),
    SummaryInput("di", "the others in that group", .notNegative),
  ]

  let (a, b, c, d): (Double, Double, Double, Double)

  init(_ values: [Double]) {
    let half = values.contains(0) ? 0.5 : 0
    (a, b, c, d) = (values[0] + half, values[1] + half, values[2] + half, values[3] + half)
  }

  var sizes: (Double, Double) { (a + b, c + d) }
}

/// The log odds ratio, log(ad/bc); variance 1/a + 1/b + 1/c + 1/d.
struct LogOddsRatio: EffectSizeMeasure {
  static let inputs = FourfoldTable.inputs

  let table: FourfoldTable

  init(values: [Double]) { table = FourfoldTable(values) }

  var effectSize: EffectSize {
    EffectSize(
      estimate: .log(table.a * table.d / (table.b * table.c)),
      variance: 1 / table.a + 1 / table.b + 1 / table.c + 1 / table.d)
  }

  func covariance(with other: Self, _ relation: SamplingRelation) -> Double? {
    guard case .sharedControl = relation else { return nil }
    return 1 / table.c + 1 / table.d
  }
}

/// The log risk ratio, log((a/n₁)/(c/n₂)); variance 1/a − 1/n₁ + 1/c − 1/n₂.
struct LogRiskRatio: EffectSizeMeasure {
  static let inputs = FourfoldTable.inputs

  let table: FourfoldTable

  init(values: [Double]) { table = FourfoldTable(values) }

  var effectSize: EffectSize {
    let (first, second) = table.sizes
    return EffectSize(
      estimate: .log(table.a / first / (table.c / second)),
      variance: 1 / table.a - 1 / first + 1 / table.c - 1 / second)
  }

  func covariance(with other: Self, _ relation: SamplingRelation) -> Double? {
    guard case .sharedControl = relation else { return nil }
    return 1 / table.c - 1 / table.sizes.1
  }
}

/// The risk difference, a/n₁ − c/n₂; variance ab/n₁³ + cd/n₂³.
struct RiskDifference: EffectSizeMeasure {
  static let inputs = FourfoldTable.inputs

  let table: FourfoldTable

  init(values: [Double]) { table = FourfoldTable(values) }

  private var variances: (Double, Double) {
    let (first, second) = table.sizes
    return (
      table.a * table.b / (first * first * first), table.c * table.d / (second * second * second)
    )
  }

  var effectSize: EffectSize {
    EffectSize(
      estimate: table.a / table.sizes.0 - table.c / table.sizes.1,
      variance: variances.0 + variances.1)
  }

  func covariance(with other: Self, _ relation: SamplingRelation) -> Double? {
    guard case .sharedControl = relation else { return nil }
    return variances.1
  }
}
