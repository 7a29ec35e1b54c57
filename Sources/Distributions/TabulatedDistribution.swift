import GSLNumerics
import RealModule

/// A distribution on the real line, tabulated from a log density without its constant.
///
/// The density is written as polynomials of degree 16 on panels that are cut in halves until they
/// reproduce it to 1e-12 of its maximum. Integrals, the distribution function and its inverse then
/// follow without further evaluations: a draw is one uniform number, inverted, so that draws are
/// independent and exact to about 1e-12.
///
/// A peak is found when it is seen on a lattice of steps of 0.25 about the start: any single peak,
/// however sharp, since the log density rises towards it; beside a wide peak, a second one of
/// width w when its own log density surpasses the first one's tail at a lattice point.
public struct TabulatedDistribution: Distribution {
  /// The logarithm of the integral of the density as given.
  public let logNormalizer: Double
  /// The place where the density is highest.
  public let mode: Double
  /// Places and weights of sum 1: the expectation of h is the sum of weight · h(x).
  ///
  /// As accurate as the table for a smooth h, and for exp(mx) with the powers m it was made for.
  public let nodes: [(x: Double, weight: Double)]
  /// How often the log density was evaluated.
  public let evaluationCount: Int

  /// The ends of the panels, one more than there are panels.
  private let ends: [Double]
  /// The probability below each end, and above it.
  private let below: [Double]
  private let above: [Double]
  /// For each panel, coefficients of the density in t ∈ [−1, 1]: 17 of them and a 0.
  private let densities: [Double]
  /// For each panel, 18 coefficients of the probability from its lower end.
  private let masses: [Double]
  /// First guesses at the quantiles i/256.
  private var guesses: [Double] = []

  private static let stride = Chebyshev.degree + 2
  private static let cells = 256

  /// Tabulates exp(log density) over the whole line.
  ///
  /// - Parameters:
  ///   - start: a place near the bulk, from which the search goes out to at most ±400.
  ///   - step: the steps of the first lattice, over ±40 about the start.
  ///   - powers: beside the density itself, exp(mx) times the density shall be tabulated as well,
  ///     for each m here. The integral of each must exist.
  ///   - logDensity: −∞ where the density is 0; nowhere NaN or +∞.
  /// - Throws: `NumericalError.tailTooHeavy` when the density is not small at ±400,
  ///   `NumericalError.notFinite` when it is 0 wherever looked for or not a number,
  ///   `NumericalError.noConvergence` when 20,000 evaluations do not suffice, and what
  ///   `logDensity` throws.
  public init(
    around start: Double, step: Double = 0.25, powers: [Double] = [0],
    logDensity: @escaping (Double) throws(NumericalError) -> Double
  ) throws(NumericalError) {
    let density = CountedLogDensity(logDensity)
    let scan = try DensityScan(
      density, start: start, step: step, powers: [0] + powers.filter { $0 != 0 })
    let panels = try PanelRefinement(density, scan).panels
    let halves = panels.map { 0.5 * ($0.upper - $0.lower) }
    var weights: [Double] = []
    for (panel, half) in zip(panels, halves) {
      weights += zip(panel.values, Chebyshev.weights).map { half * $0 * $1 }
    }
    let total = weights.reduce(0, +)
    guard total > 0 else { throw .notFinite(quantity: "log density", at: start) }
    logNormalizer = scan.maxima[0] + .log(total)
    mode = scan.mode.x
    evaluationCount = density.count
    ends = panels.map(\.lower) + [panels[panels.count - 1].upper]
    let places = zip(panels, halves).flatMap { panel, half in
      Chebyshev.points.map { 0.5 * (panel.lower + panel.upper) + half * $0 }
    }
    nodes = zip(places, weights).map { (x: $0, weight: $1 / total) }.filter { $0.weight > 0 }
    densities = panels.flatMap { $0.coefficients.map { $0 / total } + [0] }
    masses = zip(panels, halves).flatMap { panel, half in
      Chebyshev.antiderivative(panel.coefficients).map { $0 * half / total }
    }
    let panelMasses = Self.sums(of: weights, by: Chebyshev.degree + 1).map { $0 / total }
    below = panelMasses.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    above = panelMasses.reversed().reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }.reversed()
    guesses = (0...Self.cells).map { quantile(Double($0) / Double(Self.cells)) }
  }

  private static func sums(of values: [Double], by count: Int) -> [Double] {
    Swift.stride(from: 0, to: values.count, by: count).map {
      values[$0..<$0 + count].reduce(0, +)
    }
  }

  // MARK: - Density and probabilities

  /// The density at x, to 1e-12 of its maximum.
  public func density(_ x: Double) -> Double {
    guard x >= ends[0], x <= ends[ends.count - 1] else { return 0 }
    let panel = Self.last(in: ends, atMost: x)
    return max(0, evaluate(panel, at: place(of: x, in: panel)).density)
  }

  /// The logarithm of the density, whose relative error grows where the density is small.
  public func logDensity(_ x: Double) -> Double { .log(density(x)) }

  /// The probability below x.
  public func cdf(_ x: Double) -> Double {
    guard x > ends[0] else { return x.isNaN ? .nan : 0 }
    guard x < ends[ends.count - 1] else { return 1 }
    let panel = Self.last(in: ends, atMost: x)
    return min(1, max(0, below[panel] + evaluate(panel, at: place(of: x, in: panel)).mass))
  }

  /// The probability above x, with the digits that 1 − cdf(x) loses.
  public func upperTail(_ x: Double) -> Double {
    guard x > ends[0] else { return x.isNaN ? .nan : 1 }
    guard x < ends[ends.count - 1] else { return 0 }
    let panel = Self.last(in: ends, atMost: x)
    let whole = evaluate(panel, at: 1).mass
    let part = evaluate(panel, at: place(of: x, in: panel)).mass
    return min(1, max(0, above[panel + 1] + (whole - part)))
  }

  /// The expectation of a function.
  public func expectation(of function: (Double) -> Double) -> Double {
    nodes.reduce(0) { $0 + $1.weight * function($1.x) }
  }

  // MARK: - Quantiles and draws

  /// The x below which the probability is p; NaN unless 0 ≤ p ≤ 1.
  public func quantile(_ p: Double) -> Double {
    guard p >= 0, p <= 1 else { return .nan }
    let panel = min(Self.last(in: below, atMost: p), ends.count - 2)
    let target = p - below[panel]
    let half = 0.5 * (ends[panel + 1] - ends[panel])
    var (lower, upper) = (-1.0, 1.0)
    var t = firstGuess(p, panel)
    // Newton's method, with a bisection where it would leave the bracket.
    for _ in 0..<80 {
      let (mass, density) = evaluate(panel, at: t)
      let next = t - (mass - target) / (half * density)
      if abs(next - t) < 1e-8 {
        t = min(1, max(-1, next))
        break
      }
      if mass < target { lower = t } else { upper = t }
      t = next > lower && next < upper ? next : 0.5 * (lower + upper)
    }
    return ends[panel] + half * (1 + t)
  }

  /// Draws a value: the quantile of one uniform number.
  public func draw(using stream: inout RandomStream) -> Double { quantile(stream.uniform()) }

  /// A place t in the panel near the quantile of p: by the table, else by the panel's mean density.
  private func firstGuess(_ p: Double, _ panel: Int) -> Double {
    let cell = p * Double(Self.cells)
    let i = Int(cell)
    if !guesses.isEmpty, i > 0, i < Self.cells - 1 {
      let x = guesses[i] + (cell - Double(i)) * (guesses[i + 1] - guesses[i])
      return min(1, max(-1, place(of: x, in: panel)))
    }
    let mass = below[panel + 1] - below[panel]
    return mass > 0 ? min(1, 2 * (p - below[panel]) / mass - 1) : 0
  }

  // MARK: - Panels

  /// The place t ∈ [−1, 1] of x in a panel.
  private func place(of x: Double, in panel: Int) -> Double {
    2 * (x - ends[panel]) / (ends[panel + 1] - ends[panel]) - 1
  }

  /// The probability from the panel's lower end to t and the density there, by Clenshaw's recurrence.
  private func evaluate(_ panel: Int, at t: Double) -> (mass: Double, density: Double) {
    let first = panel * Self.stride
    let twice = 2 * t
    var (m1, m2, d1, d2) = (0.0, 0.0, 0.0, 0.0)
    for j in Swift.stride(from: first + Self.stride - 1, to: first, by: -1) {
      (m1, m2) = (twice * m1 + (masses[j] - m2), m1)
      (d1, d2) = (twice * d1 + (densities[j] - d2), d1)
    }
    return (t * m1 + (masses[first] - m2), t * d1 + (densities[first] - d2))
  }

  /// The last place in ascending values at which one is not above x; 0 when all are.
  private static func last(in ascending: [Double], atMost x: Double) -> Int {
    var (low, high) = (0, ascending.count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if ascending[middle] <= x { low = middle } else { high = middle }
    }
    return low
  }
}
