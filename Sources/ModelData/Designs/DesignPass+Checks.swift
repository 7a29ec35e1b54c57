/// What must hold of outcome, groups and predictors, checked when all rows have been read.
extension DesignPass {
  /// Throws the first problem in the order of the model's parts.
  ///
  /// - Throws: a `DesignError`.
  mutating func check(_ groups: [Grouping: GroupIndex]) throws(DesignError) {
    reportConstantOutcome()
    for grouping in formula.groupings {
      guard let index = groups[grouping] else { continue }
      let last = variance ?? outcome
      if index.count == 1 {
        problem.report(
          .oneGroup(factor: grouping.name, group: index.levels[0]), variable: last,
          isOfAllRows: true)
      }
    }
    if let grouping = formula.groupings.first, let index = groups[grouping] {
      for predictor in formula.groupPredictors { report(predictor, within: grouping, index) }
    }
    for variable in formula.termVariables {
      guard let levels = factors[variable]?.levels, levels.count < 2,
        let place = plan.variables.firstIndex(of: variable)
      else { continue }
      problem.report(
        .oneLevel(factor: variable.description, level: levels.first ?? ""), variable: place)
    }
    if let error = problem.error { throw error }
  }

  private mutating func reportConstantOutcome() {
    guard let firstOutcome, !outcomeVaries else { return }
    problem.report(
      .constantOutcome(formula.outcome.description, value: firstOutcome), variable: outcome,
      isOfAllRows: true)
  }

  /// The predictors of level-2 equations must be constant within groups.
  private mutating func report(
    _ predictor: Expression, within grouping: Grouping, _ index: GroupIndex
  ) {
    guard let place = place(of: predictor, in: grouping),
      let change = change(place, within: grouping)
    else { return }
    problem.report(
      .variesWithinGroup(
        change.place, predictor: predictor.description, factor: grouping.name,
        group: index.levels[change.group], first: text(change.first, of: predictor, change.group),
        second: text(change.second, of: predictor, change.group)),
      variable: place, isOfAllRows: true)
  }

  /// The text of a value: a level, or a number about the mean that was not known yet.
  private func text(_ value: Double, of predictor: Expression, _ group: Int) -> String {
    if let levels = factors[predictor]?.levels { return "'\(levels[Int(value)])'" }
    guard isSeparated, case .centered(let x, let grouping) = predictor,
      let place = plan.variables.firstIndex(of: x)
    else { return value.textAsInR }
    let mean = sums.mean(ofVariable: place, group: grouping == nil ? nil : group)
    return (value - mean).textAsInR
  }

  private func change(_ variable: Int, within grouping: Grouping) -> ConstancyCheck.Change? {
    constancy.first { $0.grouping == grouping && $0.variable == variable }?.change
  }

  /// The variables of the fixed part that are constant within the groups of some factor.
  var groupConstants: Set<Expression> {
    Set(
      formula.fixed.variables.filter { variable in
        formula.groupings.contains { grouping in
          place(of: variable, in: grouping).map { change($0, within: grouping) == nil } ?? true
        }
      })
  }
}
