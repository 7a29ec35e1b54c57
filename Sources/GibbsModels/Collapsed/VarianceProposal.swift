import GSLNumerics
import GibbsEngine
import RealModule

/// A heavy-tailed distribution of θ, folded onto positive standard deviations: an independence proposal.
///
/// Multivariate t with 12 degrees of freedom about the mean of the warm-up's draws, with their covariance,
/// a little widened; the density of the folded θ sums over the 2^q signs of the standard deviations.
final class VarianceProposal: Sendable, Codable {
  let coordinates: VarianceVector
  let mean: [Double]
  let factor: CholeskyFactor
  /// L⁻¹, with L the factor.
  private let whitening: Matrix
  /// The inner products of its columns at the standard deviations: q × q.
  private let products: Matrix

  private static let degreesOfFreedom = 12
  private static let widening = 1.15

  /// Fits the proposal to draws; nil where they do not spread in all directions.
  init?(_ coordinates: VarianceVector, fittedTo draws: VarianceDraws) {
    guard draws.count >= 10 * coordinates.count else { return nil }
    let scale = Self.widening / Double(draws.count - 1)
    guard let factor = try? CholeskyFactor(scale * draws.comoments) else { return nil }
    self.coordinates = coordinates
    mean = draws.mean
    self.factor = factor
    let whitening = factor.solveLower(.identity(factor.order))
    self.whitening = whitening
    let columns = (0..<coordinates.order).map {
      whitening.column(coordinates.place(ofDeviation: $0))
    }
    var products = Matrix(rows: columns.count, columns: columns.count)
    for (i, first) in columns.enumerated() {
      for (k, second) in columns.enumerated() { products[i, k] = dot(first, second) }
    }
    self.products = products
  }

  func draw(using stream: inout RandomStream) -> [Double] {
    let mix = (freedom / stream.chiSquared(freedom)).squareRoot()
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
    let mix = ((freedom + square) / stream.chiSquared(freedom + Double(mean.count))).squareRoot()
    return EllipticalSlice(
      mean: mean, current: current, other: normal(scale: mix, using: &stream))
  }

  /// log density of a folded θ, up to a constant.
  func logDensity(_ theta: [Double]) -> Double {
    withSquares(of: theta) { squares in
      let smallest = squares.min() ?? 0
      var sum = 0.0
      for square in squares { sum += relativeDensity(square, smallest: smallest) }
      // The t density goes by (1 + z²/ν)^−(ν + d)/2.
      return .log(sum) - 0.5 * Double(exponent) * .log(onePlus: smallest / freedom)
    }
  }

  /// ν.
  private var freedom: Double { Double(Self.degreesOfFreedom) }
  /// ν + d.
  private var exponent: Int { Self.degreesOfFreedom + mean.count }

  /// The density at a squared length relative to that at the smallest: a ratio to the power (ν + d)/2.
  private func relativeDensity(_ square: Double, smallest: Double) -> Double {
    var factor = (freedom + smallest) / (freedom + square)
    var result = exponent % 2 == 1 ? factor.squareRoot() : 1
    var left = exponent / 2
    // By squares: `pow` takes longer than all else here.
    while left > 0 {
      if left % 2 == 1 { result *= factor }
      factor *= factor
      left /= 2
    }
    return result
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
    let (q, points) = (coordinates.order, 1 << coordinates.order)
    return withUnsafeTemporaryAllocation(
      of: Double.self, capacity: points + mean.count + q
    ) { room in
      let squares = UnsafeMutableBufferPointer(rebasing: room[..<points])
      standardise(theta, into: UnsafeMutableBufferPointer(rebasing: room[points...]), squares)
      return body(squares)
    }
  }

  /// Writes z = L⁻¹(θ − mean), then its inner products with the columns at the standard deviations, and the squared
  /// lengths: with the sign of τ_k turned z has 2τ_k times its column less.
  private func standardise(
    _ theta: [Double], into room: UnsafeMutableBufferPointer<Double>,
    _ squares: UnsafeMutableBufferPointer<Double>
  ) {
    let (count, q, coordinates) = (mean.count, coordinates.order, coordinates)
    theta.withUnsafeBufferPointer { theta in
      whitening.elements.withUnsafeBufferPointer { whitening in
        for i in 0..<count { room[i] = 0 }
        for k in 0..<count {
          let deviation = theta[k] - mean[k]
          for i in k..<count { room[i] += whitening[k &* count &+ i] * deviation }
        }
        var square = 0.0
        for i in 0..<count { square += room[i] * room[i] }
        squares[0] = square
        for k in 0..<q {
          let place = coordinates.place(ofDeviation: k)
          var product = 0.0
          for i in place..<count { product += whitening[place &* count &+ i] * room[i] }
          room[count &+ k] = product
        }
        for signs in 1..<1 << q {
          // From the point that has one negative deviation less.
          let (last, others) = (signs.trailingZeroBitCount, signs & (signs - 1))
          let tau = theta[coordinates.place(ofDeviation: last)]
          var product = room[count &+ last] - tau * products[last, last]
          for k in last + 1..<q where others & (1 << k) != 0 {
            product -= 2 * theta[coordinates.place(ofDeviation: k)] * products[last, k]
          }
          squares[signs] = squares[others] - 4 * tau * product
        }
      }
    }
  }
}

extension VarianceProposal: Equatable {
  static func == (left: VarianceProposal, right: VarianceProposal) -> Bool {
    left.coordinates == right.coordinates && left.mean == right.mean && left.factor == right.factor
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
