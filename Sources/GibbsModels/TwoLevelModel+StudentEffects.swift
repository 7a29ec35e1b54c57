import Distributions
import GSLNumerics
import GibbsEngine
import LikelihoodFits
import ModelData
import RealModule

/// What t effects add to a two-level model.
extension TwoLevelModel {
  /// ν and the weights given the rest, then their common scale with T; nothing for normal effects.
  var weightKernels: [any Kernel<TwoLevelState>] {
    guard let degreesOfFreedom else { return [] }
    let weights: any Kernel<TwoLevelState> =
      degreesOfFreedom.isEstimated
      ? DegreesOfFreedomGivenRest(prior: degreesOfFreedom) : WeightsGivenRest()
    return [weights, CommonScaleGivenRest(prior: covariancePrior)]
  }

  /// log p(w | ν) + log p(ν): w_j ~ gamma(ν/2, ν/2).
  func logWeightDensity(_ state: TwoLevelState) -> Double {
    guard let degreesOfFreedom else { return 0 }
    let nu = state.degreesOfFreedom
    let prior = degreesOfFreedom.logDensity(nu)
    guard nu.isFinite else { return prior }
    let sums = state.weightSums
    return prior
      + Double(data.groupCount) * (0.5 * nu * .log(0.5 * nu) - GammaFunction.log(0.5 * nu))
      + (0.5 * nu - 1) * sums.logarithms - 0.5 * nu * sums.plain
  }

  /// Draws the effects of a group that the data do not have: N(0, T), or t with ν degrees of freedom and
  /// scale matrix T.
  ///
  /// - Parameters:
  ///   - tau: T of a draw: q × q, positive semidefinite.
  ///   - degreesOfFreedom: ν of the same draw; infinite for normal effects.
  public func newEffects(
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
