import Distributions
import GSLNumerics
import GibbsEngine
import LikelihoodFits

/// The weights of t effects given the rest: w_j | rest ~ gamma((ν + q)/2, (ν + u_j'T⁻¹u_j)/2).
///
/// u_j ~ N(0, T/w_j) with w_j ~ gamma(ν/2, ν/2) makes u_j multivariate t with ν degrees of freedom and
/// scale matrix T. A group whose effects lie far out has a weight below 1 and pulls less on T.
///
/// | symbol | in code | shape | unit |
/// |---|---|---|---|
/// | w_j | `state.weights`, a lane a group | J | none |
/// | ν | `state.degreesOfFreedom` | scalar | none |
///
/// - Source: Seltzer (1993), J. Educational Statistics 18, 207–235; Seltzer, Wong & Bryk (1996), J.
///   Educational and Behavioral Statistics 21, 131–167.
public struct WeightsGivenRest: Kernel {
  /// The kernel's name.
  public static let name = "w | rest"

  /// Makes the kernel, which looks at the state alone.
  public init() {}

  /// The weight of one group, given its effects.
  public func distribution(
    of group: Int, given state: TwoLevelState
  ) throws(NumericalError) -> Gamma {
    let u = state.effects[group]
    let length = dot(u, try CholeskyFactor(state.tau).solve(u))
    return try Gamma(
      shape: 0.5 * (state.degreesOfFreedom + Double(u.count)),
      rate: 0.5 * (state.degreesOfFreedom + length))
  }

  /// Draws all weights anew.
  public func step(
    _ state: inout TwoLevelState, using stream: inout RandomStream
  ) throws(NumericalError) {
    try state.updateWeights(prior: .fixed(state.degreesOfFreedom), using: &stream)
  }
}

/// The squared lengths of t errors in units of their scale, such as u_j'T⁻¹u_j of groups, which their weights
/// then replace lane by lane.
struct SquaredLengths {
  /// Eight errors to a lane; 0 in lanes beyond the last.
  private(set) var lanes: [SIMD8<Double>]
  /// The number of errors.
  let count: Int
  /// The dimension of each: q.
  let dimension: Int

  /// Takes lengths as they are.
  init(lanes: [SIMD8<Double>], count: Int, dimension: Int) {
    (self.lanes, self.count, self.dimension) = (lanes, count, dimension)
  }

  /// Takes the lengths of all groups' effects into a buffer that is used again.
  init(_ effects: GroupEffects, tau: Matrix, buffer: [SIMD8<Double>]) {
    self.init(lanes: buffer, count: effects.groupCount, dimension: effects.effectCount)
    effects.takeSquaredLengths(under: tau, into: &lanes)
  }

  /// Multiplies all lengths by a factor.
  mutating func scale(by factor: Double) {
    for block in lanes.indices { lanes[block] *= factor }
  }

  /// Draws w ~ gamma((ν + q)/2, (ν + length)/2) in the place of each length; 1 for infinite ν.
  mutating func draw(degreesOfFreedom nu: Double, using stream: inout RandomStream) {
    let shape = 0.5 * (nu + Double(dimension))
    for block in lanes.indices {
      var weights = SIMD8<Double>(repeating: 1)
      if nu.isFinite {
        let rates = 0.5 * (lanes[block] + nu)
        for lane in 0..<min(8, count - block * 8) {
          weights[lane] = stream.gamma(shape: shape) / rates[lane]
        }
      }
      lanes[block] = weights
    }
  }
}

extension TwoLevelState {
  /// Draws ν as its prior has it, then all weights; what depends on the weights follows.
  mutating func updateWeights(
    prior: DegreesOfFreedom, using stream: inout RandomStream
  ) throws(NumericalError) {
    guard let old = weights else { return }
    // Given away, so that their buffer is used again.
    weights = nil
    var lengths = SquaredLengths(effects, tau: tau, buffer: old)
    degreesOfFreedom = try prior.draw(after: degreesOfFreedom, given: lengths, using: &stream)
    weightMeans?.add(lengths, degreesOfFreedom: degreesOfFreedom)
    lengths.draw(degreesOfFreedom: degreesOfFreedom, using: &stream)
    weights = lengths.lanes
    statistics?.squares = effects.sumOfSquares(weights: lengths.lanes)
  }
}

extension GroupEffects {
  /// Writes u_j'T⁻¹u_j of every group, as ‖L⁻¹u_j‖² with LLᵀ = T.
  ///
  /// In a direction in which T is 0 there are no effects, and nothing is added.
  func takeSquaredLengths(under tau: Matrix, into lengths: inout [SIMD8<Double>]) {
    let q = effectCount
    let root = VarianceParameters(tau: tau).tauRoot
    let inverse = root.diagonal.map { $0 > 0 ? 1 / $0 : 0 }
    withUnsafeTemporaryAllocation(of: SIMD8<Double>.self, capacity: q) { z in
      for block in lengths.indices {
        var length = SIMD8<Double>.zero
        for i in 0..<q {
          var value = lanes[block * q + i]
          for k in 0..<i { value -= root[i, k] * z[k] }
          z[i] = value * inverse[i]
          length += z[i] * z[i]
        }
        lengths[block] = length
      }
    }
  }
}
