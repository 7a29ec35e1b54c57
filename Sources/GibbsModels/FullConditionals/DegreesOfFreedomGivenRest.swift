import GSLNumerics
import GibbsEngine
import RealModule

/// ν and the weights of t effects given the rest: ν with the weights integrated out, then the weights.
///
///     p(ν | u, T) ∝ p(ν) Π_j t_ν(u_j; 0, T)
///
/// On a grid ν is drawn from its probabilities; else by a slice on log ν, whose Jacobian is ν. Given the
/// weights ν would hardly move, since they carry its mark; without them its steps are several times as long.
///
/// | symbol | in code | shape | unit |
/// |---|---|---|---|
/// | ν | `state.degreesOfFreedom` | scalar, infinite for normal effects | none |
/// | w_j | `state.weights`, a lane a group | J | none |
///
/// - Source: Liu, Wong & Kong (1994), Biometrika 81, 27–40, for leaving variables out of a step;
///   Neal (2003) for the slice.
public struct DegreesOfFreedomGivenRest: Kernel {
  /// The kernel's name.
  public static let name = "ν, w | rest"

  let prior: DegreesOfFreedom

  /// log p(ν | u, T), up to a constant that does not depend on ν.
  public func logDensity(of nu: Double, given state: TwoLevelState) -> Double {
    let buffer = Array(repeating: SIMD8<Double>.zero, count: state.effects.blockCount)
    return prior.logDensity(
      of: nu, given: SquaredLengths(state.effects, tau: state.tau, buffer: buffer))
  }

  /// Draws ν, then all weights.
  public func step(
    _ state: inout TwoLevelState, using stream: inout RandomStream
  ) throws(NumericalError) {
    try state.updateWeights(prior: prior, using: &stream)
  }
}

extension DegreesOfFreedom {
  /// Draws ν given the lengths of t errors, their weights integrated out: on a grid from its
  /// probabilities, else by a slice on log ν.
  func draw(
    after current: Double, given lengths: SquaredLengths, using stream: inout RandomStream
  ) throws(NumericalError) -> Double {
    switch self {
    case .fixed(let value): return value
    case .grid(let values):
      let logs = values.map { logDensity(of: $0, given: lengths) }
      let largest = logs.max() ?? 0
      let shares = logs.map { Double.exp($0 - largest) }
      var level = stream.uniform() * shares.reduce(0, +)
      for (value, share) in zip(values, shares) {
        level -= share
        if level < 0 { return value }
      }
      return values[values.count - 1]
    case .gamma, .uniformReciprocal:
      return .exp(
        try SliceStep(width: 1.5).draw(after: .log(current), using: &stream) {
          logDensity(of: .exp($0), given: lengths) + $0
        })
    }
  }

  /// log p(ν) Π t_ν(error), up to a constant that does not depend on ν.
  func logDensity(of nu: Double, given lengths: SquaredLengths) -> Double {
    let prior = logDensity(nu)
    return prior.isFinite ? prior + lengths.logDensity(degreesOfFreedom: nu) : prior
  }
}

extension SquaredLengths {
  /// Σ log t_ν(error) without the determinants of their scales.
  ///
  /// - Parameter scale: by which all lengths are multiplied.
  func logDensity(degreesOfFreedom nu: Double, scale: Double = 1) -> Double {
    let q = Double(dimension)
    let constants =
      Double(count) * StandardT.logNormalizer(degreesOfFreedom: nu, dimension: dimension)
    guard nu.isFinite else {
      return constants - 0.5 * scale * lanes.reduce(SIMD8<Double>.zero, +).sum()
    }
    // Empty lanes have length 0 and bring log 1.
    var product = 0.0
    for block in lanes {
      for lane in 0..<8 { product += .log(onePlus: scale * block[lane] / nu) }
    }
    return constants - 0.5 * (nu + q) * product
  }
}
