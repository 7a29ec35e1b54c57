import GSLNumerics
import LikelihoodFits
import ModelData

extension TwoLevelState {
  /// What T and σ² leave to know of γ, and their likelihood.
  struct Evaluation: Sendable, Equatable, Codable {
    /// The T that it belongs to.
    private(set) var tau: Matrix
    /// The σ² that it belongs to.
    private(set) var sigmaSquared: Double
    /// L with L Lᵀ = T; a column is zero where T lacks rank.
    private(set) var root: Matrix
    /// The lower triangle, by rows, of (X, y)' V⁻¹ (X, y).
    private(set) var triangle: [Double]
    /// The triangle, with γ's prior added, as `PackedTriangle` factorises it: D⁻¹ = M M' and M⁻¹b.
    private(set) var factor: [Double]
    /// log |V|.
    private(set) var logDeterminant = 0.0
    /// The θ that it belongs to, beside the state's proposal; nil where it has yet to be found.
    var point: WeighedPoint?

    /// Room for an evaluation.
    init(effects q: Int, coefficients f: Int) {
      tau = Matrix(rows: q, columns: q)
      root = tau
      sigmaSquared = 0
      triangle = [Double](short: (f + 1) * (f + 2) / 2, of: 0)
      factor = triangle
    }

    /// Evaluates at T and σ², in the room of the last evaluation.
    ///
    /// - Parameters:
    ///   - weights: those of groups where effects are t; nil: all 1.
    ///   - rows: those of t errors of level 1, whose data stand for the likelihood's.
    /// - Throws: `NumericalError.notPositiveDefinite` where γ has no distribution.
    mutating func evaluate(
      _ likelihood: MarginalLikelihood, prior: CoefficientPrior?, tau: Matrix,
      sigmaSquared: Double, weights: [SIMD8<Double>]?, rows: RowErrors?
    ) throws(NumericalError) {
      self.tau.take(tau)
      self.sigmaSquared = sigmaSquared
      root.elements.withUnsafeMutableBufferPointer { root in
        if let root = root.baseAddress { VarianceParameters.factorise(tau, into: root) }
      }
      try evaluateRoot(likelihood, prior: prior, weights: weights, rows: rows)
    }

    /// Evaluates at a θ whose standard deviations are not below 0.
    mutating func evaluate(
      _ likelihood: MarginalLikelihood, prior: CoefficientPrior?, theta: [Double],
      coordinates: VarianceVector, weights: [SIMD8<Double>]?, rows: RowErrors?
    ) throws(NumericalError) {
      coordinates.take(theta, root: &root, tau: &tau)
      sigmaSquared = coordinates.sigmaSquared(theta)
      try evaluateRoot(likelihood, prior: prior, weights: weights, rows: rows)
    }

    /// Evaluates at the root and σ² that stand here.
    private mutating func evaluateRoot(
      _ likelihood: MarginalLikelihood, prior: CoefficientPrior?, weights: [SIMD8<Double>]?,
      rows: RowErrors?
    ) throws(NumericalError) {
      point = nil
      logDeterminant = root.elements.withUnsafeBufferPointer { root in
        triangle.withUnsafeMutableBufferPointer { triangle in
          guard let root = root.baseAddress, let triangle = triangle.baseAddress else { return 0 }
          // Without weights of rows the likelihood serves as it stands, and is not copied.
          guard let data = rows?.data else {
            return likelihood.accumulate(
              tauRoot: root, sigmaSquared: sigmaSquared, weights: weights, into: triangle)
          }
          return likelihood.reweighted(data).accumulate(
            tauRoot: root, sigmaSquared: sigmaSquared, weights: weights, into: triangle)
        }
      }
      try factorise(prior, order: likelihood.data.coefficientCount)
    }

    private mutating func factorise(
      _ prior: CoefficientPrior?, order f: Int
    ) throws(NumericalError) {
      let failure = factor.withUnsafeMutableBufferPointer { factor -> NumericalError? in
        guard let start = factor.baseAddress else { return nil }
        for place in factor.indices { factor[place] = triangle[place] }
        prior?.add(to: start)
        do throws(NumericalError) {
          try PackedTriangle.factorise(start, order: f, rows: f + 1)
          return nil
        } catch { return error }
      }
      if let failure { throw failure }
    }

    /// log |V| + log |X'V⁻¹X + prior precision| + the quadratic form.
    func deviance(coefficients f: Int) -> Double {
      factor.withUnsafeBufferPointer { factor in
        guard let start = factor.baseAddress else { return logDeterminant }
        let last = start + f * (f + 1) / 2
        var quadratic = last[f]
        for k in 0..<f { quadratic -= last[k] * last[k] }
        return logDeterminant + PackedTriangle.logDeterminant(start, order: f) + quadratic
      }
    }
  }

  /// Whether the state carries the evaluation at its T and σ².
  var isEvaluated: Bool { evaluation?.sigmaSquared == sigmaSquared && evaluation?.tau == tau }

  /// Sees that the state carries the evaluation at its T and σ².
  mutating func evaluate(
    _ likelihood: MarginalLikelihood, prior: CoefficientPrior?
  ) throws(NumericalError) {
    if isEvaluated { return }
    // Taken out, so that it is changed in place.
    var evaluation =
      self.evaluation.take()
      ?? Evaluation(effects: tau.rowCount, coefficients: gamma.count)
    try evaluation.evaluate(
      likelihood, prior: prior, tau: tau, sigmaSquared: sigmaSquared, weights: weights,
      rows: rowErrors)
    self.evaluation = consume evaluation
  }
}
