import GSLNumerics

/// The one internal form of every model, with its rows: y = Xγ + Σ_f Z_f u_f + e.
///
/// A fixed part, a *list* of random terms and a level-1 error; the rows that could be used. Only
/// what needs the rows one by one asks for it: fits and samplers of normal models start from
/// `ReducedData`.
/// Source: Raudenbush & Bryk (2002), the combined model, e.g. eq. 3.9 and 14.1.
public struct HierarchicalModel: Sendable {
  /// y and its name; one value a row.
  public var outcome: NamedValues
  /// X: rows × f.
  public var fixed: DesignMatrix
  /// The random terms, in the order written.
  public var randomTerms: [RandomTerm]
  /// The variance of each row's error, when it is known (V-known models); nil when σ² is estimated.
  public var knownVariances: [Double]?
  /// The covariance matrices of the rows of each group, when they are known; nil when rows are
  /// independent.
  public var knownCovariances: KnownCovariances?
  /// Which of several effects each row estimates, where a column says so.
  public var outcomes: Outcomes?
  /// What became of the rows that were read.
  public var rows: RowAccount

  /// Makes a model from its parts.
  public init(
    outcome: NamedValues, fixed: DesignMatrix, randomTerms: [RandomTerm],
    knownVariances: [Double]?, rows: RowAccount
  ) {
    self.outcome = outcome
    self.fixed = fixed
    self.randomTerms = randomTerms
    self.knownVariances = knownVariances
    self.rows = rows
  }
}

extension HierarchicalModel {
  /// The model with rows of each group multiplied by L⁻¹, V_j = LLᵀ: independent errors of variance 1.
  ///
  /// The model itself where rows are independent.
  var whitened: HierarchicalModel {
    guard let covariances = knownCovariances else { return self }
    var result = self
    result.outcome.values = covariances.whitened(outcome.values)
    result.fixed.columns = fixed.columns.map(covariances.whitened)
    for place in randomTerms.indices {
      result.randomTerms[place].design.columns =
        randomTerms[place].design.columns.map(covariances.whitened)
    }
    result.knownVariances = outcome.values.map { _ in 1 }
    result.knownCovariances = nil
    return result
  }
}

/// A name and a value for each row.
public struct NamedValues: Sendable {
  /// The name, as written.
  public var name: String
  /// One value a row.
  public var values: [Double]

  /// Makes named values.
  public init(name: String, values: [Double]) {
    self.name = name
    self.values = values
  }
}

/// The columns of X or of a Z, labelled as R labels them.
public struct DesignMatrix: Sendable {
  /// One label a column, for example `(Intercept)`, `meanses:center(ses, school)`.
  public var labels: [String]
  /// The columns, each with one value a row.
  public var columns: [[Double]]

  /// Makes a design matrix.
  public init(labels: [String], columns: [[Double]]) {
    self.labels = labels
    self.columns = columns
  }
}

/// The groups of a grouping factor.
public struct GroupingFactor: Sendable {
  /// The name, as written: a column, or `a:b` for nested or crossed ids.
  public var name: String
  /// The ids of the groups that have rows, in the order in which they first appear.
  public var levels: [String]
  /// For each row the place of its group in `levels`.
  public var indices: [Int]

  /// Makes a grouping factor.
  public init(name: String, levels: [String], indices: [Int]) {
    self.name = name
    self.levels = levels
    self.indices = indices
  }
}

/// One random term: (columns | factor).
public struct RandomTerm: Sendable {
  /// The structure of the covariance matrix of a group's effects.
  public enum Covariance: Sendable, Equatable {
    /// `(x | g)`: all variances and covariances.
    case unstructured
    /// `(x || g)`: variances only.
    case diagonal
  }

  /// The groups.
  public var factor: GroupingFactor
  /// Z: rows × q.
  public var design: DesignMatrix
  /// The structure of T.
  public var covariance: Covariance

  /// Makes a random term.
  public init(factor: GroupingFactor, design: DesignMatrix, covariance: Covariance) {
    self.factor = factor
    self.design = design
    self.covariance = covariance
  }
}

/// What became of the rows that were read.
public struct RowAccount: Sendable, Equatable {
  /// Rows in the (first) data file.
  public var read: Int
  /// Rows that the analysis uses.
  public var used: Int
  /// For each column with missing values, in file order, how many rows were missing there; a row may count more than once.
  public var missing: [MissingCount]
  /// Groups that lost all their rows: factor name and id.
  public var vanishedGroups: [VanishedGroup]

  /// The number of missing values in a column.
  public struct MissingCount: Sendable, Equatable {
    /// The column's name.
    public var column: String
    /// The rows whose value is missing.
    public var count: Int

    /// Makes a count.
    public init(column: String, count: Int) {
      self.column = column
      self.count = count
    }
  }

  /// A group with no complete row.
  public struct VanishedGroup: Sendable, Equatable {
    /// The grouping factor.
    public var factor: String
    /// The group's id.
    public var group: String

    /// Names a group.
    public init(factor: String, group: String) {
      self.factor = factor
      self.group = group
    }
  }

  /// Makes an account.
  public init(
    read: Int, used: Int, missing: [MissingCount], vanishedGroups: [VanishedGroup]
  ) {
    self.read = read
    self.used = used
    self.missing = missing
    self.vanishedGroups = vanishedGroups
  }
}
