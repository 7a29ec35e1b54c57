/// The rows of a model whose errors are correlated within groups, with the data that they were read from.
///
/// Such data are small: they are held whole.
struct CorrelatedRows: Sendable {
  /// All columns, and one of the rows' own variances where the files have none.
  let table: Table
  private let known: KnownCovariance
  private let formula: Formula

  /// Reads data files.
  ///
  /// - Throws: a `TableError` or `KnownCovarianceError`.
  init(_ known: KnownCovariance, _ files: DataFiles, formula: Formula) throws {
    self.known = known
    self.formula = formula
    table = try known.completed(Table(files))
  }

  private var variance: KnownVariance { .correlated(column: known.varianceColumn) }

  /// What the rows say about the model.
  var reading: ModelReading {
    get throws { try ModelReading(table, formula: formula, knownVariance: variance) }
  }

  /// The rows of the table that are complete.
  private var usedRows: [Int] {
    get throws {
      try CompleteRows(table.names, formula: formula, knownVariance: variance).rows(of: table)
    }
  }

  /// The lines of the first file on which these begin.
  func usedLines() throws -> [Int] { try usedRows.map { table.line(ofRow: $0) } }

  /// The rows with their covariances.
  func model() throws -> HierarchicalModel {
    var model = try HierarchicalModel(formula: formula, rows: table, knownVariance: variance)
    let used = try usedRows
    model.knownCovariances = try known.covariances(of: model, table, used: used)
    model.outcomes = try known.outcomes(table, used: used)
    return model
  }
}

extension KnownCovariance {
  /// What a model file says of covariances; nil where rows are independent.
  init?(_ file: ModelFile) {
    switch file.knownVariance {
    case .covarianceColumns(let columns):
      self.init(.columns(columns.map(\.text)), outcome: file.outcome?.text)
    case .correlated(let variances, let correlation):
      self.init(
        .correlated(variances: variances.text, correlation: correlation),
        outcome: file.outcome?.text)
    case .variances, .standardErrors, nil: return nil
    }
  }
}
