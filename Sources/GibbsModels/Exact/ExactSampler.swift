import GSLNumerics
import GibbsEngine

extension TwoLevelModel {
  /// Whether the posterior can be drawn exactly: one normal effect a group, and known variances or
  /// priors with which σ² can be integrated out.
  public var isExact: Bool {
    data.effectCount == 1 && degreesOfFreedom == nil && studentRows == nil
      && (levelOnePrior == nil || RatioDensity(self) != nil)
  }
}

/// Independent draws of a two-level posterior: the variances from their own distribution, then γ and
/// u given them.
public struct ExactSampler: GibbsModel {
  /// How the variances are drawn.
  public enum Variances: Sendable {
    /// τ alone, the rows' variances known.
    case knownVariances(TauGivenData)
    /// τ² and σ².
    case estimatedVariance(RatioAndSigmaSquaredGivenData)
  }

  /// The posterior.
  public let model: TwoLevelModel
  /// The posterior of the variances.
  public let variances: Variances

  /// Tabulates the posterior of the variances.
  ///
  /// - Throws: `NumericalError` where the density cannot be evaluated, or where the model is not one
  ///   of those that `isExact` names.
  public init(_ model: TwoLevelModel) throws(NumericalError) {
    self.model = model
    variances =
      model.levelOnePrior == nil
      ? .knownVariances(try TauGivenData(model))
      : .estimatedVariance(try RatioAndSigmaSquaredGivenData(model))
  }

  /// One iteration.
  public var sweep: Sweep<TwoLevelState> {
    switch variances {
    case .knownVariances(let kernel): Sweep(kernel, model.blockKernel)
    case .estimatedVariance(let kernel): Sweep(kernel, model.blockKernel)
    }
  }

  /// A start value of its own for each chain.
  public func initialState(
    using stream: inout RandomStream
  ) throws(NumericalError) -> TwoLevelState {
    model.dispersedState(using: &stream)
  }

  /// log p(y, γ, u, T, σ²), up to a constant.
  public func logJoint(_ state: TwoLevelState) throws(NumericalError) -> Double {
    try model.logJoint(state)
  }
}
