import Distributions
import GSLNumerics
import GibbsEngine
import ModelData
import RealModule

/// Interweaving: (u, T) → (αu, αTαᵀ) with α a q × q matrix, so that T moves along with the effects.
///
/// u'T⁻¹u does not change, nor do the weights of t effects, and given the rest the data are a regression on α:
///
///     p(α | rest) ∝ exp(−½ Σⱼ‖ρⱼ − Rⱼαuⱼ‖²/σ²) p(αTαᵀ) |det α|
///
/// For p(T) ∝ |T|^(−½) that is exactly normal in vec(α); otherwise p(αTαᵀ) |det α| is a weight, under which a
/// level is drawn. A draw of the normal distribution is taken where its weight is above the level, else a point on an
/// ellipse: under priors flat on standard deviations the weight has no bound, and a Metropolis step would stick.
///
/// | symbol | in code | shape |
/// |---|---|---|
/// | α | drawn here, not kept | q × q |
///
/// - Source: Yu & Meng (2011), J. Computational and Graphical Statistics 20, 531–570; Liu & Wu (1999),
///   J. American Statistical Association 94, 1264–1274, for the group and its Haar measure; `EllipticalSlice`.
public struct AlphaGivenRest: Kernel {
  /// The kernel's name.
  public static let name = "α | rest"

  let data: ReducedData
  let prior: CovariancePrior
  /// Whether u follows, or only its statistics do, because u is drawn anew before it is used.
  var movesEffects = true

  /// The normal part of vec(α) given the rest, by columns.
  public func regression(
    given state: TwoLevelState
  ) throws(NumericalError) -> MultivariateNormal {
    let statistics = state.statistics(else: data)
    let scale = 1 / state.sigmaSquared
    return MultivariateNormal(
      linear: (scale * statistics.linear).elements,
      precision: try CholeskyFactor(scale * statistics.precision))
  }

  /// log of p(αTαᵀ) |det α|, up to a constant; −∞ where α has no inverse.
  public func logWeight(of alpha: Matrix, tau: Matrix) -> Double {
    var moved = tau
    moved.move(tau, by: alpha.elements)
    return logWeight(ofMoved: moved)
  }

  /// The same of αTαᵀ: |det α| is the root of its determinant, up to a constant.
  private func logWeight(ofMoved tau: Matrix) -> Double {
    guard let factor = try? CholeskyFactor(tau) else { return -.infinity }
    return prior.logDensity(factor) + 0.5 * factor.logDeterminant
  }

  /// Draws α and moves u and T with it.
  public func step(
    _ state: inout TwoLevelState, using stream: inout RandomStream
  ) throws(NumericalError) {
    let q = data.effectCount
    var statistics = state.takeStatistics(else: data)
    defer { state.statistics = statistics }
    let size = q * q
    let drawn = withUnsafeTemporaryAllocation(
      of: Double.self, capacity: (size + 1) * (size + 2) / 2
    ) { room -> [Double]? in
      guard let triangle = room.baseAddress else { return nil }
      statistics.takeRegression(sigmaSquared: state.sigmaSquared, into: triangle)
      // Where the effects have no information on some α, the move is left out.
      do { try PackedTriangle.factorise(triangle, order: size, rows: size + 1) } catch {
        return nil
      }
      return draw(triangle, tau: &state.tau, using: &stream)
    }
    guard let drawn else { return }
    let alpha = Matrix(rows: q, columns: q, columnMajor: drawn)
    statistics.scale(by: alpha)
    if movesEffects { state.effects.transform(by: alpha) }
  }

  /// vec(α), by which T is moved; nil where there is no other α above the level.
  ///
  /// - Parameter regression: M, with the precision M Mᵀ, and below it M⁻¹ times the linear part.
  private func draw(
    _ regression: UnsafePointer<Double>, tau: inout Matrix, using stream: inout RandomStream
  ) -> [Double]? {
    let start = tau
    let level = logWeight(ofMoved: start) - stream.exponential()
    func isAboveLevel(_ alpha: [Double]) -> Bool {
      tau.move(start, by: alpha)
      return logWeight(ofMoved: tau) > level
    }
    let alpha = normal(regression, using: &stream)
    if isAboveLevel(alpha) { return alpha }
    let ellipse = EllipticalSlice(
      mean: solved(regression) { 0 },
      current: Matrix.identity(data.effectCount).elements,
      other: normal(regression, using: &stream))
    if let found = ellipse.draw(using: &stream, isAboveLevel: isAboveLevel) { return found }
    tau = start
    return nil
  }

  /// A draw of the normal distribution of vec(α): M⁻ᵀ(M⁻¹b + noise).
  private func normal(
    _ regression: UnsafePointer<Double>, using stream: inout RandomStream
  ) -> [Double] {
    solved(regression) { stream.normal() }
  }

  /// M⁻ᵀ(M⁻¹b + addition), the addition asked for element by element.
  private func solved(
    _ regression: UnsafePointer<Double>, addition: () -> Double
  ) -> [Double] {
    let size = data.effectCount * data.effectCount
    let linear = regression + size * (size + 1) / 2
    var result = [Double](short: size, of: 0)
    result.withUnsafeMutableBufferPointer { result in
      guard let start = result.baseAddress else { return }
      for i in 0..<size { start[i] = linear[i] + addition() }
      PackedTriangle.solveTransposed(regression, order: size, start)
    }
    return result
  }
}

extension Matrix {
  /// Becomes αTαᵀ, exactly symmetric, α by columns.
  fileprivate mutating func move(_ tau: Matrix, by alpha: [Double]) {
    let q = tau.rowCount
    elements.withUnsafeMutableBufferPointer { moved in
      alpha.withUnsafeBufferPointer { alpha in
        tau.elements.withUnsafeBufferPointer { tau in
          for i in 0..<q {
            for k in 0..<i &+ 1 {
              var element = 0.0
              for m in 0..<q {
                var product = 0.0
                for l in 0..<q { product += tau[l &* q &+ m] * alpha[l &* q &+ k] }
                element += alpha[m &* q &+ i] * product
              }
              (moved[k &* q &+ i], moved[i &* q &+ k]) = (element, element)
            }
          }
        }
      }
    }
  }
}

/// Interweaving for uncorrelated effects: α diagonal, each element by a slice; any prior serves.
///
/// Given z_k = u_k/τ_k the data are a regression on τ_kz_k, so that τ_k and u_k move together along the
/// line on which `T | rest` cannot move:
///
///     p(α_k | rest) ∝ p(α_kτ_k) α_k exp(−½ Σⱼ‖ρⱼ − α_kRⱼuⱼₖ‖²/σ²) dα_k/α_k
///
/// with the part of the other effects in ρⱼ.
public struct AlphasGivenRest: Kernel {
  /// The kernel's name.
  public static let name = "α | rest"

  let data: ReducedData
  let priors: [DeviationPrior]
  /// Whether u follows, or only its statistics do, because u is drawn anew before it is used.
  var movesEffects = true

  /// The regression of the residuals on one effect's part Rⱼuⱼₖ: Σ‖Rⱼuⱼₖ‖²/σ² and Σ(Rⱼuⱼₖ)'ρⱼ/σ².
  public static func regression(
    _ statistics: EffectStatistics, effect k: Int, sigmaSquared: Double
  ) -> (precision: Double, linear: Double) {
    let q = statistics.squares.rowCount
    let place = k * q + k
    let precision = statistics.precision
    // The other effects stay as they are: their part of the regression is taken off.
    let others = (0..<q).filter { $0 != k }.reduce(0.0) { $0 + precision[place, $1 * q + $1] }
    return (
      precision[place, place] / sigmaSquared, (statistics.linear[k, k] - others) / sigmaSquared
    )
  }

  /// log p(log α_k | rest), up to a constant.
  public func logDensity(
    ofLogScale x: Double, effect k: Int, tau: Double,
    regression: (precision: Double, linear: Double)
  ) -> Double {
    let alpha = Double.exp(x)
    return priors[k].logDensity(alpha * tau) + x
      - 0.5 * alpha * (alpha * regression.precision - 2 * regression.linear)
  }

  /// Draws each α_k and moves u and T with it.
  public func step(
    _ state: inout TwoLevelState, using stream: inout RandomStream
  ) throws(NumericalError) {
    let q = data.effectCount
    var statistics = state.takeStatistics(else: data)
    var alpha = Matrix.identity(q)
    for k in 0..<q {
      let regression = Self.regression(statistics, effect: k, sigmaSquared: state.sigmaSquared)
      let tau = state.tau[k, k].squareRoot()
      // About the spread of log α: at least that of the regression, at most that of the prior.
      let width = min(2, 2 / max(regression.precision, 1e-300).squareRoot())
      let x = try SliceStep(width: width).draw(after: 0, using: &stream) {
        logDensity(ofLogScale: $0, effect: k, tau: tau, regression: regression)
      }
      var single = Matrix.identity(q)
      single[k, k] = .exp(x)
      alpha[k, k] = single[k, k]
      statistics.scale(by: single)
      state.tau[k, k] *= single[k, k] * single[k, k]
    }
    if movesEffects { state.effects.transform(by: alpha) }
    state.statistics = statistics
  }
}
