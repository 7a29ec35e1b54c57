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
  /// L⁻¹, with L the factor.
  private let whitening: Matrix

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
    whitening = factor.solveLower(.identity(factor.order))
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
    withSquares(of: theta) { squares in
      let smallest = squares.min() ?? 0
      var sum = 0.0
      for square in squares { sum += relativeDensity(square, smallest: smallest) }
      return .log(sum) - power * .log(onePlus: smallest / Self.degreesOfFreedom)
    }
  }

  /// (ν + d)/2: the t density goes by (1 + z²/ν)^−power.
  private var power: Double { 0.5 * (Self.degreesOfFreedom + Double(mean.count)) }

  /// The density at a squared length relative to that at the smallest.
  private func relativeDensity(_ square: Double, smallest: Double) -> Double {
    .pow((Self.degreesOfFreedom + smallest) / (Self.degreesOfFreedom + square), power)
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
    let (signs, square) = withSquares(of: theta) { squares in
      let smallest = squares.min() ?? 0
      var rest =
        stream.uniform() * squares.reduce(0) { $0 + relativeDensity($1, smallest: smallest) }
      for signs in squares.indices {
        rest -= relativeDensity(squares[signs], smallest: smallest)
        if rest <= 0 { return (signs, squares[signs]) }
      }
      return (squares.count - 1, squares[squares.count - 1])
    }
    var point = theta
    for k in 0..<coordinates.order where signs & (1 << k) != 0 {
      point[coordinates.place(ofDeviation: k)] = -theta[coordinates.place(ofDeviation: k)]
    }
    return (point, square)
  }

  /// Passes on the squared lengths, about the mean and by the covariance matrix, of the points that fold
  /// to θ, by the bits of their negative signs.
  private func withSquares<Result>(
    of theta: [Double], _ body: (UnsafeMutableBufferPointer<Double>) -> Result
  ) -> Result {
    let (count, points) = (mean.count, 1 << coordinates.order)
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: (count + 1) * points) { room in
      let squares = UnsafeMutableBufferPointer(rebasing: room[(count * points)...])
      standardise(theta, into: room)
      for signs in 0..<points {
        var square = 0.0
        for i in 0..<count { square += room[signs &* count &+ i] * room[signs &* count &+ i] }
        squares[signs] = square
      }
      return body(squares)
    }
  }

  /// Writes L⁻¹(θ − mean) of all points that fold to θ, one after the other.
  private func standardise(_ theta: [Double], into room: UnsafeMutableBufferPointer<Double>) {
    let (count, coordinates) = (mean.count, coordinates)
    theta.withUnsafeBufferPointer { theta in
      whitening.elements.withUnsafeBufferPointer { whitening in
        for i in 0..<count { room[i] = 0 }
        for k in 0..<count {
          let deviation = theta[k] - mean[k]
          for i in k..<count { room[i] += whitening[k &* count &+ i] * deviation }
        }
        for signs in 1..<1 << coordinates.order {
          // From the point that has one negative deviation less.
          let last = signs.trailingZeroBitCount
          let (from, to) = ((signs & (signs - 1)) * count, signs * count)
          let place = coordinates.place(ofDeviation: last)
          for i in 0..<count {
            let change = i < place ? 0 : 2 * theta[place] * whitening[place &* count &+ i]
            room[to &+ i] = room[from &+ i] - change
          }
        }
      }
    }
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
