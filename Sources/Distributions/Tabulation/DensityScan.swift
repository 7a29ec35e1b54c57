import GSLNumerics
import RealModule

/// A log density that counts how often it is asked and refuses what is not a number.
final class CountedLogDensity {
  private let body: (Double) throws(NumericalError) -> Double
  private(set) var count = 0

  /// More evaluations than a density that can be tabulated needs.
  private static let limit = 20_000

  init(_ body: @escaping (Double) throws(NumericalError) -> Double) { self.body = body }

  func value(at x: Double) throws(NumericalError) -> Double {
    count += 1
    guard count <= Self.limit else {
      throw .noConvergence(method: "the tabulation of a density", iterations: Self.limit)
    }
    let value = try body(x)
    guard value < .infinity else { throw .notFinite(quantity: "log density", at: x) }
    return value
  }
}

/// A first look at a log density: where it lives and where its peaks are.
struct DensityScan {
  /// A place and the log density there.
  struct Point {
    let x: Double
    let value: Double
  }

  /// How far below its maximum a density counts as nothing, in logarithms: 2e-22.
  private static let depth = 50.0
  /// How far from the start the scan goes at first.
  private static let reach = 40.0
  /// How far from the start the scan ever goes.
  private static let cap = 400.0

  /// The powers m of the weights exp(m (x − start)).
  let powers: [Double]
  let start: Double
  /// All places looked at so far, ascending.
  private(set) var points: [Point] = []
  /// For each power the greatest log density with its weight.
  private(set) var maxima: [Double]
  /// The highest point.
  private(set) var mode: Point
  /// The places between which panels are refined: both ends and the sharp peaks.
  private(set) var breaks: [Double] = []

  /// Looks at the log density on a lattice, then at its peaks, then for its ends.
  init(_ density: CountedLogDensity, start: Double, step: Double, powers: [Double])
    throws(NumericalError)
  {
    self.powers = powers
    self.start = start
    maxima = Array(repeating: -.infinity, count: powers.count)
    mode = Point(x: start, value: -.infinity)
    try scan(density, step)
    guard mode.value > -.infinity else { throw .notFinite(quantity: "log density", at: start) }
    let peaks = try refinePeaks(density)
    let lower = try end(density, in: points)
    let upper = try end(density, in: points.reversed())
    breaks = [lower] + peaks.map(\.x).filter { lower < $0 && $0 < upper } + [upper]
  }

  /// The log density with the weight of one power, relative to its maximum.
  func relative(_ point: Point, power index: Int) -> Double {
    point.value + powers[index] * (point.x - start) - maxima[index]
  }

  /// Whether all weighted densities have fallen this far.
  private func hasFallen(_ point: Point, by depth: Double) -> Bool {
    powers.indices.allSatisfy { relative(point, power: $0) < -depth }
  }

  private mutating func note(_ point: Point) {
    if point.value > mode.value { mode = point }
    for i in powers.indices {
      maxima[i] = max(maxima[i], point.value + powers[i] * (point.x - start))
    }
  }

  /// The lattice: even steps within the reach, then longer ones until the density is nothing.
  private mutating func scan(_ density: CountedLogDensity, _ step: Double) throws(NumericalError) {
    let count = Int((Self.reach / step).rounded(.up))
    for i in -count...count {
      let x = start + Double(i) * step
      points.append(Point(x: x, value: try density.value(at: x)))
      note(points[points.count - 1])
    }
    while let first = points.first, let last = points.last {
      let sides = [(first, -1.0), (last, 1.0)].filter { point, _ in
        !hasFallen(point, by: Self.depth) && abs(point.x - start) < Self.cap
      }
      if sides.isEmpty { return }
      for (point, sign) in sides {
        let distance = abs(point.x - start)
        let x = start + sign * min(Self.cap, distance + max(step, 0.05 * distance))
        let next = Point(x: x, value: try density.value(at: x))
        points.insert(next, at: sign < 0 ? 0 : points.count)
        note(next)
      }
    }
  }

  /// The highest peak, and all others that fall by more than 1 within a step, by Brent's method.
  private mutating func refinePeaks(_ density: CountedLogDensity) throws(NumericalError) -> [Point]
  {
    var peaks: [Point] = []
    for i in points.indices.dropFirst().dropLast() {
      let (before, here, after) = (points[i - 1], points[i], points[i + 1])
      guard here.value >= before.value, here.value >= after.value, here.value > -.infinity,
        here.x == mode.x || here.value - min(before.value, after.value) > 1
      else { continue }
      let peak = try minimum(
        of: { x throws(NumericalError) in -(try density.value(at: x)) }, in: before.x...after.x,
        from: here.x)
      peaks.append(Point(x: peak.place, value: -peak.value))
    }
    for peak in peaks { note(peak) }
    points = (points + peaks).sorted { $0.x < $1.x }
    return peaks
  }

  /// The place behind which the density is nothing, sought from the first of `points` inwards.
  ///
  /// Bisects until the density is small there, or down to the last digit when it ends in a step.
  private func end(_ density: CountedLogDensity, in points: [Point])
    throws(NumericalError) -> Double
  {
    guard let first = points.firstIndex(where: { !hasFallen($0, by: Self.depth) }) else {
      return mode.x
    }
    var inside = points[first]
    guard first > 0 else {
      if relative(inside, power: 0) > -30 { throw .tailTooHeavy(end: inside.x) }
      return inside.x
    }
    var outside = points[first - 1]
    while !hasFallen(inside, by: 0.9 * Self.depth) {
      let middle = 0.5 * (inside.x + outside.x)
      if middle == inside.x || middle == outside.x { break }
      let point = Point(x: middle, value: try density.value(at: middle))
      if hasFallen(point, by: Self.depth) { outside = point } else { inside = point }
    }
    return inside.x
  }
}
