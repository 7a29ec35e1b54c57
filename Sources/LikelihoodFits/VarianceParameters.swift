import GSLNumerics
import ModelData

/// The variance parameters of a two-level model.
public struct VarianceParameters: Sendable, Equatable {
  /// T: q × q, positive semidefinite.
  public var tau: Matrix
  /// σ²; 1 where the rows' variances are known and were divided out.
  public var sigmaSquared: Double

  /// Makes variance parameters.
  public init(tau: Matrix, sigmaSquared: Double = 1) {
    self.tau = tau
    self.sigmaSquared = sigmaSquared
  }

  /// The lower triangular L with LLᵀ = T, for positive semidefinite T: a column is zero where T
  /// lacks rank.
  public var tauRoot: Matrix {
    var root = Matrix(rows: tau.rowCount, columns: tau.rowCount)
    root.elements.withUnsafeMutableBufferPointer { buffer in
      if let start = buffer.baseAddress { Self.factorise(tau, into: start) }
    }
    return root
  }

  /// Writes L, by columns, into a buffer of q × q.
  public static func factorise(_ tau: Matrix, into root: UnsafeMutablePointer<Double>) {
    let order = tau.rowCount
    root.update(repeating: 0, count: order * order)
    for j in 0..<order {
      var pivot = tau[j, j]
      for k in 0..<j { pivot -= root[k * order + j] * root[k * order + j] }
      guard pivot > 1e-14 * tau[j, j] else { continue }
      let length = pivot.squareRoot()
      root[j * order + j] = length
      for i in j + 1..<max(order, j + 1) {
        var rest = tau[i, j]
        for k in 0..<j { rest -= root[k * order + i] * root[k * order + j] }
        root[j * order + i] = rest / length
      }
    }
  }
}

extension VarianceParameters {
  /// Start values: σ² from the residuals that the Z_j leave, T as large as the sampling variance of a
  /// typical group's coefficients.
  public init(startFor data: ReducedData, covariance: RandomTerm.Covariance = .unstructured) {
    let sigmaSquared = data.startSigmaSquared
    let metric = EffectMetric(data, covariance: covariance, sigmaSquared: sigmaSquared)
    self.init(tau: metric.start, sigmaSquared: sigmaSquared)
  }
}
