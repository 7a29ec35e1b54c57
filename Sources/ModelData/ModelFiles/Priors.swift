/// The priors of a model file.
public struct Priors: Sendable, Equatable {
  /// The prior of T for each grouping factor.
  public var tau: ChoiceByName<VariancePrior>
  /// The prior of σ²; without effect where the level-1 variances are known.
  public var sigmaSquared: SigmaSquaredPrior
  /// The prior of each coefficient, by its label.
  public var gamma: ChoiceByName<FixedEffectPrior>
  /// The prior of ν where it is estimated.
  public var degreesOfFreedom: DegreesOfFreedomPrior

  /// Makes priors; without arguments the standard ones.
  public init(
    tau: ChoiceByName<VariancePrior> = ChoiceByName(), sigmaSquared: SigmaSquaredPrior = .standard,
    gamma: ChoiceByName<FixedEffectPrior> = ChoiceByName(),
    degreesOfFreedom: DegreesOfFreedomPrior = .standard
  ) {
    self.tau = tau
    self.sigmaSquared = sigmaSquared
    self.gamma = gamma
    self.degreesOfFreedom = degreesOfFreedom
  }
}
