import ModelData

/// How a posterior is to be drawn.
public enum SamplerChoice: String, Sendable, CaseIterable, Codable {
  /// Exact independent draws where the model has them, else Gibbs.
  case auto
  /// The Gibbs sampler.
  case gibbs
  /// Exact independent draws.
  case exact
}

/// What a draws file holds beside the parameters.
public enum SavedQuantity: String, Sendable, CaseIterable, Codable {
  /// Every group's random effects.
  case effects
  /// Every row's log likelihood.
  case logLikelihood = "log-likelihood"
  /// Every row's mean weight, for t errors of level 1, in `row_weights.csv`.
  case weights
}

/// Everything about a run that its user can choose.
public struct SamplingPlan: Sendable, Equatable {
  /// The chains, the draws and the seed.
  public var sampling: Sampling
  /// The chains to run, from 1; all of them unless one was asked for.
  public var chains: [Int]
  /// The sampler.
  public var sampler: SamplerChoice = .auto
  /// How many chains may run at once; the draws don't depend on it.
  public var threads = 1
  /// What is saved beside the parameters.
  public var saved: Set<SavedQuantity> = []
  /// Whether warm-up is saved, to files of its own.
  public var savesWarmup = false
  /// What is to be reached before the run ends, with more draws than planned if need be; nil for none.
  public var until: StoppingTargets?
  /// The seconds from one checkpoint to the next, at least.
  public var checkpointSeconds = 5.0
  /// The folder of the run.
  public var output: String
  /// Whether a run that is there may be replaced.
  public var overwrites = false

  /// Makes a plan for all chains.
  public init(sampling: Sampling, output: String) {
    self.sampling = sampling
    self.output = output
    chains = Array(1...max(1, sampling.chains))
  }
}
