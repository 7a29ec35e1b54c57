import GSLNumerics
import RealModule

/// The inverse Wishart distribution of q × q covariance matrices: T⁻¹ is Wishart(ν, S⁻¹).
///
///     p(T) = |S|^(ν/2) / (2^(νq/2) Γ_q(ν/2)) |T|^(−(ν + q + 1)/2) exp(−½ tr(S T⁻¹))
///
/// Its mean is S/(ν − q − 1) for ν > q + 1. For q = 1 it is the inverse gamma distribution with
/// shape ν/2 and scale S/2.
///
/// - Source: Gelman et al. (2013), Bayesian Data Analysis, 3rd ed., Appendix A, Table A.1.
public struct InverseWishart: Distribution {
  /// ν > q − 1.
  public let degreesOfFreedom: Double
  /// S: q × q, positive definite, in units of T.
  public let scale: Matrix
  /// L with S = LLᵀ.
  private let factor: CholeskyFactor

  /// Makes the distribution; ν must be above q − 1 and S positive definite.
  public init(degreesOfFreedom: Double, scale: Matrix) throws(NumericalError) {
    try require(
      degreesOfFreedom > Double(scale.rowCount) - 1 && degreesOfFreedom.isFinite,
      "degrees of freedom", degreesOfFreedom, of: "inverse Wishart")
    self.degreesOfFreedom = degreesOfFreedom
    self.scale = scale
    factor = try CholeskyFactor(scale)
  }

  /// q.
  public var order: Int { scale.rowCount }

  /// log p(T).
  public func logDensity(_ covariance: Matrix) -> Double {
    guard let covariance = try? CholeskyFactor(covariance) else { return -.infinity }
    let (q, nu) = (Double(order), degreesOfFreedom)
    // tr(S T⁻¹) is the sum of squares of C⁻¹L, where T = CCᵀ.
    let trace = (0..<order).reduce(0) {
      let column = covariance.solveLower(factor.lower.column($1))
      return $0 + dot(column, column)
    }
    return 0.5
      * (nu * factor.logDeterminant - (nu + q + 1) * covariance.logDeterminant - trace
        - nu * q * .log(2)) - GammaFunction.multivariateLog(nu / 2, dimension: order)
  }

  /// Draws T.
  ///
  /// With ν close to q − 1 a draw may be too nearly singular to be factorised again: keep
  /// `drawFactor(using:)` there.
  public func draw(using stream: inout RandomStream) -> Matrix {
    drawFactor(using: &stream).matrix
  }

  /// Draws the Cholesky factor of T.
  ///
  /// With U upper triangular, uᵢⱼ ~ N(0, 1) above the diagonal and uᵢᵢ² ~ χ²(ν − q + 1 + i) on it
  /// (i from 0), UUᵀ is Wishart(ν, I): Bartlett's decomposition with rows and columns in reverse.
  /// Then T = L (UUᵀ)⁻¹ Lᵀ = (L U⁻ᵀ)(L U⁻ᵀ)ᵀ, and L U⁻ᵀ is lower triangular. The reverse order
  /// matters: the inverse of a lower factor of T⁻¹ is not a lower factor of T.
  ///
  /// - Source: Muirhead (1982), Aspects of Multivariate Statistical Theory, Theorem 3.2.14.
  public func drawFactor(using stream: inout RandomStream) -> CholeskyFactor {
    let order = order
    var lower = factor.lower
    withUnsafeTemporaryAllocation(of: Double.self, capacity: order * order) { upper in
      for i in 0..<order {
        upper[i * order + i] = stream.chi(degreesOfFreedom - Double(order - 1 - i))
        for j in i + 1..<max(order, i + 1) { upper[i * order + j] = stream.normal() }
      }
      for row in 0..<order {
        for i in stride(from: row, through: 0, by: -1) {
          var value = lower[row, i]
          for k in i + 1..<max(row + 1, i + 1) { value -= upper[i * order + k] * lower[row, k] }
          lower[row, i] = value / upper[i * order + i]
        }
      }
    }
    return CholeskyFactor(lower: lower)
  }
}
