import GSLNumerics
import LikelihoodFits
import RealModule

/// T and σ² as one vector θ: the elements of T's Cholesky factor by columns, then log σ².
///
/// For uncorrelated effects only the factor's diagonal.
struct VarianceVector: Sendable, Equatable, Codable {
  /// q.
  let order: Int
  /// Whether T is diagonal.
  let isDiagonal: Bool
  /// Whether σ² is among the unknowns.
  let hasSigmaSquared: Bool

  /// The number of elements.
  var count: Int {
    (isDiagonal ? order : order * (order + 1) / 2) + (hasSigmaSquared ? 1 : 0)
  }

  /// The places in θ of a column of L, its diagonal element first.
  func places(ofColumn k: Int) -> Range<Int> {
    guard !isDiagonal else { return k..<k + 1 }
    let start = k * order - k * (k - 1) / 2
    return start..<start + order - k
  }

  /// θ at these parameters.
  func vector(_ parameters: VarianceParameters) -> [Double] {
    let root = parameters.tauRoot
    var theta: [Double] = []
    for k in 0..<order {
      for i in 0..<places(ofColumn: k).count { theta.append(root[k + i, k]) }
    }
    return hasSigmaSquared ? theta + [.log(parameters.sigmaSquared)] : theta
  }

  /// The parameters at θ.
  func parameters(_ theta: [Double]) -> VarianceParameters {
    var root = Matrix(rows: order, columns: order)
    for k in 0..<order {
      for (i, place) in places(ofColumn: k).enumerated() { root[k + i, k] = theta[place] }
    }
    return VarianceParameters(
      tau: root * root.transposed, sigmaSquared: hasSigmaSquared ? .exp(theta[count - 1]) : 1)
  }

  /// log |d(T, σ²)/dθ|: dT = 2^q Π L_kk^(q − k + 1) dL, k from 1; dσ² = σ² d log σ².
  func logJacobian(_ theta: [Double]) -> Double {
    var sum = hasSigmaSquared ? theta[count - 1] : 0
    for k in 0..<order {
      let power = isDiagonal ? 1 : order - k
      sum += Double(power) * .log(abs(theta[places(ofColumn: k).lowerBound]))
    }
    return sum
  }

  /// Folds θ onto positive diagonal elements of L: T does not change with the sign of a column.
  func folded(_ theta: [Double]) -> [Double] {
    var result = theta
    for k in 0..<order where result[places(ofColumn: k).lowerBound] < 0 {
      flip(&result, column: k)
    }
    return result
  }

  func flip(_ theta: inout [Double], column k: Int) {
    for place in places(ofColumn: k) { theta[place] = -theta[place] }
  }
}

/// A heavy-tailed distribution of θ, folded onto positive diagonals: an independence proposal.
///
/// Multivariate t with 6 degrees of freedom about the mean of the warm-up's draws, with their covariance,
/// a little widened; the density of the folded θ sums over the 2^q signs of the columns.
struct VarianceProposal: Sendable, Equatable, Codable {
  let coordinates: VarianceVector
  let mean: [Double]
  let factor: CholeskyFactor

  private static let degreesOfFreedom = 6.0
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
    let normals = mean.map { _ in mix * stream.normal() }
    return coordinates.folded(zip(mean, factor.lower * normals).map(+))
  }

  /// log density of a folded θ, up to a constant.
  func logDensity(_ theta: [Double]) -> Double {
    let count = mean.count
    return withUnsafeTemporaryAllocation(
      of: Double.self, capacity: count + (1 << coordinates.order)
    ) { room in
      let terms = UnsafeMutableBufferPointer(rebasing: room[count...])
      for signs in terms.indices {
        for place in 0..<count { room[place] = theta[place] }
        for k in 0..<coordinates.order where signs & (1 << k) != 0 {
          for place in coordinates.places(ofColumn: k) { room[place] = -room[place] }
        }
        terms[signs] = logTerm(room)
      }
      let largest = terms.max() ?? 0
      return largest + .log(terms.reduce(0) { $0 + .exp($1 - largest) })
    }
  }

  /// log density at a point of the t distribution before it is folded; the point is overwritten.
  private func logTerm(_ point: UnsafeMutableBufferPointer<Double>) -> Double {
    var square = 0.0
    for i in mean.indices {
      var z = point[i] - mean[i]
      for k in 0..<i { z -= factor.lower[i, k] * point[k] }
      point[i] = z / factor.lower[i, i]
      square += point[i] * point[i]
    }
    return -0.5 * (Self.degreesOfFreedom + Double(mean.count))
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
