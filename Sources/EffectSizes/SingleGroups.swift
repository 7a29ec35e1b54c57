import RealModule

/// Fisher's z of a correlation, ½ log((1 + r)/(1 − r)); variance 1/(n − 3).
///
/// Source: Raudenbush & Bryk (2002), Table 7.4.
struct FisherZ: EffectSizeMeasure {
  static let inputs = [
    SummaryInput("ri", "correlation", .correlation),
    SummaryInput("ni", "number of people", .above(3)),
  ]

  let (correlation, size): (Double, Double)

  init(values: [Double]) { (correlation, size) = (values[0], values[1]) }

  var effectSize: EffectSize {
    EffectSize(estimate: .atanh(correlation), variance: 1 / (size - 3))
  }

  func covariance(with other: Self, _ relation: SamplingRelation) -> Double? { nil }
}

/// The logit of a proportion x/n, log(x/(n − x)); variance 1/x + 1/(n − x).
///
/// Where x or n − x is 0, a half is added to both. Source: Raudenbush & Bryk (2002), Table 7.4.
struct Logit: EffectSizeMeasure {
  static let inputs = [
    SummaryInput("xi", "number of events", .notNegative),
    SummaryInput("mi", "number of people without the event", .notNegative),
  ]

  let (events, others): (Double, Double)

  init(values: [Double]) {
    let half = values.contains(0) ? 0.5 : 0
    (events, others) = (values[0] + half, values[1] + half)
  }

  var effectSize: EffectSize {
    EffectSize(estimate: .log(events / others), variance: 1 / events + 1 / others)
  }

  func covariance(with other: Self, _ relation: SamplingRelation) -> Double? { nil }
}

/// The logarithm of a standard deviation, log s + 1/(2(n − 1)); variance 1/(2(n − 1)).
///
/// Source: Raudenbush & Bryk (2002), Table 7.4; Raudenbush & Bryk (1987), Journal of Educational Statistics
/// 12, 241–269. Of two outcomes with correlation ρ the covariance is ρ²/(2(n − 1)).
struct LogStandardDeviation: EffectSizeMeasure {
  static let inputs = [
    SummaryInput("sdi", "standard deviation", .positive),
    SummaryInput("ni", "number of people", .above(1)),
  ]

  let (deviation, size): (Double, Double)

  init(values: [Double]) { (deviation, size) = (values[0], values[1]) }

  var effectSize: EffectSize {
    let variance = 1 / (2 * (size - 1))
    return EffectSize(estimate: .log(deviation) + variance, variance: variance)
  }

  func covariance(with other: Self, _ relation: SamplingRelation) -> Double? {
    guard case .correlatedOutcomes(let rho) = relation else { return nil }
    return rho * rho * effectSize.variance
  }
}
