import GSLNumerics
import GibbsEngine
import RealModule

/// A heavy-tailed distribution of θ, folded onto positive standard deviations: an independence proposal.
///
/// Multivariate t with 12 degrees of freedom about the mean of the warm-up's draws, with their covariance,
/// a little widened; the density of the folded θ sums over the 2^q signs of the standard deviations.
struct VarianceProposal: Sendable, Equatable, Codable {
  let coordinates: VarianceVector
  let mean: [Double]
  let factor: CholeskyFactor

  private static let degreesOfFreedom = 12.0
  private static let widening = 1.15

  /// Fits the proposal to draws; nil where they do not spread in all directions.
  init?(_ coordinates: VarianceVector, fittedTo draws: VarianceDraws) {
    guard draws.count >= 10 * coordinates.count else { return nil }
    let scale = Self.widening / Double(draws.count - 1)
    guard let factor = try? CholeskyFactor(scale * draws.comoments) else { return nil }
    self.coordinates = coordinates
    mean = draws.mean
    self.factor = factor
  }

  func draw(using stream: inout RandomStream) -> [Double] {
    let mix = (Self.degreesOfFreedom / stream.chiSquared(Self.degreesOfFreedom)).squareRoot()
    return coordinates.folded(normal(scale: mix, using: &stream))
  }

  /// An ellipse through θ, or one of the points that fold to it, by which the t distribution stays as it is.
  ///
  /// The t distribution is a mixture of normal ones: given the point, s² ~ scaled inverse χ² with 12 + d degrees of
  /// freedom, and the ellipse belongs to the normal distribution with s times the spread.
  ///
  /// - Source: Nishihara, Murray & Adams (2014), J. Machine Learning Research 15, 2087–2112, section 3.
  func ellipse(through theta: [Double], using stream: inout RandomStream) -> EllipticalSlice {
    let (current, square) = unfolded(theta, using: &stream)
    let freedom = Self.degreesOfFreedom + Double(mean.count)
    let mix = ((Self.degreesOfFreedom + square) / stream.chiSquared(freedom)).squareRoot()
    return EllipticalSlice(
      mean: mean, current: current, other: normal(scale: mix, using: &stream))
  }

  /// log density of a folded θ, up to a constant.
  func logDensity(_ theta: [Double]) -> Double {
    withLogTerms(of: theta) { terms in
      let largest = terms.max() ?? 0
      return largest + .log(terms.reduce(0) { $0 + .exp($1 - largest) })
    }
  }

  private func normal(scale: Double, using stream: inout RandomStream) -> [Double] {
    var point: [Double] = []
    point.reserveCapacity(mean.count)
    for _ in mean.indices { point.append(scale * stream.normal()) }
    // From the last row up a product can stand where its normal number stood.
    for i in mean.indices.reversed() {
      var deviation = 0.0
      for k in 0...i { deviation += factor.lower[i, k] * point[k] }
      point[i] = mean[i] + deviation
    }
    return point
  }

  /// One of the points that fold to θ, drawn by their densities, and its squared length.
  private func unfolded(
    _ theta: [Double], using stream: inout RandomStream
  ) -> (point: [Double], square: Double) {
    let (signs, term) = withLogTerms(of: theta) { terms in
      let largest = terms.max() ?? 0
      var rest = stream.uniform() * terms.reduce(0) { $0 + .exp($1 - largest) }
      for signs in terms.indices {
        rest -= .exp(terms[signs] - largest)
        if rest <= 0 { return (signs, terms[signs]) }
      }
      return (terms.count - 1, terms[terms.count - 1])
    }
    var point = theta
    for k in 0..<coordinates.order where signs & (1 << k) != 0 {
      point[coordinates.place(ofDeviation: k)] = -theta[coordinates.place(ofDeviation: k)]
    }
    let power = -2 / (Self.degreesOfFreedom + Double(mean.count))
    return (point, Self.degreesOfFreedom * (.exp(power * term) - 1))
  }

  /// Passes on the log densities of the points that fold to θ, by the bits of their negative signs.
  private func withLogTerms<Result>(
    of theta: [Double], _ body: (UnsafeMutableBufferPointer<Double>) -> Result
  ) -> Result {
    let count = mean.count
    return withUnsafeTemporaryAllocation(
      of: Double.self, capacity: count + (1 << coordinates.order)
    ) { room in
      let terms = UnsafeMutableBufferPointer(rebasing: room[count...])
      for signs in terms.indices {
        for place in 0..<count { room[place] = theta[place] }
        for k in 0..<coordinates.order where signs & (1 << k) != 0 {
          let place = coordinates.place(ofDeviation: k)
          room[place] = -room[place]
        }
        terms[signs] = logTerm(room)
      }
      return body(terms)
    }
  }

  /// log density at a point of the t distribution before it is folded; the point is overwritten.
  private func logTerm(_ point: UnsafeMutableBufferPointer<Double>) -> Double {
    let count = mean.count
    var square = 0.0
    factor.lower.elements.withUnsafeBufferPointer { lower in
      for i in 0..<count {
        var z = point[i] - mean[i]
        for k in 0..<i { z -= lower[k &* count &+ i] * point[k] }
        point[i] = z / lower[i &* count &+ i]
        square += point[i] * point[i]
      }
    }
    return -0.5 * (Self.degreesOfFreedom + Double(count))
      * .log(onePlus: square / Self.degreesOfFreedom)
  }
}

/// The running mean and centred cross-products of draws of θ.
struct VarianceDraws: Sendable, Equatable, Codable {
  private(set) var count = 0
  private(set) var mean: [Double]
  private(set) var comoments: Matrix

  init(dimension: Int) {
    mean = Array(repeating: 0, count: dimension)
    comoments = Matrix(rows: dimension, columns: dimension)
  }

  mutating func add(_ theta: [Double]) {
    count += 1
    let deviation = zip(theta, mean).map(-)
    let step = 1 / Double(count)
    for (i, d) in deviation.enumerated() { mean[i] += step * d }
    comoments = comoments + (1 - step) * .outer(deviation, deviation)
  }
}
