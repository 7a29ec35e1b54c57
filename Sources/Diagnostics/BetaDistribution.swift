import GSLNumerics
import RealModule

/// The beta distribution, as far as the standard error of a quantile needs it.
struct BetaDistribution {
  /// The first shape parameter.
  let a: Double
  /// The second shape parameter.
  let b: Double

  /// The probability below x: the regularised incomplete beta function I(x; a, b).
  func cdf(_ x: Double) -> Double {
    guard x > 0 else { return 0 }
    guard x < 1 else { return 1 }
    // The continued fraction converges fast below the mean; above, I(x; a, b) = 1 − I(1 − x; b, a).
    if x > (a + 1) / (a + b + 2) { return 1 - BetaDistribution(a: b, b: a).cdf(1 - x) }
    let logFront =
      a * .log(x) + b * .log(onePlus: -x) + GammaFunction.log(a + b) - GammaFunction.log(a)
      - GammaFunction.log(b)
    return .exp(logFront) / (a * continuedFraction(x))
  }

  /// The x below which the probability is p, by bisection until no double is left between.
  func quantile(_ p: Double) -> Double {
    var lower = 0.0
    var upper = 1.0
    while true {
      let middle = (lower + upper) / 2
      guard lower < middle, middle < upper else { return middle }
      if cdf(middle) < p { lower = middle } else { upper = middle }
    }
  }

  /// 1 + d₁x/(1 + d₂x/(1 + …)), DLMF 8.17.22, by the modified method of Lentz.
  private func continuedFraction(_ x: Double) -> Double {
    let tiny = 1e-300
    var value = 1.0
    var c = 1.0
    var d = 0.0
    for term in 1...10_000 {
      let m = Double(term / 2)
      let coefficient =
        term.isMultiple(of: 2)
        ? m * (b - m) / ((a + 2 * m - 1) * (a + 2 * m))
        : -(a + m) * (a + b + m) / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 + coefficient * x * d
      c = 1 + coefficient * x / c
      d = 1 / (d == 0 ? tiny : d)
      if c == 0 { c = tiny }
      value *= c * d
      if abs(c * d - 1) < 1e-16 { break }
    }
    return value
  }
}
