/// A model and what the rows say about it, read from them as often as needed.
///
/// One reading suffices where the design follows from sums over rows: where no column has levels
/// that only the last row makes known, and means are those of all rows or of the groups. Else the
/// rows are read once for levels and means (and again for means of what is made of means), and then
/// for the design. No rows are held, unless they are asked for.
struct ModelReading {
  /// What is known of the model without the rows.
  let outline: ModelOutline
  /// The moments of the design's columns by group of the first random term.
  let moments: GroupMoments
  /// Which columns these are.
  let layout: ColumnPlan
  /// Σ log v over the rows; nil when σ² is estimated.
  let logKnownVariances: Double?
  /// The variables of the fixed part that are constant within groups.
  let groupConstants: Set<Expression>
  /// Groups of joined files without rows.
  let unmatched: [UnmatchedGroups]
  /// The rows, when they were asked for.
  let rows: KeptRows?

  /// Reads the rows of a source.
  ///
  /// - Throws: a `TableError`, or the first `DesignError` in the order columns, rows, values,
  ///   groups.
  init(
    _ source: some RowSource, formula: Formula, knownVariance: KnownVariance?,
    keepsRows: Bool = false
  ) throws {
    if formula.randomTerms.isEmpty { throw DesignError.noRandomTerm(formula.notation) }
    var account = RowCount(
      try CompleteRows(source.names, formula: formula, knownVariance: knownVariance),
      formula.groupings)
    var survey = Survey(formula)
    var pass: DesignPass?
    let isSeparable = !keepsRows && knownVariance == nil && formula.isSeparable
    let end = try source.read { block in
      let used = account.add(block)
      guard !used.isEmpty else { return }
      let isFirst = survey.start(block)
      let rows = survey.evaluator(block, rows: used)
      survey.count(rows)
      if isFirst, survey.hasNumericVariablesOnly, isSeparable || survey.isComplete {
        pass = DesignPass(
          formula, knownVariance: knownVariance, factors: [:], isSeparated: isSeparable,
          keepsRows: keepsRows)
      }
      if pass == nil { survey.add(rows) } else { pass?.add(rows) }
    }
    try account.complete.check()
    var done =
      try pass
      ?? Self.design(
        source, formula, knownVariance, keepsRows, &survey, account.complete, end)
    try done.check(survey.groups)
    self.init(done, formula, survey, account, end)
  }

  /// Checks that X has full rank.
  ///
  /// - Throws: `DesignError.aliasedColumns`.
  func checkRank() throws(DesignError) {
    let aliases = outline.fixed.aliases
    if !aliases.isEmpty { throw .aliasedColumns(aliases) }
  }

  /// Reads the rows for what is not known yet of means, and then for the design.
  private static func design(
    _ source: some RowSource, _ formula: Formula, _ knownVariance: KnownVariance?,
    _ keepsRows: Bool, _ survey: inout Survey, _ complete: CompleteRows, _ end: Table
  ) throws -> DesignPass {
    survey.finish(end)
    while !survey.isComplete {
      try source.read { block in
        let used = complete.rows(of: block)
        if !used.isEmpty { survey.add(survey.evaluator(block, rows: used)) }
      }
      survey.finish(end)
    }
    var pass = DesignPass(
      formula, knownVariance: knownVariance, factors: survey.factors, isSeparated: false,
      keepsRows: keepsRows)
    try source.read { block in
      let used = complete.rows(of: block)
      if !used.isEmpty { pass.add(survey.evaluator(block, rows: used)) }
    }
    return pass
  }

  private init(
    _ pass: DesignPass, _ formula: Formula, _ survey: Survey, _ account: RowCount, _ end: Table
  ) {
    moments = pass.sums.moments
    layout = pass.layout
    logKnownVariances = pass.logKnownVariances
    groupConstants = pass.groupConstants
    unmatched = end.unmatched
    rows = pass.kept
    outline = ModelOutline(
      outcome: formula.outcome.description,
      fixed: DesignSummary(
        labels: pass.fixed, moments: pass.sums.unweightedMoments ?? moments,
        columns: layout.fixed),
      fixedTerms: FactorCoding(formula.fixed, factors: pass.factors).columns.map(\.term),
      randomTerms: zip(formula.randomTerms, pass.random).map { term, labels in
        ModelOutline.Term(
          factor: .init(
            name: term.grouping.name, levels: survey.groups[term.grouping]?.levels ?? [],
            sizes: survey.groups[term.grouping]?.sizes ?? []),
          design: .init(labels: labels), covariance: term.covariance)
      }, hasKnownVariances: pass.logKnownVariances != nil,
      rows: account.account(formula, survey.groups))
  }
}

extension Formula {
  /// Whether the design follows from sums by group, if its columns have no levels.
  fileprivate var isSeparable: Bool {
    guard groupings.count == 1, outcome.means.isEmpty else { return false }
    return (termVariables + groupPredictors).allSatisfy {
      DesignPlan.isSeparable($0, by: groupings[0])
    }
  }
}
