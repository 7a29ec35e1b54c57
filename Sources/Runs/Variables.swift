import Draws
import GSLNumerics
import GibbsModels
import ModelData

/// The variables of a model as its draws files name them, and their labels.
///
/// Source of the names: CmdStan's CSV layout, matrices by columns with 1-based indices.
public struct Variables: Sendable, Equatable, Codable {
  /// One variable: its column and what it is in the model's terms.
  public struct Variable: Sendable, Equatable, Codable {
    /// The column: `T.2.1`.
    public var variable: String
    /// The label: `T[weeks, (Intercept)]`.
    public var label: String
  }

  /// The coefficients γ.
  public let gamma: [Variable]
  /// All elements of T, by columns.
  public let tau: [Variable]

  /// σ²; empty where the variances are known.
  public let sigmaSquared: [Variable]

  /// ν, the degrees of freedom of t effects, where they are estimated; else nil.
  public let degreesOfFreedom: Variable?
  /// ν₁, the degrees of freedom of t errors of level 1, where they are estimated; else nil.
  public let rowDegreesOfFreedom: Variable?

  enum CodingKeys: String, CodingKey {
    case gamma
    case tau = "T"
    case sigmaSquared = "sigma2"
    case degreesOfFreedom = "df"
    case rowDegreesOfFreedom = "df_level1"
  }

  /// The variables that a summary lists: γ, then the lower triangle of T, then σ², then ν and ν₁.
  public var summarised: [Variable] {
    gamma + tauLowerTriangle + sigmaSquared + allDegreesOfFreedom
  }

  /// ν and ν₁, as far as they are estimated.
  var allDegreesOfFreedom: [Variable] {
    [degreesOfFreedom, rowDegreesOfFreedom].compactMap { $0 }
  }

  /// The lower triangle of T, by columns.
  public var tauLowerTriangle: [Variable] {
    let order = Int(Double(tau.count).squareRoot())
    return (0..<order).flatMap { column in (column..<order).map { tau[column * order + $0] } }
  }

  /// The variable of this label, whatever its spaces, or of this column, `T.2.1` or `T[2,1]`; nil where there
  /// is none.
  public func variable(named name: String) -> Variable? {
    func unspaced(_ text: String) -> String { text.filter { !$0.isWhitespace } }
    let all = gamma + tau + sigmaSquared + allDegreesOfFreedom
    let name = unspaced(name)
    return all.first { unspaced($0.label) == name }
      ?? all.first {
        $0.variable == name || VariableName(dotted: $0.variable).bracketed == name
      }
  }

  /// Names the variables of a model with one random term.
  ///
  /// Where one of ν and ν₁ is estimated its column is `df`; where both are, that of ν₁ is `df_level1`.
  public init(
    coefficients: [String], effects: [String], estimatesSigmaSquared: Bool,
    estimatesDegreesOfFreedom: Bool = false, estimatesRowDegreesOfFreedom: Bool = false
  ) {
    gamma = coefficients.enumerated().map { k, label in
      Variable(
        variable: VariableName(base: "gamma", indices: [k + 1]).dotted, label: "gamma[\(label)]")
    }
    tau = effects.indices.flatMap { column in
      effects.indices.map { row in
        Variable(
          variable: VariableName(base: "T", indices: [row + 1, column + 1]).dotted,
          label: "T[\(effects[row]), \(effects[column])]")
      }
    }
    sigmaSquared =
      estimatesSigmaSquared ? [Variable(variable: "sigma2", label: "sigma2")] : []
    degreesOfFreedom =
      estimatesDegreesOfFreedom ? Variable(variable: "df", label: "df") : nil
    rowDegreesOfFreedom =
      estimatesRowDegreesOfFreedom
      ? Variable(
        variable: estimatesDegreesOfFreedom ? "df_level1" : "df", label: "df[level-1]") : nil
  }
}

/// What a row of a draws file holds, and how it is made from a state.
struct DrawsRow: Sendable {
  let columns: [String]
  private let model: TwoLevelModel
  private let pointwise: PointwiseLikelihood?
  private let savesEffects: Bool

  init(
    _ model: TwoLevelModel, variables: Variables, saved: Set<SavedQuantity>,
    pointwise: PointwiseLikelihood?
  ) {
    self.model = model
    self.pointwise = pointwise
    savesEffects = saved.contains(.effects)
    var columns =
      ["lp__", "accept_stat__"]
      + (variables.gamma + variables.tau + variables.sigmaSquared).map(\.variable)
      + variables.allDegreesOfFreedom.map(\.variable)
    let data = model.data
    if savesEffects {
      // By columns, as every matrix: all groups of the first effect, then of the second.
      for effect in 1...data.effectCount {
        columns += (1...data.groupCount).map { "u.\($0).\(effect)" }
      }
    }
    if self.pointwise != nil { columns += (1...data.rowCount).map { "log_lik.\($0)" } }
    self.columns = columns
  }

  func values(of state: TwoLevelState) throws(NumericalError) -> [Double] {
    let gamma = model.gamma(of: state)
    var row: [Double] = []
    row.reserveCapacity(columns.count)
    row.append(try model.logPosterior(state))
    row.append(1)
    row.append(contentsOf: gamma)
    row.append(contentsOf: state.tau.elements)
    if model.levelOnePrior != nil { row.append(state.sigmaSquared) }
    if model.degreesOfFreedom?.isEstimated == true { row.append(state.degreesOfFreedom) }
    if model.studentRows?.degreesOfFreedom.isEstimated == true, let errors = state.rowErrors {
      row.append(errors.degreesOfFreedom)
    }
    if savesEffects {
      let groups = (0..<model.data.groupCount).map { state.effects[$0] }
      for effect in 0..<model.data.effectCount { row += groups.map { $0[effect] } }
    }
    if let pointwise { row += pointwise.logDensities(state, gamma: gamma) }
    return row
  }
}

/// log p(y_i | γ, u) of each row, for `log_lik`; of t errors with the weights integrated out.
struct PointwiseLikelihood: Sendable {
  private let model: HierarchicalModel
  private let term: RandomTerm

  init(_ model: HierarchicalModel) {
    self.model = model
    term = model.randomTerms[0]
  }

  func logDensities(_ state: TwoLevelState, gamma: [Double]) -> [Double] {
    model.outcome.values.indices.map { row in
      var residual = model.outcome.values[row]
      for (column, coefficient) in zip(model.fixed.columns, gamma) {
        residual -= column[row] * coefficient
      }
      let group = state.effects[term.factor.indices[row]]
      for (column, effect) in zip(term.design.columns, group) { residual -= column[row] * effect }
      let deviation = (model.knownVariances?[row] ?? state.sigmaSquared).squareRoot()
      return StandardT.logDensity(
        residual / deviation, degreesOfFreedom: state.rowErrors?.degreesOfFreedom ?? .infinity)
        - .log(deviation)
    }
  }
}
