import GSLNumerics

/// The linear map between a group's effects as the model has them, u, and those that fits are searched with,
/// u* = Uu.
///
/// U is chosen such that the groups' mean of Z*'Z* is the identity, with Z* = ZU⁻¹: neither the
/// units of Z's columns nor their distance from zero cost digits, and T* = UTUᵀ stands in units of
/// σ². Uncorrelated effects stay so under a change of units only: there U is diagonal.
public struct EffectCoordinates: Sendable {
  /// U: q × q, upper triangular, without a zero on its diagonal.
  public let matrix: Matrix

  init(_ data: ReducedData, covariance: RandomTerm.Covariance) {
    let q = data.effectCount
    var triangle = RowTriangle(columns: q)
    for group in 0..<data.groupCount {
      let root = data.effectRoot(of: group)
      for i in 0..<q { triangle.add(root.row(i)) }
    }
    let scale = 1 / Double(data.groupCount).squareRoot()
    var matrix = scale * triangle.matrix
    for (k, length) in triangle.columnLengths.enumerated() {
      // A column that depends on others, or one of uncorrelated effects, keeps its direction.
      guard covariance == .diagonal || matrix[k, k] <= 1e-10 * scale * length else { continue }
      for i in 0..<q { matrix[i, k] = 0 }
      matrix[k, k] = length > 0 ? scale * length : 1
    }
    self.matrix = matrix
  }

  /// U⁻¹B: from columns of u* to those of u.
  public func original(columns: Matrix) -> Matrix {
    var result = columns
    for c in 0..<columns.columnCount {
      for i in (0..<matrix.rowCount).reversed() {
        for k in i + 1..<max(matrix.rowCount, i + 1) {
          result[i, c] -= matrix[i, k] * result[k, c]
        }
        result[i, c] /= matrix[i, i]
      }
    }
    return result
  }

  /// U⁻¹SU⁻ᵀ: from a symmetric matrix of the kind of T* to one of the kind of T.
  public func original(symmetric: Matrix) -> Matrix {
    let result = original(columns: original(columns: symmetric).transposed)
    return 0.5 * (result + result.transposed)
  }

  /// The lower triangular L with LLᵀ = T, from such a factor of T*: to all digits where T itself, as
  /// rounded, would not have them.
  public func original(root: Matrix) -> Matrix {
    var triangle = RowTriangle(columns: root.rowCount)
    let columns = original(columns: root)
    for k in 0..<columns.columnCount { triangle.add(columns.column(k)) }
    return triangle.matrix.transposed
  }
}

extension ReducedData {
  /// The same data with effects in standard coordinates, and these.
  ///
  /// R_jU⁻¹ is triangular as R_j is, so that G_j and g_j stay as they are.
  public func standardisingEffects(
    _ covariance: RandomTerm.Covariance
  ) -> (data: ReducedData, coordinates: EffectCoordinates) {
    let effects = EffectCoordinates(self, covariance: covariance)
    let root = effects.matrix
    var changed = lanes
    for block in 0..<blockCount {
      for i in 0..<effectCount {
        let row = block * blockLanes + rowStart(i) - i
        for k in i..<effectCount {
          for m in i..<k { changed[row + k] -= changed[row + m] * root[m, k] }
          changed[row + k] /= SIMD8(repeating: root[k, k])
        }
      }
    }
    let standard = ReducedData(self, pooled: pooled, coordinates: coordinates, lanes: changed)
    return (standard, effects)
  }
}
