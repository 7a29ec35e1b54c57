import Distributions
import GSLNumerics
import GibbsEngine
import ModelData
import RealModule

/// The weights of the rows' t errors given the rest: w_ij | rest ~ gamma((ν₁ + 1)/2, (ν₁ + r_ij²/σ²)/2).
///
/// r_ij ~ N(0, σ²/w_ij) with w_ij ~ gamma(ν₁/2, ν₁/2) makes the errors t with ν₁ degrees of freedom and
/// scale σ. Before them ν₁ and σ², where they are estimated, are drawn with the weights integrated out,
///
///     p(ν₁, σ² | γ, u) ∝ p(ν₁) p(σ²) Π t_ν₁(r_ij; 0, σ²),
///
/// one given the other, by slices on their logarithms: given the weights they would hardly move. After
/// them the rows are reduced anew.
///
/// | symbol | in code | shape | unit |
/// |---|---|---|---|
/// | w_ij | `state.rowErrors.weights` | N, group after group | none |
/// | ν₁ | `state.rowErrors.degreesOfFreedom` | scalar | none |
/// | r_ij = y − Xγ − Zu | from `rows` | N; divided by √v where variances are known | y |
///
/// - Source: Seltzer, Novak, Choi & Lim (2002), J. Educational and Behavioral Statistics 27, 181–222.
public struct RowWeightsGivenRest: Kernel {
  /// The kernel's name.
  public static let name = "ν₁, σ², w₁ | rest"

  let rows: GroupedRows
  let prior: DegreesOfFreedom
  /// The data with all weights 1.
  let data: ReducedData
  /// The prior of σ²; nil where the variances are known.
  let sigmaPrior: LevelOnePrior?

  /// The weight of one row, by its place among the grouped rows.
  public func distribution(
    of row: Int, given state: TwoLevelState
  ) throws(NumericalError) -> Gamma {
    let nu = state.rowErrors?.degreesOfFreedom ?? .infinity
    let length = squaredLengths(state).lanes[row / 8][row % 8]
    return try Gamma(shape: 0.5 * (nu + 1), rate: 0.5 * (nu + length))
  }

  /// log p(ν₁ | γ, u, σ²), up to a constant that does not depend on ν₁.
  public func logDensity(of nu: Double, given state: TwoLevelState) -> Double {
    prior.logDensity(of: nu, given: squaredLengths(state))
  }

  /// log p(log σ² | γ, u, ν₁), up to a constant.
  public func logDensity(ofLogSigmaSquared x: Double, given state: TwoLevelState) -> Double {
    logDensity(
      x, after: .log(state.sigmaSquared), squaredLengths(state),
      degreesOfFreedom: state.rowErrors?.degreesOfFreedom ?? .infinity)
  }

  /// The same from the lengths that belong to another σ².
  private func logDensity(
    _ x: Double, after current: Double, _ lengths: SquaredLengths, degreesOfFreedom nu: Double
  ) -> Double {
    let prior = sigmaPrior?.logDensity(.exp(x)) ?? 0
    return prior + x - 0.5 * Double(rows.count) * x
      + lengths.logDensity(degreesOfFreedom: nu, scale: .exp(current - x))
  }

  /// Draws σ² with the weights integrated out, and brings the lengths to its units.
  private func drawSigmaSquared(
    _ state: inout TwoLevelState, _ lengths: inout SquaredLengths, degreesOfFreedom nu: Double,
    using stream: inout RandomStream
  ) throws(NumericalError) {
    guard sigmaPrior != nil else { return }
    let current = Double.log(state.sigmaSquared)
    let slice = SliceStep(width: 5 / Double(rows.count).squareRoot())
    let x = try slice.draw(after: current, using: &stream) {
      logDensity($0, after: current, lengths, degreesOfFreedom: nu)
    }
    state.sigmaSquared = .exp(x)
    lengths.scale(by: .exp(current - x))
  }

  /// Draws ν₁, σ² and all weights, and reduces the rows with them.
  public func step(
    _ state: inout TwoLevelState, using stream: inout RandomStream
  ) throws(NumericalError) {
    guard var errors = state.rowErrors else { return }
    state.rowErrors = nil
    var lengths = squaredLengths(state, buffer: errors.takeWeights())
    errors.degreesOfFreedom = try prior.draw(
      after: errors.degreesOfFreedom, given: lengths, using: &stream)
    try drawSigmaSquared(
      &state, &lengths, degreesOfFreedom: errors.degreesOfFreedom, using: &stream)
    // Once more, since each holds the other back.
    if prior.isEstimated, sigmaPrior != nil {
      errors.degreesOfFreedom = try prior.draw(
        after: errors.degreesOfFreedom, given: lengths, using: &stream)
    }
    errors.means.add(lengths, degreesOfFreedom: errors.degreesOfFreedom)
    lengths.draw(degreesOfFreedom: errors.degreesOfFreedom, using: &stream)
    let reduced = errors.reduce(rows, weights: lengths.lanes, original: data)
    state.statistics = EffectStatistics(
      reduced, gamma: state.gamma, effects: state.effects, weights: state.weights)
    state.rowErrors = errors
  }

  /// r_ij²/σ² of all rows, in a buffer that is used again.
  private func squaredLengths(
    _ state: TwoLevelState, buffer: [SIMD8<Double>]? = nil
  ) -> SquaredLengths {
    var lanes = buffer ?? Array(repeating: .zero, count: (rows.count + 7) / 8)
    lanes.withUnsafeMutableBytes { bytes in
      let residuals = bytes.bindMemory(to: Double.self)
      rows.takeResiduals(gamma: state.gamma, into: residuals) { k, group in
        state.effects.value(k, of: group)
      }
      for row in 0..<rows.count {
        residuals[row] = residuals[row] * residuals[row] / state.sigmaSquared
      }
      for row in rows.count..<residuals.count { residuals[row] = 0 }
    }
    return SquaredLengths(lanes: lanes, count: rows.count, dimension: 1)
  }
}
