import Distributions
import GSLNumerics
import GibbsEngine
import LikelihoodFits
import ModelData
import RealModule

/// What t errors add to a two-level model.
extension TwoLevelModel {
  /// ν and the weights given the rest, then their common scale with T; ν₁ and the weights of the rows;
  /// nothing for normal errors.
  var weightKernels: [any Kernel<TwoLevelState>] {
    effectWeightKernels
      + (studentRows.map {
        [
          RowWeightsGivenRest(
            rows: $0.rows, prior: $0.degreesOfFreedom, data: data, sigmaPrior: levelOnePrior)
        ]
      } ?? [])
  }

  private var effectWeightKernels: [any Kernel<TwoLevelState>] {
    guard let degreesOfFreedom else { return [] }
    let weights: any Kernel<TwoLevelState> =
      degreesOfFreedom.isEstimated
      ? DegreesOfFreedomGivenRest(prior: degreesOfFreedom) : WeightsGivenRest()
    return [weights, CommonScaleGivenRest(prior: covariancePrior)]
  }

  /// log p(w | ν) + log p(ν): w_j ~ gamma(ν/2, ν/2).
  func logWeightDensity(_ state: TwoLevelState) -> Double {
    guard let degreesOfFreedom else { return 0 }
    let sums = state.weightSums
    return degreesOfFreedom.logDensity(
      state.degreesOfFreedom, count: data.groupCount, logarithms: sums.logarithms,
      sum: sums.plain)
  }

  /// log p(w₁ | ν₁) + log p(ν₁), and ½ Σ log w_ij from the rows' variances σ²/w_ij.
  func logRowWeightDensity(_ state: TwoLevelState) -> Double {
    guard let studentRows, let errors = state.rowErrors else { return 0 }
    let sums = (0..<studentRows.rows.count).reduce(into: (logarithms: 0.0, plain: 0.0)) {
      $0.logarithms += .log(errors[$1])
      $0.plain += errors[$1]
    }
    return 0.5 * sums.logarithms
      + studentRows.degreesOfFreedom.logDensity(
        errors.degreesOfFreedom, count: studentRows.rows.count, logarithms: sums.logarithms,
        sum: sums.plain)
  }

  /// Draws the effects of a group that the data do not have: N(0, T), or t with ν degrees of freedom and
  /// scale matrix T.
  ///
  /// - Parameters:
  ///   - tau: T of a draw: q × q, positive semidefinite.
  ///   - degreesOfFreedom: ν of the same draw; infinite for normal effects.
  public static func newEffects(
    tau: Matrix, degreesOfFreedom nu: Double, using stream: inout RandomStream
  ) -> [Double] {
    let normals = (0..<tau.rowCount).map { _ in stream.normal() }
    let effects = VarianceParameters(tau: tau).tauRoot * normals
    guard nu.isFinite else { return effects }
    let logWeight = stream.logGamma(shape: 0.5 * nu) - .log(0.5 * nu)
    return effects.map { $0 * .exp(-0.5 * logWeight) }
  }
}

extension TwoLevelState {
  /// Σ log w_j and Σ w_j.
  var weightSums: (logarithms: Double, plain: Double) {
    (0..<effects.groupCount).reduce(into: (0, 0)) { sums, group in
      let weight = weight(of: group)
      sums.0 += .log(weight)
      sums.1 += weight
    }
  }
}

extension DegreesOfFreedom {
  /// log p(ν) + Σ log p(w | ν) with w ~ gamma(ν/2, ν/2), given Σ log w and Σ w.
  fileprivate func logDensity(
    _ nu: Double, count: Int, logarithms: Double, sum: Double
  ) -> Double {
    let prior = logDensity(nu)
    guard nu.isFinite else { return prior }
    let half = 0.5 * nu
    return prior + Double(count) * (half * .log(half) - GammaFunction.log(half))
      + (half - 1) * logarithms - half * sum
  }
}
