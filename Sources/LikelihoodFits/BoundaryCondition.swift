import GSLNumerics
import RealModule

/// A way in which T̂ lies on the edge of the parameter space.
public enum BoundaryCondition: Sendable, Equatable {
  /// The variance of this effect is 0.
  case zeroVariance(effect: Int)
  /// The correlation of these two effects is 1, or −1.
  case perfectCorrelation(effect: Int, with: Int, sign: Int)
  /// The effects are linearly dependent, though no two of them are perfectly correlated.
  case dependentEffects(rank: Int)

  /// The condition in words.
  ///
  /// - Parameter labels: the effects' labels, in their order.
  public func words(labels: [String]) -> String {
    switch self {
    case .zeroVariance(let effect):
      "the variance of \(labels[effect]) is estimated at 0"
    case .perfectCorrelation(let effect, let other, let sign):
      "the correlation of \(labels[effect]) and \(labels[other]) is estimated at \(sign < 0 ? "−1" : "1")"
    case .dependentEffects(let rank):
      "the \(labels.count) effects are estimated to move together in \(rank) "
        + (rank == 1 ? "direction" : "directions") + " only"
    }
  }
}

extension LikelihoodFit {
  /// What is on the edge when T̂ is: zero variances and perfect correlations; empty inside.
  public var boundaryConditions: [BoundaryCondition] {
    guard course.boundary else { return [] }
    let tau = parameters.tau
    let order = tau.rowCount
    let scale = data.effectCrossProducts.diagonal
    let sizes = (0..<order).map { tau[$0, $0] * scale[$0] }
    let least = 1e-9 * (sizes.max() ?? 0)
    let zero = (0..<order).filter { sizes[$0] <= least }
    var result = zero.map { BoundaryCondition.zeroVariance(effect: $0) }
    for k in 0..<order where !zero.contains(k) {
      for i in 0..<k where !zero.contains(i) {
        let correlation = tau[k, i] / (tau[k, k] * tau[i, i]).squareRoot()
        guard abs(correlation) > 1 - 1e-7 else { continue }
        result.append(
          .perfectCorrelation(effect: i, with: k, sign: correlation < 0 ? -1 : 1))
      }
    }
    return result.isEmpty ? [.dependentEffects(rank: course.rank)] : result
  }

  /// The correlations of the effects; nil where a variance is 0, or the data cannot tell what it is made of.
  public var tauCorrelations: [[Double?]] {
    let tau = parameters.tau
    return (0..<tau.rowCount).map { i in
      (0..<tau.rowCount).map { k in
        let product = tau[i, i] * tau[k, k]
        guard product > 0, identification.identifies(i, k), identification.identifies(i, i),
          identification.identifies(k, k)
        else { return nil }
        return i == k ? 1 : max(-1, min(1, tau[i, k] / product.squareRoot()))
      }
    }
  }
}
