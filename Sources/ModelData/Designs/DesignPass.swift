import RealModule

/// The reading of the rows in which all variables are calculated: sums are taken, values checked.
struct DesignPass {
  /// Whether the means in the variables are put into the sums when all rows have been read.
  let isSeparated: Bool
  /// The labels of X, and of each Z.
  let fixed: [String]
  let random: [[String]]
  /// Which columns have moments.
  let layout: ColumnPlan
  private(set) var sums: DesignSums
  /// Σ log v, when the variances are known.
  private(set) var logKnownVariances: Double?
  /// The rows, when they are kept.
  private(set) var kept: KeptRows?

  let plan: DesignPlan
  let factors: [Expression: FactorLevels]
  let formula: Formula
  let knownVariance: KnownVariance?
  /// The places of the outcome and of the known variances in the plan.
  let outcome: Int
  let variance: Int?
  var problem = FirstProblem()
  private(set) var constancy: [ConstancyCheck] = []
  private(set) var firstOutcome: Double?
  private(set) var outcomeVaries = false

  /// Plans a reading.
  ///
  /// - Parameters:
  ///   - factors: the levels of the categorical variables.
  ///   - isSeparated: whether the means in the variables are not known yet.
  ///   - keepsRows: whether the rows themselves are wanted too.
  init(
    _ formula: Formula, knownVariance: KnownVariance?, factors: [Expression: FactorLevels],
    isSeparated: Bool, keepsRows: Bool
  ) {
    self.formula = formula
    self.knownVariance = knownVariance
    self.isSeparated = isSeparated
    var plan = DesignPlan()
    outcome = plan.variable(formula.outcome)
    variance = knownVariance.map { plan.variable(.column($0.column)) }
    for variable in formula.groupPredictors + formula.termVariables {
      _ = plan.variable(isSeparated ? variable.separated : variable)
    }
    func columns(_ terms: TermList) -> [DesignColumn] {
      FactorCoding(terms, factors: factors).columns.map {
        isSeparated ? plan.separatedColumn($0) : plan.column($0)
      }
    }
    let fixed = columns(formula.fixed)
    let random = formula.randomTerms.map { columns($0.terms) }
    let response = plan.column(.init(label: "", factors: [.init(variable: formula.outcome)]))
    let layout = ColumnPlan(fixed: fixed.map(\.label), random: random[0].map(\.label))
    sums = DesignSums(
      plan.products, columns: layout.columns(fixed: fixed, random: random[0], outcome: response),
      hasWeights: knownVariance != nil)
    kept = keepsRows ? KeptRows(fixed: fixed, random: random) : nil
    logKnownVariances = knownVariance.map { _ in 0 }
    self.fixed = fixed.map(\.label)
    self.random = random.map { $0.map(\.label) }
    self.layout = layout
    (self.plan, self.factors) = (plan, factors)
    addConstancyChecks()
  }

  private mutating func addConstancyChecks() {
    for grouping in formula.groupings {
      for variable in formula.groupPredictors + formula.fixed.variables {
        guard let place = self.place(of: variable, in: grouping) else { continue }
        if !constancy.contains(where: { $0.grouping == grouping && $0.variable == place }) {
          constancy.append(ConstancyCheck(grouping, variable: place))
        }
      }
    }
  }

  /// The variable in the plan that is constant within groups where this one is; nil for their mean.
  func place(of variable: Expression, in grouping: Grouping) -> Int? {
    if case .groupMean(_, grouping) = variable { return nil }
    return plan.variables.firstIndex(of: isSeparated ? variable.separated : variable)
  }
}

extension DesignPass {
  /// Takes rows of a block into account.
  mutating func add(_ rows: VariableEvaluator) {
    let values = evaluate(rows)
    for place in constancy.indices where constancy[place].variable < values.count {
      let variable = constancy[place].variable
      constancy[place].add(values[variable], of: plan.variables[variable], rows)
    }
    guard case .numeric(let responses)? = values.first else { return }
    let first = firstOutcome ?? responses[0]
    firstOutcome = first
    outcomeVaries = outcomeVaries || responses.contains { $0 != first }
    let variances = variance.flatMap { $0 < values.count ? knownVariances(values[$0], rows) : nil }
    guard values.count == plan.variables.count, problem.error == nil else { return }
    logKnownVariances = variances?.reduce(logKnownVariances ?? 0) { $0 + Double.log($1) }
    let places = formula.groupings.first.flatMap { rows.places[$0] } ?? []
    sums.add(values, weights: variances?.map { 1 / $0 }, to: places)
    kept?.add(sums.block, responses, variances, rows.places, formula)
  }

  /// The values of the variables, up to the first that has an error, here or in earlier rows.
  private mutating func evaluate(_ rows: VariableEvaluator) -> [VariableValues] {
    var values: [VariableValues] = []
    for (place, variable) in plan.variables.enumerated() where problem.isRelevant(place) {
      do {
        values.append(try rows.values(of: variable))
      } catch .textWhereNumber(let cell, let column, let text, _) {
        problem.report(
          .textWhereNumber(cell, column: column, text: text, isOutcome: place == outcome),
          variable: place)
      } catch {
        problem.report(error, variable: place)
      }
    }
    return values
  }

  /// The variances of the rows' errors; nil when one is not above zero.
  private mutating func knownVariances(
    _ values: VariableValues, _ rows: VariableEvaluator
  ) -> [Double]? {
    guard let variance, let knownVariance, case .numeric(let numbers) = values else { return nil }
    var isStandardError = false
    if case .standardError = knownVariance { isStandardError = true }
    if let index = numbers.firstIndex(where: { $0 <= 0 }) {
      let column = knownVariance.column
      problem.report(
        .knownVarianceNotPositive(
          rows.table.place(of: column, row: rows.rows[index]), column: column,
          value: numbers[index], isStandardError: isStandardError), variable: variance,
        isOfAllRows: true)
      return nil
    }
    return isStandardError ? numbers.map { $0 * $0 } : numbers
  }
}
