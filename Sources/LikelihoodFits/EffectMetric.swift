import GSLNumerics
import ModelData
import RealModule

/// A scale for T that does not depend on the units or the origin of the predictors.
///
/// With M = U Uᵀ the mean of the groups' information Z'Z/σ², T stands as U'TU: variances in multiples
/// of the sampling variance of a typical group. For uncorrelated effects only M's diagonal counts.
struct EffectMetric {
  /// U: lower triangular, q × q.
  private let root: CholeskyFactor

  /// Takes the scale from the groups; a singular M gives way to its diagonal.
  init(_ data: ReducedData, covariance: RandomTerm.Covariance, sigmaSquared: Double) {
    let sums = data.effectCrossProducts
    let scaled = 1 / (Double(data.groupCount) * sigmaSquared) * sums
    let diagonal = Matrix(diagonal: scaled.diagonal.map { $0 > 0 ? $0 : 1 })
    let full = covariance == .unstructured ? try? CholeskyFactor(scaled) : nil
    root =
      full ?? CholeskyFactor(lower: Matrix(diagonal: diagonal.diagonal.map { $0.squareRoot() }))
  }

  /// T = 1 in this scale, diagonal.
  var start: Matrix { Matrix(diagonal: root.matrix.diagonal.map { 1 / $0 }) }

  /// The square roots of M⁻¹'s diagonal.
  var typicalErrors: [Double] { root.inverse.diagonal.map { $0.squareRoot() } }

  /// U'TU.
  func scaled(_ tau: Matrix) -> Matrix { root.lower.transposed * tau * root.lower }

  /// The part of −S with eigenvalues above 0 in this scale, for a gradient S with respect to T.
  func negativePart(ofGradient gradient: Matrix) throws(NumericalError) -> Matrix {
    let inverse = root.solveLower(.identity(root.order))
    let eigen = try SymmetricEigen(inverse * gradient * inverse.transposed)
    let vectors = root.lower * eigen.vectors
    let clipped = Matrix(diagonal: eigen.values.map { max(0, -$0) })
    return vectors * clipped * vectors.transposed
  }

  /// U⁻ᵀ A: from columns in this scale to those of T.
  func unscaled(columns: Matrix) -> Matrix { root.solveUpper(columns) }
}

extension ReducedData {
  /// The standard error of each effect's own estimate in a typical group, one whose information Z'Z/σ²
  /// is the groups' mean: q, in the effects' units, with σ² from the residuals that the Z_j leave.
  public var typicalErrors: [Double] {
    EffectMetric(self, covariance: .unstructured, sigmaSquared: startSigmaSquared).typicalErrors
  }

  /// Σ Z_j'Z_j: q × q.
  public var effectCrossProducts: Matrix {
    let q = effectCount
    var sums = Array(repeating: SIMD8<Double>.zero, count: q * q)
    for block in 0..<blockCount {
      for i in 0..<q {
        let row = block * blockLanes + rowStart(i)
        for k in i..<q {
          for m in i...k { sums[k * q + m] += lanes[row + k - i] * lanes[row + m - i] }
        }
      }
    }
    var result = Matrix(rows: q, columns: q)
    for k in 0..<q {
      for m in 0...k {
        result[k, m] = sums[k * q + m].sum()
        result[m, k] = result[k, m]
      }
    }
    return result
  }
}
