import Draws
import GSLNumerics
import GibbsModels
import ModelData

/// A run whose draws are there, with its model where that is asked for.
public struct FinishedRun: Sendable {
  /// The folder.
  public let folder: String
  /// What was resolved before the draws.
  public let record: RunRecord
  /// The draws.
  public let draws: PosteriorDraws

  /// Reads a run.
  ///
  /// - Throws: `RunFolderError` or `DrawsError`.
  public init(folder: String) throws {
    self.folder = folder
    record = try RunRecord(folder: folder)
    draws = try PosteriorDraws(readingFolder: folder)
  }

  /// The analysis whose posterior was drawn, its model and data read again.
  ///
  /// - Parameter path: the model file; nil for the one that the run names.
  /// - Throws: an `InputError`, or `RunFolderError` where the model or the data are not the run's.
  public func analysis(path: String? = nil) throws -> Analysis {
    let analysis = try Analysis(path: path ?? record.model.file)
    try record.check(isOf: analysis, folder: folder)
    return analysis
  }

  /// Whether integrals under the priors that a model file has now are those of the posterior that was drawn.
  public func hasIntegrals(of analysis: Analysis) -> Bool {
    let priors = analysis.file.priors
    return record.exact != nil && "\(priors.gamma)" == record.priors.gamma
      && "\(priors.tau[analysis.model.randomTerms[0].factor.name])" == record.priors.tau
  }

  /// The parameters of all draws.
  public var parameters: ParameterDraws { ParameterDraws(record, draws: draws) }
}

/// γ, T, σ² and ν of a run, draw after draw.
public struct ParameterDraws: Sendable {
  /// The numbers of the chains.
  public let chains: [Int]
  /// The draws in each chain.
  public let count: Int
  private let gamma: [[[Double]]]
  private let tau: [[[Double]]]
  private let sigmaSquared: [[Double]]?
  /// ν where it was drawn.
  private let degreesOfFreedom: [[Double]]?
  /// ν where it was not: infinite for normal effects.
  private let fixedDegreesOfFreedom: Double
  /// The same of ν₁, for the errors of level 1.
  private let rowDegreesOfFreedom: [[Double]]?
  private let fixedRowDegreesOfFreedom: Double
  private let order: Int

  /// Takes the columns that `run.json` names.
  init(_ record: RunRecord, draws: PosteriorDraws) {
    chains = draws.chains.map(\.chain)
    count = draws.iterationCount
    gamma = record.variables.gamma.map { draws.values(of: $0.variable) ?? [] }
    tau = record.variables.tau.map { draws.values(of: $0.variable) ?? [] }
    sigmaSquared = record.variables.sigmaSquared.first.flatMap { draws.values(of: $0.variable) }
    degreesOfFreedom = record.variables.degreesOfFreedom.flatMap {
      draws.values(of: $0.variable)
    }
    fixedDegreesOfFreedom = record.fixedDegreesOfFreedom { $0 != "level-1" }
    rowDegreesOfFreedom = record.variables.rowDegreesOfFreedom.flatMap {
      draws.values(of: $0.variable)
    }
    fixedRowDegreesOfFreedom = record.fixedDegreesOfFreedom { $0 == "level-1" }
    order = record.variables.effectLabels.count
  }

  /// The values of one draw.
  public struct Values: Sendable {
    /// γ as reported.
    public var gamma: [Double]
    /// T.
    public var tau: Matrix
    /// σ²; 1 where the variances are known and were divided out.
    public var sigmaSquared: Double
    /// ν of t effects; infinite for normal ones.
    public var degreesOfFreedom: Double
    /// ν₁ of t errors of level 1; infinite for normal ones.
    public var rowDegreesOfFreedom: Double
  }

  /// One draw of a chain, both by their places.
  public func values(chain: Int, draw: Int) -> Values {
    Values(
      gamma: gamma.map { $0[chain][draw] },
      tau: Matrix(rows: order, columns: order, columnMajor: tau.map { $0[chain][draw] }),
      sigmaSquared: sigmaSquared?[chain][draw] ?? 1,
      degreesOfFreedom: degreesOfFreedom?[chain][draw] ?? fixedDegreesOfFreedom,
      rowDegreesOfFreedom: rowDegreesOfFreedom?[chain][draw] ?? fixedRowDegreesOfFreedom)
  }
}

extension RunRecord {
  /// ν of t errors of a level with fixed degrees of freedom; infinite for normal errors.
  fileprivate func fixedDegreesOfFreedom(of isLevel: (String) -> Bool) -> Double {
    for (level, text) in errors ?? [:] where isLevel(level) {
      if case .t(let nu)? = try? ErrorDistribution(parsing: text) { return nu }
    }
    return .infinity
  }
}

/// Known groups cannot be predicted from draws of t effects that were not saved: their weights are gone.
public struct UnsavedEffects: InputError, Equatable {
  /// The folder of the run.
  public let folder: String

  /// The words, two lines.
  public var description: String {
    "\(folder) holds draws of a model with t errors, but not the effects of its groups.\n"
      + "Sample again with --save effects; new groups need no such draws."
  }
}
