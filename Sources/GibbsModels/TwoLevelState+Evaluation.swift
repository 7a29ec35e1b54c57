import GSLNumerics
import LikelihoodFits
import ModelData
import RealModule

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
    ///   - data: the data as the rows' weights have them; nil: those of the likelihood.
    /// - Throws: `NumericalError.notPositiveDefinite` where γ has no distribution.
    mutating func evaluate(
      _ likelihood: MarginalLikelihood, prior: CoefficientPrior?, tau: Matrix,
      sigmaSquared: Double, weights: [SIMD8<Double>]?, data: ReducedData?
    ) throws(NumericalError) {
      self.tau = tau
      self.sigmaSquared = sigmaSquared
      logDeterminant = root.elements.withUnsafeMutableBufferPointer { root in
        triangle.withUnsafeMutableBufferPointer { triangle in
          guard let root = root.baseAddress, let triangle = triangle.baseAddress else { return 0 }
          VarianceParameters.factorise(tau, into: root)
          func accumulate(by likelihood: MarginalLikelihood) -> Double {
            likelihood.accumulate(
              tauRoot: root, sigmaSquared: sigmaSquared, weights: weights, into: triangle)
          }
          // Without weights of rows the likelihood serves as it stands, and is not copied.
          guard let data else { return accumulate(by: likelihood) }
          return accumulate(by: MarginalLikelihood(data))
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
        let last = f * (f + 1) / 2
        var (result, quadratic) = (logDeterminant, factor[last + f])
        for k in 0..<f {
          // The diagonal holds reciprocals.
          result -= 2 * .log(factor[k * (k + 3) / 2])
          quadratic -= factor[last + k] * factor[last + k]
        }
        return result + quadratic
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
    var evaluation = evaluation ?? Evaluation(effects: tau.rowCount, coefficients: gamma.count)
    // Given away, so that it is changed in place.
    self.evaluation = nil
    try evaluation.evaluate(
      likelihood, prior: prior, tau: tau, sigmaSquared: sigmaSquared, weights: weights,
      data: rowErrors?.data)
    self.evaluation = evaluation
  }
}
