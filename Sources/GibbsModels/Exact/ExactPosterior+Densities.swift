import Distributions
import GSLNumerics
import RealModule

extension ExactPosterior {
  /// The posterior density of τ² at values above zero.
  ///
  /// - Throws: `NumericalError` where it cannot be evaluated.
  public func tauSquaredDensity(at values: [Double]) throws(NumericalError) -> [Double] {
    var densities: [Double] = []
    switch variances {
    case .knownVariances(let kernel):
      // p(τ²) = p(log τ)/(2τ²).
      densities = values.map { .exp(kernel.logTau.logDensity(0.5 * .log($0))) / (2 * $0) }
    case .estimatedVariance(let kernel):
      let distribution = try TauSquaredDistribution(kernel)
      for value in values {
        densities.append(try distribution.density(ofLog: .log(value)) / value)
      }
    }
    return densities
  }

  /// The posterior density of σ² at values above zero; none where the rows' variances are known.
  ///
  /// - Throws: `NumericalError` where it cannot be evaluated.
  public func sigmaSquaredDensity(at values: [Double]) throws(NumericalError) -> [Double] {
    guard case .estimatedVariance(let kernel) = variances else { return [] }
    var components: [(weight: Double, distribution: InverseGamma)] = []
    for node in nodes {
      components.append(
        (node.weight, try InverseGamma(shape: kernel.shape, scale: node.scale)))
    }
    return values.map { value in
      components.reduce(0) { $0 + $1.weight * .exp($1.distribution.logDensity(value)) }
    }
  }
}
