import GSLNumerics
import RealModule

extension ExactPosterior {
  /// The summary of τ²; with its mode where the rows' variances are known.
  public func tauSquared() throws(NumericalError) -> Summary {
    var summary = try tau(power: 2)
    if case .knownVariances = variances { summary.mode = try modeOfTauSquared() }
    return summary
  }

  /// Quantiles of τ² at any probabilities.
  ///
  /// - Throws: `NumericalError` where the search for one fails.
  public func tauSquaredQuantiles(
    _ probabilities: [Double]
  ) throws(NumericalError) -> [Double] {
    switch variances {
    case .knownVariances(let kernel):
      return probabilities.map { .exp(2 * kernel.logTau.quantile($0)) }
    case .estimatedVariance(let kernel):
      let distribution = try TauSquaredDistribution(kernel)
      var quantiles: [Double] = []
      for p in probabilities { quantiles.append(try distribution.quantile(p)) }
      return quantiles
    }
  }

  /// The summary of τ.
  public func tau() throws(NumericalError) -> Summary { try tau(power: 1) }

  /// The summary of σ²; nil where the rows' variances are known.
  public func sigmaSquared() throws(NumericalError) -> Summary? {
    guard case .estimatedVariance(let kernel) = variances else { return nil }
    let shape = kernel.shape
    let (mean, deviation) = moments(power: 2, bases: nodes.map(\.scale))
    return Summary(
      mean: shape > 1 ? mean : nil, standardDeviation: shape > 2 ? deviation : nil,
      quantiles: try sigmaSquaredQuantiles(Self.probabilities), probabilityBelowZero: 0)
  }

  /// Quantiles of σ² at any probabilities; none where the rows' variances are known.
  ///
  /// - Throws: `NumericalError` where the search for one fails.
  public func sigmaSquaredQuantiles(
    _ probabilities: [Double]
  ) throws(NumericalError) -> [Double] {
    guard case .estimatedVariance(let kernel) = variances else { return [] }
    let shape = kernel.shape
    // P(σ² ≤ s | λ) = P(g ≥ B/s) with g ~ gamma(a), twice which is chi-squared.
    func cdf(ofLog s: Double) -> Double {
      nodes.reduce(0) {
        $0 + $1.weight
          * ChiSquared.upperTail(2 * $1.scale * .exp(-s), degreesOfFreedom: 2 * shape)
      }
    }
    let centre = Double.log(nodes.reduce(0) { $0 + $1.weight * $1.scale } / shape)
    var quantiles: [Double] = []
    for p in probabilities {
      var width = 1.0
      while cdf(ofLog: centre - width) > p || cdf(ofLog: centre + width) < p { width *= 2 }
      let place = try root(of: { cdf(ofLog: $0) - p }, in: centre - width...centre + width)
      quantiles.append(.exp(place))
    }
    return quantiles
  }

  private func tau(power: Double) throws(NumericalError) -> Summary {
    let (mean, deviation) = moments(
      power: power, bases: nodes.map { $0.ratio * $0.scale })
    return Summary(
      mean: model.propriety.hasMoment(power) ? mean : nil,
      standardDeviation: model.propriety.hasMoment(2 * power) ? deviation : nil,
      quantiles: try tauSquaredQuantiles(Self.probabilities).map { .pow($0, 0.5 * power) },
      probabilityBelowZero: 0)
  }

  /// The mean and standard deviation of x^(power/2), where x is the base of its node, for an estimated
  /// variance over a gamma(a) variate.
  private func moments(power: Double, bases: [Double]) -> (mean: Double, deviation: Double) {
    let (first, second) = inverseGammaMoments(power: power)
    let means = bases.map { first * .pow($0, 0.5 * power) }
    let centre = zip(nodes, means).reduce(0) { $0 + $1.0.weight * $1.1 }
    // About the mean, so that a narrow posterior keeps its digits.
    let within = second / (first * first) - 1
    let variance = zip(nodes, means).reduce(0) {
      let distance = $1.1 - centre
      return $0 + $1.0.weight * (within * $1.1 * $1.1 + distance * distance)
    }
    return (centre, variance.squareRoot())
  }

  /// E g^(−m/2) and E g^(−m) for g ~ gamma(a): Γ(a − m/2)/Γ(a) and Γ(a − m)/Γ(a); 1 where nothing is
  /// estimated.
  private func inverseGammaMoments(power: Double) -> (first: Double, second: Double) {
    guard case .estimatedVariance(let kernel) = variances else { return (1, 1) }
    let a = kernel.shape
    if power == 2 { return (1 / (a - 1), 1 / ((a - 1) * (a - 2))) }
    let first = Double.exp(GammaFunction.log(a - 0.5) - GammaFunction.log(a))
    return (first, 1 / (a - 1))
  }

  /// Where p(τ² | y) = p(log τ | y)/(2τ²) is largest; 0 where it grows without end towards 0.
  private func modeOfTauSquared() throws(NumericalError) -> Double {
    let height = { (x: Double) throws(NumericalError) in
      try TauGivenData.logDensity(ofLogTau: x, of: model) - 2 * x
    }
    let places = nodes.map { 0.5 * Double.log($0.ratio) }.sorted()
    var heights: [Double] = []
    for x in places { heights.append(try height(x)) }
    guard let best = heights.indices.max(by: { heights[$0] < heights[$1] }), best > 0,
      best < places.count - 1
    else { return 0 }
    let peak = try minimum(
      of: { (x) throws(NumericalError) in -(try height(x)) },
      in: places[best - 1]...places[best + 1], from: places[best])
    // A density that is flat or rising down to zero has its supremum there.
    return -peak.value > heights[0] + 1e-6 ? .exp(2 * peak.place) : 0
  }
}
