import RealModule

/// The coordinates in which a proposal of θ is a t distribution.
///
/// Of some standard deviations they hold the logarithm, the others run over the whole line and are folded onto positive
/// ones; what else stands in θ stays as it is. Far from 0 the posterior of a standard deviation leans to the right, and
/// its logarithm hardly does; near 0 the logarithm has no bound below.
struct ProposalCoordinates: Sendable, Equatable, Codable {
  /// The places in θ of the standard deviations whose logarithm is taken.
  let logarithmic: [Int]
  /// The places in θ of the others.
  let folded: [Int]

  /// Names the places.
  init(logarithmic: [Int], folded: [Int]) {
    (self.logarithmic, self.folded) = (logarithmic, folded)
  }

  /// Takes no logarithms.
  init(_ vector: VarianceVector) {
    self.init(
      logarithmic: [], folded: (0..<vector.order).map { vector.place(ofDeviation: $0) })
  }

  /// Takes of each standard deviation the logarithm where draws of it are less skewed than the draws themselves.
  init(_ vector: VarianceVector, for thetas: [[Double]]) {
    let places = Self(vector).folded
    let logarithmic = places.filter { place in
      let deviations = thetas.map { $0[place] }
      guard deviations.allSatisfy({ $0 > 0 }) else { return false }
      return abs(deviations.map { .log($0) }.skewness) < abs(deviations.skewness)
    }
    self.init(
      logarithmic: logarithmic, folded: places.filter { !logarithmic.contains($0) })
  }

  /// One of the points that stand for θ: that without a negative element among the folded ones.
  func point(_ theta: consuming [Double]) -> [Double] {
    for place in logarithmic { theta[place] = .log(theta[place]) }
    return theta
  }

  /// The θ for which a point stands.
  func theta(_ point: consuming [Double]) -> [Double] {
    for place in logarithmic { point[place] = .exp(point[place]) }
    for place in folded { point[place] = abs(point[place]) }
    return point
  }
}

extension [Double] {
  /// The third central moment by the third power of the standard deviation; NaN where all are equal.
  fileprivate var skewness: Double {
    let mean = reduce(0, +) / Double(count)
    var (squares, cubes) = (0.0, 0.0)
    for value in self {
      let deviation = value - mean
      squares += deviation * deviation
      cubes += deviation * deviation * deviation
    }
    return cubes / Double(count) / Double.pow(squares / Double(count), 1.5)
  }
}
