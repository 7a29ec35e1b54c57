import GSLNumerics
import RealModule

/// A stretch of the real line on which a density is a polynomial of degree 16 to 1e-12.
struct DensityPanel {
  let lower: Double
  let upper: Double
  /// The density relative to its maximum, at Chebyshev's points.
  let values: [Double]
  /// The coefficients of the polynomial through them.
  let coefficients: [Double]
}

/// Cuts the range of a density in halves until Chebyshev interpolation reproduces it.
struct PanelRefinement {
  private let density: CountedLogDensity
  private let scan: DensityScan
  /// A rough integral of each weighted density relative to its maximum, for what errors weigh.
  private let masses: [Double]
  private(set) var panels: [DensityPanel] = []

  init(_ density: CountedLogDensity, _ scan: DensityScan) throws(NumericalError) {
    self.density = density
    self.scan = scan
    masses = scan.powers.indices.map { power in
      zip(scan.points, scan.points.dropFirst()).reduce(0) { sum, pair in
        let ends = [pair.0, pair.1].map { Double.exp(scan.relative($0, power: power)) }
        return sum + 0.5 * (pair.1.x - pair.0.x) * (ends[0] + ends[1])
      }
    }
    for (lower, upper) in zip(scan.breaks, scan.breaks.dropFirst()) {
      try refine(
        DensityScan.Point(x: lower, value: try density.value(at: lower)),
        DensityScan.Point(x: upper, value: try density.value(at: upper)))
    }
  }

  /// Takes a panel between two places, or its halves.
  private mutating func refine(_ lower: DensityScan.Point, _ upper: DensityScan.Point)
    throws(NumericalError)
  {
    let half = 0.5 * (upper.x - lower.x)
    let isSmallest = half <= 4 * max(lower.x.ulp, upper.x.ulp)
    var points: [DensityScan.Point] = []
    // First every other point: where 9 are hopeless, the other 8 are not worth their price.
    for k in stride(from: 0, through: Chebyshev.degree, by: 2) {
      points.append(try point(k, lower, upper))
    }
    let middle = points[points.count / 2]
    if isSmallest || scan.powers.indices.allSatisfy({ mayConverge(points, power: $0) }) {
      for k in stride(from: 1, to: Chebyshev.degree, by: 2) {
        points.insert(try point(k, lower, upper), at: k)
      }
      if isSmallest || scan.powers.indices.allSatisfy({ hasConverged(points, power: $0) }) {
        let values = points.map { Double.exp(scan.relative($0, power: 0)) }
        panels.append(
          DensityPanel(
            lower: lower.x, upper: upper.x, values: values,
            coefficients: Chebyshev.coefficients(values)))
        return
      }
    }
    try refine(lower, middle)
    try refine(middle, upper)
  }

  /// The k-th of Chebyshev's points between two places whose values are known.
  private func point(_ k: Int, _ lower: DensityScan.Point, _ upper: DensityScan.Point)
    throws(NumericalError) -> DensityScan.Point
  {
    if k == 0 { return lower }
    if k == Chebyshev.degree { return upper }
    let (centre, half) = (0.5 * (lower.x + upper.x), 0.5 * (upper.x - lower.x))
    let x = centre + half * Chebyshev.points[k]
    return DensityScan.Point(x: x, value: try density.value(at: x))
  }

  private func largest(_ coefficients: [Double], _ range: ClosedRange<Int>) -> Double {
    coefficients[range].reduce(0) { max($0, abs($1)) }
  }

  /// Whether an error of this size over a panel is nothing beside the whole integral.
  private func isNegligible(_ error: Double, over points: [DensityScan.Point], power: Int) -> Bool {
    error * (points[points.count - 1].x - points[0].x) <= 1e-14 * masses[power]
  }

  /// Whether the last of 9 coefficients are small enough to expect that 17 suffice.
  private func mayConverge(_ points: [DensityScan.Point], power: Int) -> Bool {
    let c = Chebyshev.coefficients(points.map { .exp(scan.relative($0, power: power)) })
    let tail = largest(c, 7...8)
    return tail < 1e-4 || isNegligible(tail, over: points, power: power)
  }

  /// Whether the last of 17 coefficients have died away, or show nothing but rounding errors.
  private func hasConverged(_ points: [DensityScan.Point], power: Int) -> Bool {
    let c = Chebyshev.coefficients(points.map { .exp(scan.relative($0, power: power)) })
    let (tail, before) = (largest(c, 13...16), largest(c, 9...12))
    let isResolved = largest(c, 15...16) <= 1e-12 && tail <= 1e-10
    // A log density of size 1e5 has errors of 1e-11 itself; their spectrum is flat.
    let isNoise = tail > 0.5 * before && tail < max(1e-9, 1e-14 * abs(scan.mode.value))
    guard isResolved || isNoise || isNegligible(tail, over: points, power: power) else {
      return false
    }
    return agreesWithScan(c, points, power: power, to: max(1e-9, 10 * tail))
  }

  /// Whether the polynomial meets the places of the scan, so that no bump hides between points.
  private func agreesWithScan(
    _ c: [Double], _ points: [DensityScan.Point], power: Int, to tolerance: Double
  ) -> Bool {
    let (lower, upper) = (points[0].x, points[points.count - 1].x)
    return scan.points.allSatisfy { point in
      guard lower < point.x, point.x < upper else { return true }
      let t = (2 * point.x - lower - upper) / (upper - lower)
      return abs(Chebyshev.value(c, at: t) - .exp(scan.relative(point, power: power))) <= tolerance
    }
  }
}
