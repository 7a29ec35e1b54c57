/// A model file with its data read and its design made: what fits and samplers start from.
public struct Analysis: Sendable {
  /// What the model file says.
  public let file: ModelFile
  /// The formula, in whichever notation it was written.
  public let formula: Formula
  /// The model in its three forms.
  public let notation: ModelNotation
  /// Labels, groups and what became of the rows.
  public let model: ModelOutline
  /// Groups of the second and later data files that have no rows.
  public let unmatched: [UnmatchedGroups]
  /// Σ y² over the rows used.
  public let outcomeSquares: Double
  /// The rows, reduced to the groups of the first random term.
  private let data: ReducedData
  let files: DataFiles
  /// The known covariances of rows within groups, with the data that they are read from; nil where
  /// rows are independent.
  let correlated: CorrelatedRows?

  /// Reads a model file and the data that it names.
  ///
  /// - Throws: an `InputError` that says what is wrong, and where.
  public init(path: String) throws {
    try self.init(ModelFile(path: path))
  }

  /// Reads the data of a model.
  ///
  /// - Throws: an `InputError` that says what is wrong, and where.
  public init(_ file: ModelFile) throws {
    self.file = file
    formula = try Formula(file)
    let known = try KnownVariance(file)
    var columns = Set(formula.columnNames)
    let covariance = KnownCovariance(file)
    if let covariance {
      columns.formUnion(covariance.columns)
    } else if let known {
      columns.insert(known.column)
    }
    files = try DataFiles(
      file.data.map { FileReference(path: $0.path, name: $0.name) },
      columns: columns, textColumns: Set(formula.textColumns))
    let (rows, reading) = try file.placingProblems { [files, formula] in
      let rows = try covariance.map { try CorrelatedRows($0, files, formula: formula) }
      let reading =
        try rows?.reading ?? ModelReading(files, formula: formula, knownVariance: known)
      try reading.checkRank()
      return (rows, reading)
    }
    correlated = rows
    model = reading.outline
    unmatched = reading.unmatched
    outcomeSquares = reading.moments.sumOfSquares(ofColumn: reading.layout.count - 1)
    data =
      try rows.map { rows in
        let model = try file.placingProblems { try rows.model() }
        return ReducedData(model, term: model.randomTerms[0])
      }
      ?? ReducedData(
        reading.moments, columns: reading.layout, logKnownVariances: reading.logKnownVariances)
    notation = ModelNotation(
      formula, groupConstants: reading.groupConstants, knownVariance: known,
      errors: file.errors)
    try file.checkNames(
      factors: model.randomTerms.map(\.factor.name), coefficients: model.fixed.labels)
    if model.randomTerms.count == 1 {
      let term = model.randomTerms[0]
      try file.checkScales(of: term.factor.name, effects: term.design.labels)
    }
  }

  /// The prior of each coefficient, in their order.
  public var gammaPriors: [FixedEffectPrior] {
    model.fixed.labels.map { file.priors.gamma[$0] }
  }
}

extension Analysis {
  /// The rows, read again: y, X and Z with a value for each row used, in the order of the file.
  ///
  /// - Throws: an `InputError`.
  public func rows() throws -> HierarchicalModel {
    try correlated?.model()
      ?? HierarchicalModel(formula: formula, rows: files, knownVariance: KnownVariance(file))
  }

  /// The rows of a model that fits and samplers can compute, reduced to their groups.
  ///
  /// - Throws: `UnsupportedModel` for another one.
  public func reducedData() throws(UnsupportedModel) -> ReducedData {
    _ = try supportedTerm()
    return data
  }

  /// Sees that a group has more than one row where σ² is estimated.
  ///
  /// - Throws: `PlacedDesignError` with `DesignError.allGroupsSingle`.
  public func checkGroupSizes() throws {
    guard !data.hasKnownVariances, data.groupCount == data.rowCount else { return }
    try file.placingProblems {
      throw DesignError.allGroupsSingle(
        factor: model.randomTerms.first?.factor.name ?? "", groups: data.groupCount)
    }
  }

  /// The random term of a model that fits and samplers can compute: one.
  ///
  /// - Throws: `UnsupportedModel` for another one.
  public func supportedTerm() throws(UnsupportedModel) -> ModelOutline.Term {
    let terms = model.randomTerms
    guard terms.count == 1 else {
      throw UnsupportedModel(
        file: file.path, feature: "\(terms.count) random terms",
        instead: "Write one random term, such as \(Self.oneTerm(for: terms)).")
    }
    return terms[0]
  }

  /// One term that says the same as these where each is one effect of the same groups; else any.
  private static func oneTerm(for terms: [ModelOutline.Term]) -> String {
    let factors = Set(terms.map(\.factor.name))
    guard let factor = factors.first, factors.count == 1,
      terms.allSatisfy({ $0.design.labels.count == 1 })
    else { return "(1 | study)" }
    let labels = terms.flatMap(\.design.labels)
    let slopes = labels.filter { $0 != "(Intercept)" }
    let intercept = slopes.count < labels.count ? "1" : "0"
    return "(\(([intercept] + slopes).joined(separator: " + ")) || \(factor))"
  }
}

extension Formula {
  /// Reads the formula or the equations of a model file.
  ///
  /// - Throws: `PlacedFormulaError`, or what reading the column names throws.
  init(_ file: ModelFile) throws {
    switch file.model {
    case .formula(let text):
      do { try self.init(text.text) } catch {
        throw PlacedFormulaError(place: text.place, error: error)
      }
    case .equations(let text, let group):
      // The columns tell residuals and coefficients from data of the same name.
      var columns: Set<String> = []
      for data in file.data {
        columns.formUnion(
          try CSVFile(FileReference(path: data.path, name: data.name)).columnNames)
      }
      do { try self.init(equations: text.text, group: group.text, columns: columns) } catch {
        throw PlacedFormulaError(place: text.place, error: error)
      }
    }
  }
}

/// A formula error with its place in the model file.
public struct PlacedFormulaError: InputError, Equatable {
  /// Where the formula or the first equation begins.
  public let place: FilePlace
  /// What is wrong.
  public let error: FormulaError

  /// The words, one or two lines.
  public var description: String {
    let line = place.line + error.line
    return "\(place.path), line \(line), column \(place.column + error.column): \(error)"
  }
}

extension KnownVariance {
  /// The column of known variances that a model file names; nil when it names none.
  init?(_ file: ModelFile) throws {
    switch file.knownVariance {
    case .variances(let column): self = .variance(column: column.text)
    case .standardErrors(let column): self = .standardError(column: column.text)
    case .covarianceColumns, .correlated:
      guard let known = KnownCovariance(file) else { return nil }
      self = .correlated(column: known.varianceColumn)
    case nil: return nil
    }
  }
}

/// A model that a model file can describe and no engine can compute yet.
public struct UnsupportedModel: InputError, Equatable {
  /// The model file, with the place in it where one decides.
  public var file: String
  /// What the model has.
  public var feature: String
  /// What can be had.
  public var instead: String

  /// Names a feature and what can be had in its place.
  public init(file: String, feature: String, instead: String) {
    self.file = file
    self.feature = feature
    self.instead = instead
  }

  /// The words, one or two lines.
  public var description: String {
    "\(file): this version of Lindley cannot compute a model with \(feature).\n\(instead)"
  }
}
