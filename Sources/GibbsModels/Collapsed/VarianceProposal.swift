import GSLNumerics
import GibbsEngine
import RealModule

/// A distribution of θ near its posterior: an independence proposal.
///
/// Multivariate t, in the coordinates of `ProposalCoordinates`; the density of θ sums over the signs of the
/// standard deviations that are folded.
final class VarianceProposal: Sendable, Codable {
  let coordinates: ProposalCoordinates
  let tails: Tails
  let mean: [Double]
  let factor: CholeskyFactor
  /// L⁻¹, with L the factor.
  private let whitening: Matrix
  /// The inner products of its columns at the folded standard deviations.
  private let products: Matrix
  /// The log density of a t distribution at its centre.
  private let logConstant: Double

  /// Places the t distribution where a normal one is; nil where that has no density.
  init?(_ coordinates: ProposalCoordinates, _ normal: NormalApproximation, tails: Tails) {
    guard let factor = try? CholeskyFactor(tails.widening * normal.covariance) else { return nil }
    self.coordinates = coordinates
    self.tails = tails
    mean = normal.mean
    self.factor = factor
    let whitening = factor.solveLower(.identity(factor.order))
    self.whitening = whitening
    let columns = coordinates.folded.map { whitening.column($0) }
    var products = Matrix(rows: columns.count, columns: columns.count)
    for (i, first) in columns.enumerated() {
      for (k, second) in columns.enumerated() { products[i, k] = dot(first, second) }
    }
    self.products = products
    let (freedom, dimension) = (Double(tails.degreesOfFreedom), Double(normal.mean.count))
    logConstant =
      .logGamma(0.5 * (freedom + dimension)) - .logGamma(0.5 * freedom)
      - 0.5 * (dimension * .log(.pi * freedom) + factor.logDeterminant)
  }

  func draw(using stream: inout RandomStream) -> [Double] {
    let mix = (freedom / stream.chiSquared(freedom)).squareRoot()
    return coordinates.theta(normal(scale: mix, using: &stream))
  }

  /// An ellipse through a point that stands for θ, by which the t distribution stays as it is.
  ///
  /// The t distribution is a mixture of normal ones: given the point, s² ~ scaled inverse χ² with ν + d degrees of
  /// freedom, and the ellipse belongs to the normal distribution with s times the spread.
  ///
  /// - Source: Nishihara, Murray & Adams (2014), J. Machine Learning Research 15, 2087–2112, section 3.
  func ellipse(through theta: [Double], using stream: inout RandomStream) -> EllipticalSlice {
    let (current, square) = point(of: theta, using: &stream)
    let mix = ((freedom + square) / stream.chiSquared(freedom + Double(mean.count))).squareRoot()
    return EllipticalSlice(
      mean: mean, current: current, other: normal(scale: mix, using: &stream))
  }

  /// log density of θ.
  func logDensity(_ theta: [Double]) -> Double {
    withSquares(of: theta) { squares, logJacobian in
      let smallest = squares.min() ?? 0
      var sum = 0.0
      for square in squares { sum += relativeDensity(square, smallest: smallest) }
      // The t density goes by (1 + z²/ν)^−(ν + d)/2.
      return logConstant + logJacobian + .log(sum)
        - 0.5 * Double(exponent) * .log(onePlus: smallest / freedom)
    }
  }

  /// ν.
  private var freedom: Double { Double(tails.degreesOfFreedom) }
  /// ν + d.
  private var exponent: Int { tails.degreesOfFreedom + mean.count }

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

  /// One of the points that stand for θ, drawn by their densities, and its squared length.
  private func point(
    of theta: [Double], using stream: inout RandomStream
  ) -> (point: [Double], square: Double) {
    let (signs, square) = withSquares(of: theta) { squares, _ in
      let smallest = squares.min() ?? 0
      var rest =
        stream.uniform() * squares.reduce(0) { $0 + relativeDensity($1, smallest: smallest) }
      for signs in squares.indices {
        rest -= relativeDensity(squares[signs], smallest: smallest)
        if rest <= 0 { return (signs, squares[signs]) }
      }
      return (squares.count - 1, squares[squares.count - 1])
    }
    var point = coordinates.point(theta)
    for (k, place) in coordinates.folded.enumerated() where signs & (1 << k) != 0 {
      point[place] = -point[place]
    }
    return (point, square)
  }

  /// Passes on the squared lengths, about the mean and by the covariance matrix, of the points that stand
  /// for θ, by the bits of their negative signs, and the logarithm of the Jacobian of the coordinates.
  private func withSquares<Result>(
    of theta: [Double], _ body: (UnsafeMutableBufferPointer<Double>, Double) -> Result
  ) -> Result {
    let (folds, count) = (coordinates.folded.count, mean.count)
    return withUnsafeTemporaryAllocation(
      of: Double.self, capacity: (1 << folds) + 2 * count + folds
    ) { room in
      let squares = UnsafeMutableBufferPointer(rebasing: room[..<(1 << folds)])
      let point = UnsafeMutableBufferPointer(rebasing: room[(1 << folds)...].prefix(count))
      for k in 0..<count { point[k] = theta[k] }
      var logJacobian = 0.0
      for place in coordinates.logarithmic {
        point[place] = .log(point[place])
        logJacobian -= point[place]
      }
      standardise(
        point, into: UnsafeMutableBufferPointer(rebasing: room[((1 << folds) + count)...]), squares)
      return body(squares, logJacobian)
    }
  }

  /// Writes z = L⁻¹(x − mean), then its inner products with the columns at the folded standard deviations, and the
  /// squared lengths: with the sign of τ_k turned z has 2τ_k times its column less.
  private func standardise(
    _ point: UnsafeMutableBufferPointer<Double>, into room: UnsafeMutableBufferPointer<Double>,
    _ squares: UnsafeMutableBufferPointer<Double>
  ) {
    let (count, places, products) = (mean.count, coordinates.folded, products)
    whitening.elements.withUnsafeBufferPointer { whitening in
      for i in 0..<count { room[i] = 0 }
      for k in 0..<count {
        let deviation = point[k] - mean[k]
        for i in k..<count { room[i] += whitening[k &* count &+ i] * deviation }
      }
      var square = 0.0
      for i in 0..<count { square += room[i] * room[i] }
      squares[0] = square
      for (k, place) in places.enumerated() {
        var product = 0.0
        for i in place..<count { product += whitening[place &* count &+ i] * room[i] }
        room[count &+ k] = product
      }
      for signs in squares.indices.dropFirst() {
        // From the point that has one negative deviation less.
        let (last, others) = (signs.trailingZeroBitCount, signs & (signs - 1))
        let tau = point[places[last]]
        var product = room[count &+ last] - tau * products[last, last]
        for k in last + 1..<max(places.count, last + 1) where others & (1 << k) != 0 {
          product -= 2 * point[places[k]] * products[last, k]
        }
        squares[signs] = squares[others] - 4 * tau * product
      }
    }
  }
}

extension VarianceProposal: Equatable {
  static func == (left: VarianceProposal, right: VarianceProposal) -> Bool {
    left.coordinates == right.coordinates && left.tails == right.tails
      && left.mean == right.mean && left.factor == right.factor
  }
}

/// How heavy the tails of a proposal are.
struct Tails: Sendable, Equatable, Codable {
  /// ν of the t distribution.
  let degreesOfFreedom: Int
  /// What the covariance matrix is multiplied by to give its scale matrix.
  let widening: Double

  /// Those among which is chosen, the heaviest first.
  static let all = [
    Tails(degreesOfFreedom: 12, widening: 1.15), Tails(degreesOfFreedom: 12, widening: 1),
    Tails(degreesOfFreedom: 30, widening: 1.05), Tails(degreesOfFreedom: 100, widening: 1),
  ]
  /// Lighter than the posterior's, where that is nearly normal.
  static let lightest = Tails(degreesOfFreedom: 100, widening: 0.7)
}
