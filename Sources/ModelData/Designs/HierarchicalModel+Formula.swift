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
  public init(
    formula: Formula, table: Table, knownVariance: KnownVariance? = nil
  ) throws(DesignError) {
    if formula.randomTerms.isEmpty { throw .noRandomTerm(formula.notation) }
    let evaluator = try VariableEvaluator(formula, table: table, knownVariance: knownVariance)
    let usable = evaluator.rows
    outcome = try evaluator.outcome(formula.outcome)
    knownVariances = try knownVariance.map { known throws(DesignError) in
      try evaluator.variances(known)
    }
    var factors: [Grouping: GroupingFactor] = [:]
    for grouping in formula.groupings {
      factors[grouping] = try evaluator.checkedFactor(
        for: grouping, varianceIsKnown: knownVariance != nil)
    }
    if let grouping = formula.groupings.first {
      try evaluator.checkGroupPredictors(formula.groupPredictors, in: grouping)
    }
    fixed = try FactorCoding(formula.fixed, evaluator: evaluator)
      .designMatrix(rowCount: usable.count)
    randomTerms = []
    for term in formula.randomTerms {
      guard let factor = factors[term.grouping] else { continue }
      let design = try FactorCoding(term.terms, evaluator: evaluator)
        .designMatrix(rowCount: usable.count)
      randomTerms.append(
        RandomTerm(factor: factor, design: design, covariance: term.covariance))
    }
    let aliases = AliasedColumns(fixed).aliases
    if !aliases.isEmpty { throw .aliasedColumns(aliases) }
    rows = RowAccount(
      read: table.rowCount, used: usable.count, missing: evaluator.missing,
      vanishedGroups: formula.groupings.flatMap { grouping in
        evaluator.vanishedGroups(of: grouping, used: factors[grouping]?.levels ?? [])
      })
  }
}

extension ModelNotation {
  /// Writes out a model; its data tell which predictors are constant within groups.
  ///
  /// With several grouping factors a predictor belongs to level 2 when it is constant within the
  /// groups of any of them.
  /// - Throws: a `DesignError` when a column is missing or a value cannot be computed.
  public init(
    _ formula: Formula, table: Table, knownVariance: KnownVariance? = nil
  ) throws(DesignError) {
    let evaluator = try VariableEvaluator(formula, table: table, knownVariance: knownVariance)
    var constants: Set<Expression> = []
    for grouping in formula.groupings {
      let factor = try evaluator.factor(for: grouping)
      for variable in formula.fixed.variables
      where try evaluator.values(of: variable).firstChange(within: factor) == nil {
        constants.insert(variable)
      }
    }
    self.init(formula, groupConstants: constants, knownVariance: knownVariance)
  }
}
