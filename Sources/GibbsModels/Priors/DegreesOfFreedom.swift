import ModelData
import RealModule

/// What is known beforehand of ν, the degrees of freedom of t errors.
public enum DegreesOfFreedom: Sendable, Equatable {
  /// ν is given.
  case fixed(Double)
  /// ν is one of these, all equally likely; infinity is the normal distribution.
  case grid([Double])
  /// p(ν) ∝ ν^(shape − 1) exp(−rate ν) for ν > 1.
  case gamma(shape: Double, rate: Double)
  /// 1/ν is uniform between 0 and 1: p(ν) = ν⁻² for ν > 1.
  case uniformReciprocal

  /// Reads what a model file says of one level's errors; nil where they are normal, as they are with
  /// infinitely many degrees of freedom.
  public init?(_ errors: ErrorDistribution, prior: DegreesOfFreedomPrior) {
    switch (errors, prior) {
    case (.normal, _): return nil
    case (.t(let value), _): self = .fixed(value)
    case (.tGrid(let values), _), (.tEstimated, .grid(let values)):
      self = values.count == 1 ? .fixed(values[0]) : .grid(values)
    case (.tEstimated, .gamma(let shape, let rate)): self = .gamma(shape: shape, rate: rate)
    case (.tEstimated, .uniformReciprocal): self = .uniformReciprocal
    }
    if self == .fixed(.infinity) { return nil }
  }

  /// Whether ν is drawn.
  public var isEstimated: Bool {
    if case .fixed = self { return false }
    return true
  }

  /// Where chains start; 8 is neither normal nor far from it.
  var start: Double {
    switch self {
    case .fixed(let value): value
    case .grid(let values):
      values.min { abs(Double.log($0 / 8)) < abs(Double.log($1 / 8)) } ?? 8
    case .gamma, .uniformReciprocal: 8
    }
  }

  /// log p(ν), up to a constant; for a grid the logarithm of a probability.
  public func logDensity(_ nu: Double) -> Double {
    switch self {
    case .fixed(let value): nu == value ? 0 : -.infinity
    case .grid(let values): values.contains(nu) ? 0 : -.infinity
    case .gamma(let shape, let rate):
      nu > 1 ? (shape - 1) * .log(nu) - rate * nu : -.infinity
    case .uniformReciprocal: nu > 1 ? -2 * .log(nu) : -.infinity
    }
  }

  /// Whether ν has a posterior mean and standard deviation: as ν grows the likelihood tends to that
  /// of normal errors, so that the prior alone decides.
  public var hasMoments: Bool {
    switch self {
    case .fixed, .gamma: true
    case .grid(let values): values.allSatisfy(\.isFinite)
    case .uniformReciprocal: false
    }
  }
}
