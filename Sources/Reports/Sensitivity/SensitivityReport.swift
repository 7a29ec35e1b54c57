import Diagnostics
import GSLNumerics
import GibbsModels
import ModelData
import RealModule
import Runs

/// The conclusions of a model under other priors of T and other error distributions, as
/// `lindley sensitivity` prints them.
public struct SensitivityReport: Encodable, Sendable {
  /// One quantity under one assumption.
  public struct Row: Encodable, Sendable {
    /// What was assumed instead of the model file's words: `prior` or `errors`.
    public let kind: String
    /// The prior of T or the distribution of the effects, as a model file writes it.
    public let assumption: String
    /// Whether the model file itself assumes this.
    public let isOwn: Bool
    /// The quantity: `gamma.1`, `tau.1`, `df`, `effect.4.1`.
    public let variable: String
    /// What it is in the model's terms.
    public let label: String
    @Nullable var mean: Double?
    @Nullable var sd: Double?
    @Nullable var median: Double?
    @Nullable var lower: Double?
    @Nullable var upper: Double?
    /// P(quantity > 0); only where its sign is a question.
    @Nullable var above: Double?
    /// The Monte Carlo standard error of the mean; 0 for integrals.
    @Nullable var mcseMean: Double?

    enum CodingKeys: String, CodingKey {
      case kind, assumption, variable, label, mean, sd, median, lower, upper
      case isOwn = "own"
      case above = "p_above_zero"
      case mcseMean = "mcse_mean"
    }
  }

  /// An assumption that was not tried.
  public struct Omission: Encodable, Sendable {
    /// The prior or the distribution.
    public let assumption: String
    /// Why.
    public let reason: String
  }

  /// The quantities under each assumption: quantity by quantity, priors before errors.
  public let rows: [Row]
  /// What was left out.
  public let omitted: [Omission]
  let title: String
  let formula: String
  let factor: String
  let level: Double

  enum CodingKeys: String, CodingKey {
    case rows, omitted
  }

  /// Draws or integrates the posterior under each assumption.
  ///
  /// - Parameters:
  ///   - groups: the ids of the groups whose effects are shown.
  ///   - plan: the chains for assumptions without exact integrals.
  ///   - level: the coverage of the intervals.
  /// - Throws: an `InputError`, `UnknownGroup`, `ChainFailure` or `NumericalError`.
  public init(
    _ analysis: Analysis, groups: [String], plan: Sampling, level: Double
  ) throws {
    let term = try analysis.supportedTerm()
    let places = try groups.map { id in
      guard let place = term.factor.levels.firstIndex(of: id) else {
        throw UnknownGroup(
          id: id, factor: term.factor.name, nearest: nearestName(to: id, among: term.factor.levels))
      }
      return place
    }
    let assumptions = try SensitivityAssumption.all(for: analysis, term: term)
    var rows: [Row] = []
    var omitted: [Omission] = []
    for assumption in assumptions {
      if let reason = assumption.obstacle {
        omitted.append(Omission(assumption: assumption.text, reason: reason))
        continue
      }
      do {
        let model = try TwoLevelModel(
          analysis, prior: assumption.prior, errors: assumption.errors)
        let conclusions = try Conclusions(
          model, analysis: analysis, term: term, groups: places, plan: plan, level: level)
        rows += conclusions.rows(under: assumption)
      } catch let error as ImproperPosterior {
        let reason = error.description.split(separator: "\n").first.map(String.init) ?? ""
        omitted.append(Omission(assumption: assumption.text, reason: reason))
      }
    }
    // Quantity by quantity, so that what changes stands in one column.
    let order = rows.reduce(into: [String]()) {
      if !$0.contains($1.variable) { $0.append($1.variable) }
    }
    self.rows = order.flatMap { variable in rows.filter { $0.variable == variable } }
    self.omitted = omitted
    title = analysis.file.title
    formula = analysis.notation.formula
    factor = term.factor.name
    self.level = level
  }
}

/// A group that the data do not have.
public struct UnknownGroup: InputError, Equatable {
  let id: String
  let factor: String
  let nearest: String?

  /// The words, one or two lines.
  public var description: String {
    "--effects: there is no \(factor) '\(id)' in the rows used.\n"
      + (nearest.map { "Did you mean '\($0)'?" } ?? "The groups are named as in the data file.")
  }
}
