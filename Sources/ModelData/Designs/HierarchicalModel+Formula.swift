extension HierarchicalModel {
  /// Makes the model that a formula describes from the rows of a table.
  ///
  /// Rows with a missing value in any column that is read are left out; means, levels and groups
  /// are those of the rows used.
  ///
  /// - Parameters:
  ///   - formula: the model, in either notation.
  ///   - table: the data.
  ///   - knownVariance: where the known variances are; nil when σ² is to be estimated.
  /// - Throws: the first `DesignError` met: columns, rows, values, groups, then the rank of X.
  public init(formula: Formula, table: Table, knownVariance: KnownVariance? = nil) throws {
    try self.init(formula: formula, rows: table, knownVariance: knownVariance)
  }

  /// Makes the model from rows that are read for it.
  ///
  /// - Throws: what reading them throws, or a `DesignError`.
  init(formula: Formula, rows source: some RowSource, knownVariance: KnownVariance?) throws {
    let reading = try ModelReading(
      source, formula: formula, knownVariance: knownVariance, keepsRows: true)
    try reading.checkRank()
    let outline = reading.outline
    // A reading that keeps rows has them; a model without rows would have been an error.
    let kept = reading.rows ?? KeptRows(fixed: [], random: [])
    self.init(
      outcome: NamedValues(name: outline.outcome, values: kept.outcome),
      fixed: DesignMatrix(labels: outline.fixed.labels, columns: kept.fixedColumns),
      randomTerms: outline.randomTerms.enumerated().map { place, term in
        RandomTerm(
          factor: GroupingFactor(
            name: term.factor.name, levels: term.factor.levels, indices: kept.places[place]),
          design: DesignMatrix(
            labels: term.design.labels, columns: kept.randomColumns[place]),
          covariance: term.covariance)
      }, knownVariances: kept.knownVariances, rows: outline.rows)
  }
}

extension ModelNotation {
  /// Writes out a model; its data tell which predictors are constant within groups.
  ///
  /// With several grouping factors a predictor belongs to level 2 when it is constant within the
  /// groups of any of them.
  /// - Throws: a `DesignError` when there is no such model.
  public init(_ formula: Formula, table: Table, knownVariance: KnownVariance? = nil) throws {
    let reading = try ModelReading(table, formula: formula, knownVariance: knownVariance)
    self.init(
      formula, groupConstants: reading.groupConstants, knownVariance: knownVariance)
  }
}
