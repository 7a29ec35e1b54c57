import GibbsModels
import Plots
import Runs

extension ExactPosterior {
  /// The density curves of γ, T and σ², by variable.
  ///
  /// - Throws: `NumericalError`.
  func densities(of variables: Variables) throws -> [String: [Point]] {
    var curves: [String: [Point]] = [:]
    for (k, variable) in variables.gamma.enumerated() {
      let mixture = gamma(k)
      let range = Self.range(try Self.shares.map { try mixture.quantile($0) })
      curves[variable.variable] = Self.places(range).map { Point($0, mixture.density($0)) }
    }
    let tau = try Self.varianceRange(tauSquaredQuantiles(Self.shares))
    curves[variables.tau[0].variable] = zip(
      Self.places(tau), try tauSquaredDensity(at: Self.places(tau))
    ).map { Point($0, $1) }
    if let variable = variables.sigmaSquared.first {
      let sigma = try Self.varianceRange(sigmaSquaredQuantiles(Self.shares))
      curves[variable.variable] = zip(
        Self.places(sigma), try sigmaSquaredDensity(at: Self.places(sigma))
      ).map { Point($0, $1) }
    }
    return curves
  }

  /// The shares at whose quantiles a curve's ends are found.
  private static let shares = [0.0005, 0.05, 0.5, 0.95, 0.9995]

  /// Nearly all of a distribution with these quantiles; of heavy tails as much as three times the way from
  /// the median to the 5% and the 95% quantile.
  private static func range(_ quantiles: [Double]) -> ClosedRange<Double> {
    let median = quantiles[2]
    let low = max(quantiles[0], median - 3 * (median - quantiles[1]))
    return low...max(low, min(quantiles[4], median + 3 * (quantiles[3] - median)))
  }

  /// The same of a variance, drawn down to zero where it may be near: all but zero itself, where the density
  /// may be infinite.
  private static func varianceRange(_ quantiles: [Double]) -> ClosedRange<Double> {
    let range = range(quantiles)
    let isNearZero = range.lowerBound < 0.05 * range.upperBound
    return (isNearZero ? range.upperBound / 1000 : range.lowerBound)...range.upperBound
  }

  private static func places(_ range: ClosedRange<Double>) -> [Double] {
    let width = range.upperBound - range.lowerBound
    return (0...200).map { range.lowerBound + width * Double($0) / 200 }
  }
}

extension [Point] {
  /// The highest point of a density, but for a rise without end at its left edge; nil for no points.
  var highest: Double? { dropFirst(count / 50).map(\.y).max() }
}
