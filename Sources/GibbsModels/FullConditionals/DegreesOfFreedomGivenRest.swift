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
    return logDensity(nu, SquaredLengths(state.effects, tau: state.tau, buffer: buffer))
  }

  /// Draws ν, then all weights.
  public func step(
    _ state: inout TwoLevelState, using stream: inout RandomStream
  ) throws(NumericalError) {
    var drawn = state.degreesOfFreedom
    var failure: NumericalError?
    state.updateWeights { lengths, current in
      do throws(NumericalError) {
        drawn = try draw(after: current, lengths, using: &stream)
      } catch { failure = error }
      lengths.draw(degreesOfFreedom: drawn, using: &stream)
    }
    if let failure { throw failure }
    state.degreesOfFreedom = drawn
  }

  private func draw(
    after current: Double, _ lengths: SquaredLengths, using stream: inout RandomStream
  ) throws(NumericalError) -> Double {
    switch prior {
    case .fixed(let value): return value
    case .grid(let values):
      let logs = values.map { logDensity($0, lengths) }
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
          logDensity(.exp($0), lengths) + $0
        })
    }
  }

  private func logDensity(_ nu: Double, _ lengths: SquaredLengths) -> Double {
    let prior = prior.logDensity(nu)
    return prior.isFinite ? prior + lengths.logDensity(degreesOfFreedom: nu) : prior
  }
}

extension SquaredLengths {
  /// Σ_j log t_ν(u_j; 0, T) without −½ J log |T|.
  func logDensity(degreesOfFreedom nu: Double) -> Double {
    let q = Double(effectCount)
    let constants =
      Double(groupCount) * StandardT.logNormalizer(degreesOfFreedom: nu, dimension: effectCount)
    guard nu.isFinite else {
      return constants - 0.5 * lanes.reduce(SIMD8<Double>.zero, +).sum()
    }
    // Empty lanes have length 0 and bring log 1.
    var product = 0.0
    for block in lanes {
      for lane in 0..<8 { product += .log(onePlus: block[lane] / nu) }
    }
    return constants - 0.5 * (nu + q) * product
  }
}
