import Draws
import Foundation
import GibbsModels
import ModelData

/// What `run.json` holds: everything that was resolved before the draws, and how long they took.
public struct RunRecord: Codable, Sendable {
  /// Whether the run came to its end; until then draws, effects and what follows from them are missing.
  public var finished: Bool
  /// The version of the program.
  public var lindleyVersion: String
  /// What the program was built with.
  public var versions: SoftwareRecord
  /// What the analysis is called.
  public var title: String
  /// Where the data or the model come from.
  public var source: String?
  /// The model file and the model in its three forms.
  public var model: ModelRecord
  /// The data files and their digests.
  public var data: [DataRecord]
  /// The rows that were read, used and dropped.
  public var rows: RowRecord
  /// The ids of the groups of each grouping factor, in the order of the effects' indices.
  public var groups: [String: [String]]
  /// The priors as the model file writes them.
  public var priors: PriorRecord
  /// The distributions of each factor's effects and of `level-1`, as the model file writes them, where they are
  /// not normal.
  public var errors: [String: String]?
  /// The chains, the draws and the seed.
  public var sampling: SamplingRecord
  /// The variables of the draws files and their labels.
  public var variables: Variables
  /// The REML fit at which the chains start.
  public var reml: StartRecord
  /// Posterior summaries by quadrature, by variable, where the model has them.
  public var exact: [String: ExactRecord]?
  /// How the effects were summed up; nil where they come from integrals.
  public var effects: EffectRecord?
  /// Which moments exist.
  public var moments: MomentRecord
  /// When the run began and how long its parts took.
  public var timings: TimingRecord

  enum CodingKeys: String, CodingKey {
    case finished, versions, title, source, model, data, rows, groups, priors, errors, sampling,
      variables
    case reml, exact, effects, moments, timings
    case lindleyVersion = "lindley_version"
  }

  /// The model.
  public struct ModelRecord: Codable, Sendable {
    /// The model file.
    public var file: String
    /// The folder in which the program ran, from which the file's path is taken.
    public var workingDirectory: String
    /// The SHA-256 digest of the model file.
    public var sha256: String
    /// The formula.
    public var formula: String
    /// The equations by level.
    public var equations: [String]
    /// The combined equation.
    public var combined: String

    enum CodingKeys: String, CodingKey {
      case file, sha256, formula, equations, combined
      case workingDirectory = "working_directory"
    }
  }

  /// A data file.
  public struct DataRecord: Codable, Sendable {
    /// The file as the model file names it.
    public var file: String
    /// The SHA-256 digest of its bytes.
    public var sha256: String
  }

  /// The account of rows.
  public struct RowRecord: Codable, Sendable {
    /// Rows read.
    public var read: Int
    /// Rows used.
    public var used: Int
    /// Missing values by column.
    public var missing: [String: Int]
  }

  /// The priors.
  public struct PriorRecord: Codable, Sendable {
    /// The prior of T.
    public var tau: String
    /// The priors of γ.
    public var gamma: String
    /// The prior of σ²; absent where the variances are known.
    public var sigmaSquared: String?
    /// The prior of ν; absent where it is not estimated.
    public var degreesOfFreedom: String?

    enum CodingKeys: String, CodingKey {
      case tau = "T"
      case gamma
      case sigmaSquared = "sigma2"
      case degreesOfFreedom = "df"
    }
  }

  /// The plan of the chains.
  public struct SamplingRecord: Codable, Sendable {
    /// The number of chains in the model file or on the command line.
    public var chains: Int
    /// The chains of this run.
    public var chainIds: [Int]
    /// The iterations that each chain discarded.
    public var warmup: Int
    /// The draws that each chain kept.
    public var draws: Int
    /// The iterations for each draw.
    public var thin: Int
    /// The seed.
    public var seed: UInt64
    /// The sampler that was asked for.
    public var requested: SamplerChoice
    /// The sampler that drew.
    public var sampler: SamplerChoice
    /// Its steps.
    public var sweep: [String]
    /// What was saved beside the parameters.
    public var save: [SavedQuantity]
    /// Whether the warm-up was saved.
    public var saveWarmup: Bool
    /// How many chains could run at once.
    public var threads: Int
    /// The seconds from one checkpoint to the next.
    public var checkpointSeconds: Double
    /// What was to be reached before the run ended; nil where nothing was asked for.
    public var until: StoppingTargets?

    enum CodingKeys: String, CodingKey {
      case chains, warmup, draws, thin, seed, requested, sampler, sweep, save, threads, until
      case chainIds = "chain_ids"
      case saveWarmup = "save_warmup"
      case checkpointSeconds = "checkpoint_seconds"
    }
  }

  /// The REML fit.
  public struct StartRecord: Codable, Sendable {
    /// γ̂.
    public var gamma: [Double]
    /// T̂, by rows.
    public var tau: [[Double]]
    /// −2 log restricted likelihood.
    public var deviance: Double

    enum CodingKeys: String, CodingKey {
      case gamma
      case tau = "T"
      case deviance
    }
  }

  /// A posterior summary without Monte Carlo error.
  public struct ExactRecord: Codable, Sendable, Equatable {
    /// The mean; nil where it does not exist.
    public var mean: Double?
    /// The standard deviation; nil where it does not exist.
    public var sd: Double?
    /// The mode of the density, for variances.
    public var mode: Double?
    /// The quantiles by name: `q2.5`.
    public var quantiles: [String: Double]
    /// P(variable < 0).
    public var probabilityBelowZero: Double

    enum CodingKeys: String, CodingKey {
      case mean, sd, mode, quantiles
      case probabilityBelowZero = "probability_below_zero"
    }

    /// Encodes null for a moment that does not exist; the mode is left out where none was sought.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(mean, forKey: .mean)
      try container.encode(sd, forKey: .sd)
      try container.encodeIfPresent(mode, forKey: .mode)
      try container.encode(quantiles, forKey: .quantiles)
      try container.encode(probabilityBelowZero, forKey: .probabilityBelowZero)
    }
  }

  /// Which moments of the posterior exist.
  public struct MomentRecord: Codable, Sendable, Equatable {
    /// The mean of each coefficient of γ.
    public var gammaMean: [Bool]
    /// Its standard deviation.
    public var gammaSd: [Bool]
    /// The mean of each element of T, by columns.
    public var tauMean: [Bool]
    /// Its standard deviation.
    public var tauSd: [Bool]
    /// The mean of the effects of a group without rows.
    public var effectMean: Bool
    /// Their standard deviation.
    public var effectSd: Bool
    /// The mean and the standard deviation of ν and ν₁; nil where neither is estimated.
    public var degreesOfFreedom: Bool?

    enum CodingKeys: String, CodingKey {
      case gammaMean = "gamma_mean"
      case gammaSd = "gamma_sd"
      case tauMean = "T_mean"
      case tauSd = "T_sd"
      case effectMean = "effect_mean"
      case effectSd = "effect_sd"
      case degreesOfFreedom = "df"
    }

    /// Whether the mean and the standard deviation of a variable exist.
    public func exist(for variable: String) -> (mean: Bool, sd: Bool) {
      let name = VariableName(dotted: variable)
      switch (name.base, name.indices.count) {
      case ("gamma", 1):
        let place = name.indices[0] - 1
        return (gammaMean[place], gammaSd[place])
      case ("T", 2):
        let order = Int(Double(tauMean.count).squareRoot())
        let place = (name.indices[1] - 1) * order + name.indices[0] - 1
        return (tauMean[place], tauSd[place])
      default: break
      }
      if variable.hasPrefix("df"), let degreesOfFreedom {
        return (degreesOfFreedom, degreesOfFreedom)
      }
      return (true, true)
    }

    /// Reads the moments off a model.
    public init(_ model: TwoLevelModel) {
      let propriety = model.propriety
      let coefficients = 0..<model.data.coefficientCount
      gammaMean = coefficients.map { propriety.coefficient($0, hasMoment: 1) }
      gammaSd = coefficients.map { propriety.coefficient($0, hasMoment: 2) }
      let effects = 0..<model.data.effectCount
      let elements = effects.flatMap { column in effects.map { ($0, column) } }
      tauMean = elements.map { propriety.hasMoment(2, row: $0.0, column: $0.1) }
      tauSd = elements.map { propriety.hasMoment(4, row: $0.0, column: $0.1) }
      effectMean = propriety.allEffectsHaveMoment(1)
      effectSd = propriety.allEffectsHaveMoment(2)
      let estimated = [model.degreesOfFreedom, model.studentRows?.degreesOfFreedom]
        .compactMap { $0 }.filter(\.isEstimated)
      degreesOfFreedom = estimated.isEmpty ? nil : estimated.allSatisfy(\.hasMoments)
    }
  }

  /// Times in seconds.
  public struct TimingRecord: Codable, Sendable {
    /// When the run began, in UTC.
    public var started: String
    /// Reading, fitting and tabulating.
    public var preparation: Double
    /// All draws of all chains, until their files were there.
    public var sampling: Double
  }
}

extension RunRecord.ExactRecord {
  /// The names of the quantiles, in the order of `ExactPosterior.probabilities`.
  public static let quantileNames = ["q2.5", "q5", "median", "q95", "q97.5"]

  /// Takes over a summary.
  public init(_ summary: ExactPosterior.Summary) {
    mean = summary.mean
    sd = summary.standardDeviation
    mode = summary.mode
    quantiles = Dictionary(uniqueKeysWithValues: zip(Self.quantileNames, summary.quantiles))
    probabilityBelowZero = summary.probabilityBelowZero
  }
}
