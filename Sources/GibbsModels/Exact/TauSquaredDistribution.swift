import Distributions
import GSLNumerics
import RealModule

/// The distribution function of τ² where σ² is estimated.
///
/// σ² = B(λ)/g with g ~ gamma(a) independent of λ, so that τ² = h(λ)/g with h(λ) = λB(λ), which
/// increases with λ. So P(τ² ≤ t) = E F(h⁻¹(gt)), F the distribution function of λ: an average
/// over the narrower of the two distributions of a function smooth on the scale of the wider.
struct TauSquaredDistribution: Sendable {
  private let halfLogRatio: TabulatedDistribution
  /// log h at ½ log λ.
  private let logProduct: PiecewiseInterpolant
  /// Places and weights of log g.
  private let logGamma: [(x: Double, weight: Double)]

  /// Prepares the average.
  ///
  /// - Throws: `NumericalError` where the density cannot be evaluated.
  init(
    _ kernel: RatioAndSigmaSquaredGivenData
  ) throws(NumericalError) {
    halfLogRatio = kernel.halfLogRatio
    let places = kernel.halfLogRatio.nodes.map(\.x)
    let (lower, upper) = (places.min() ?? 0, places.max() ?? 0)
    logProduct = try PiecewiseInterpolant(in: lower...upper) { (x) throws(NumericalError) in
      let ratio = Double.exp(2 * x)
      return 2 * x + .log(try kernel.sigmaSquared(givenRatio: ratio).scale)
    }
    let shape = kernel.shape
    logGamma = try TabulatedDistribution(around: .log(shape)) { shape * $0 - .exp($0) }.nodes
  }

  /// P(τ² ≤ exp(s)).
  func cdf(ofLog s: Double) throws(NumericalError) -> Double {
    var sum = 0.0
    for node in logGamma {
      let target = s + node.x
      let ends = logProduct.ends
      if target >= logProduct(ends.upperBound) {
        sum += node.weight
      } else if target > logProduct(ends.lowerBound) {
        let x = try root(of: { logProduct($0) - target }, in: ends)
        sum += node.weight * halfLogRatio.cdf(x)
      }
    }
    return sum
  }

  /// The density of log τ² at s: that of ½ log λ where h(λ) = gt, by the slope of log h there, averaged
  /// over g.
  func density(ofLog s: Double) throws(NumericalError) -> Double {
    let ends = logProduct.ends
    var sum = 0.0
    for node in logGamma {
      let target = s + node.x
      guard target > logProduct(ends.lowerBound), target < logProduct(ends.upperBound) else {
        continue
      }
      let x = try root(of: { logProduct($0) - target }, in: ends)
      sum += node.weight * .exp(halfLogRatio.logDensity(x)) / logProduct.slope(at: x)
    }
    return sum
  }

  /// The t with P(τ² ≤ t) = p.
  func quantile(_ p: Double) throws(NumericalError) -> Double {
    let spread = logGamma.map(\.x)
    let lower = logProduct(logProduct.ends.lowerBound) - (spread.max() ?? 0)
    let upper = logProduct(logProduct.ends.upperBound) - (spread.min() ?? 0)
    return .exp(
      try root(
        of: { (s) throws(NumericalError) in try cdf(ofLog: s) - p }, in: lower - 1...upper + 1))
  }
}

/// A smooth function of one variable by polynomials of degree 16 through Chebyshev's points, on
/// panels of width 1 or less.
///
/// A function of ½ log λ whose singularities have negative λ is reproduced to about 1e-13.
///
/// - Source: Berrut & Trefethen (2004), SIAM Review 46, 501–517, eq. 5.4.
struct PiecewiseInterpolant: Sendable {
  /// Where the function is known.
  let ends: ClosedRange<Double>
  private let panelCount: Int
  private let values: [Double]

  private static let degree = 16
  private static let points = (0...degree).map { Double.cos(.pi * Double($0) / Double(degree)) }

  /// Evaluates the function at all points.
  init(
    in ends: ClosedRange<Double>, of function: (Double) throws(NumericalError) -> Double
  ) throws(NumericalError) {
    self.ends = ends
    let length = ends.upperBound - ends.lowerBound
    panelCount = max(1, Int(length.rounded(.up)))
    var values: [Double] = []
    for panel in 0..<panelCount {
      for point in Self.points {
        let share = (Double(panel) + 0.5 * (1 + point)) / Double(panelCount)
        values.append(try function(ends.lowerBound + length * share))
      }
    }
    self.values = values
  }

  /// The derivative at x, to about eight digits.
  func slope(at x: Double) -> Double {
    let step = 1e-4
    let (lower, upper) = (max(ends.lowerBound, x - step), min(ends.upperBound, x + step))
    return (self(upper) - self(lower)) / (upper - lower)
  }

  /// The function at x.
  func callAsFunction(_ x: Double) -> Double {
    let length = ends.upperBound - ends.lowerBound
    guard length > 0 else { return values[0] }
    let place = (x - ends.lowerBound) / length * Double(panelCount)
    let panel = min(max(0, Int(place)), panelCount - 1)
    let t = 2 * (place - Double(panel)) - 1
    let first = panel * (Self.degree + 1)
    var (above, below) = (0.0, 0.0)
    for k in 0...Self.degree {
      let distance = t - Self.points[k]
      if distance == 0 { return values[first + k] }
      let end = k == 0 || k == Self.degree
      let weight = (k.isMultiple(of: 2) ? 1.0 : -1.0) * (end ? 0.5 : 1) / distance
      above += weight * values[first + k]
      below += weight
    }
    return above / below
  }
}
