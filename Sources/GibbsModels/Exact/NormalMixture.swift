import GSLNumerics
import RealModule

/// A finite mixture of normal or t distributions: a quantity that is normal given the variances,
/// averaged over them.
///
/// A t distribution is the normal one averaged over σ² given τ²/σ².
public struct NormalMixture: Sendable, Equatable {
  /// One component.
  public struct Component: Sendable, Equatable {
    /// Its share; all shares sum to 1.
    public var weight: Double
    /// Its mean.
    public var mean: Double
    /// Its scale, for a normal distribution the standard deviation; 0 for a point.
    public var deviation: Double
    /// The degrees of freedom of a t distribution; infinite for a normal one.
    public var degreesOfFreedom: Double

    /// Makes a component.
    public init(
      weight: Double, mean: Double, deviation: Double, degreesOfFreedom: Double = .infinity
    ) {
      self.weight = weight
      self.mean = mean
      self.deviation = deviation
      self.degreesOfFreedom = degreesOfFreedom
    }

    /// Its variance: infinite for a t distribution with 2 degrees of freedom or fewer.
    var variance: Double {
      guard degreesOfFreedom.isFinite else { return deviation * deviation }
      guard degreesOfFreedom > 2 else { return .infinity }
      return deviation * deviation * degreesOfFreedom / (degreesOfFreedom - 2)
    }
  }

  /// The components.
  public let components: [Component]

  /// Makes a mixture; components whose share is nil are left out.
  public init(_ components: [Component]) { self.components = components }

  /// The mean.
  public var mean: Double { components.reduce(0) { $0 + $1.weight * $1.mean } }

  /// The standard deviation: within the components and between them.
  public var standardDeviation: Double {
    let centre = mean
    return components.reduce(0) {
      let distance = $1.mean - centre
      return $0 + $1.weight * ($1.variance + distance * distance)
    }.squareRoot()
  }

  /// P(X ≤ x).
  public func cdf(_ x: Double) -> Double {
    components.reduce(0) { total, component in
      guard component.deviation > 0 else {
        return total + (component.mean <= x ? component.weight : 0)
      }
      let z = (x - component.mean) / component.deviation
      return total + component.weight
        * StandardT.cdf(z, degreesOfFreedom: component.degreesOfFreedom)
    }
  }

  /// The density at x.
  public func density(_ x: Double) -> Double {
    components.reduce(0) { total, component in
      let z = (x - component.mean) / component.deviation
      return total + component.weight / component.deviation
        * .exp(StandardT.logDensity(z, degreesOfFreedom: component.degreesOfFreedom))
    }
  }

  /// The x with P(X ≤ x) = p.
  ///
  /// - Throws: `NumericalError` where the search for it fails.
  public func quantile(_ p: Double) throws(NumericalError) -> Double {
    // The widest components bound the quantile only far out; the bulk of the mixture nearly always holds it.
    let bulk = components.filter { $0.weight > 1e-6 }
    var lower = bulk.map { $0.mean - 4 * $0.deviation }.min() ?? 0
    var upper = bulk.map { $0.mean + 4 * $0.deviation }.max() ?? 0
    var width = max(upper - lower, 1e-300)
    while cdf(lower) > p {
      lower -= width
      width *= 2
    }
    width = max(upper - lower, 1e-300)
    while cdf(upper) < p {
      upper += width
      width *= 2
    }
    return try root(of: { cdf($0) - p }, in: lower...upper)
  }
}
