import ModelData
import Testing

@Suite struct EquationsTests {
  static let highSchoolAndBeyond = """
    mathach = b0 + b1*center(ses, school) + r
    b0 = g00 + g01*meanses + g02*sector + u0
    b1 = g10 + g11*meanses + g12*sector + u1
    """

  @Test("both notations give the same model, labels and order")
  func sameModel() throws {
    let equations = try Formula(equations: Self.highSchoolAndBeyond, group: "school")
    let formula = try Formula(
      "mathach ~ (meanses + sector) * center(ses, school) + (1 + center(ses, school) | school)")
    #expect(equations.outcome == formula.outcome)
    #expect(equations.fixed == formula.fixed)
    #expect(equations.randomTerms == formula.randomTerms)
    #expect(equations.groupPredictors == [.column("meanses"), .column("sector")])
    #expect(
      equations.description
        == "mathach ~ meanses + sector + center(ses, school) + meanses:center(ses, school) "
        + "+ sector:center(ses, school) + (1 + center(ses, school) | school)")
  }

  @Test(
    "special cases, as formulas",
    arguments: [
      // A coefficient without a residual does not vary at random.
      ("y = b0 + b1*x + r\nb0 = g00 + u0\nb1 = g10 + g11*w", "y ~ x + x:w + (1 | g)"),
      // A coefficient without an equation has a fixed effect only.
      ("y = b0 + b1*x + r\nb0 = g00 + u0", "y ~ x + (1 | g)"),
      // A coefficient with nothing but a residual has no fixed effect.
      ("y = b0 + b1*x + r\nb0 = u0\nb1 = g10 + u1", "y ~ 0 + x + (1 + x | g)"),
      // No level-1 intercept is implied.
      ("y = b1*x + e\nb1 = g10 + v1", "y ~ 0 + x + (0 + x | g)"),
      // Different level-2 predictors in each equation.
      (
        "y = b0 + b1*x + b2*z + r\nb0 = g00 + g01*w + u0\nb1 = g10 + g11*v + u1\nb2 = g20",
        "y ~ w + x + z + x:v + (1 + x | g)"
      ),
      // No constant at level 2.
      ("y = b0 + r\nb0 = g01*w + u0", "y ~ 0 + w + (1 | g)"),
      // Uncorrelated effects.
      (
        "y = b0 + b1*x + r\nb0 = g00 + u0\nb1 = g10 + u1\ncov(u0, u1) = 0",
        "y ~ x + (1 + x || g)"
      ),
      // Names are free; a symbol with an equation is a coefficient whatever its first letter.
      ("yi = effect + e\n\neffect = mu + slope*weeks + u", "yi ~ weeks + (1 | g)"),
      // Products of predictors are interactions; functions as in formulas.
      (
        "log(y) = b0 + b1*x*I(z^2) + r\nb0 = g00 + g01*mean(x, g) + u0",
        "log(y) ~ mean(x, g) + x:I(z^2) + (1 | g)"
      ),
      // Without any level-2 residual there is no random term.
      ("y = b0 + b1*x + r", "y ~ x"),
    ])
  func specialCases(equations: String, formula: String) throws {
    let model = try Formula(equations: equations, group: "g")
    #expect(model.description == formula)
    let written = try Formula(formula)
    #expect(model.outcome == written.outcome)
    #expect(model.fixed == written.fixed)
    #expect(model.randomTerms == written.randomTerms)
  }

  @Test("the columns of the data tell predictors from residuals and coefficients")
  func columns() throws {
    // 'x*b1' without columns would take x for the coefficient.
    let equations = "y = b0 + x*b1 + r2\nb0 = g00 + u0"
    let model = try Formula(equations: equations, group: "g", columns: ["y", "x", "g"])
    #expect(model.description == "y ~ x + (1 | g)")
    // A column named r is no residual.
    let error = #expect(throws: FormulaError.self) {
      try Formula(equations: "y = b0 + r\nb0 = g00 + u0", group: "g", columns: ["y", "r", "g"])
    }
    #expect(error?.problem == .noCoefficient(predictor: "r"))
  }

  @Test("groups may be combinations of columns")
  func combinedGroups() throws {
    let model = try Formula(equations: "y = b0 + r\nb0 = g00 + u0", group: "district : school")
    #expect(model.groupings.map(\.name) == ["district:school"])
    #expect(model.columnNames == ["y", "district", "school"])
  }

  @Test("a group needs a name", arguments: ["", " ", "a:", ":"])
  func groupWithoutName(group: String) {
    let error = #expect(throws: FormulaError.self) {
      try Formula(equations: "y = b0 + r\nb0 = g00 + u0", group: group)
    }
    #expect(error?.problem == .notAGroupingFactor)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let equations: String
    let caret: String
    let words: String
    var testDescription: String { equations }

    init(_ equations: String, _ caret: String, _ words: String) {
      self.equations = equations
      self.caret = caret
      self.words = words
    }
  }

  static let errors = [
    Case(
      "\n", "  \n  ^",
      "there are no equations; begin with the outcome, for example y = b0 + b1*x + r."),
    Case(
      "y = b0 + b1*(x + z) + r", "  y = b0 + b1*(x + z) + r\n              ^",
      "an equation adds products such as b1*x; write other arithmetic inside I( )."),
    Case(
      "y = b0 + b1*x^2 + r", "  y = b0 + b1*x^2 + r\n               ^",
      "an equation adds products such as b1*x; write other arithmetic inside I( )."),
    Case(
      "y = b0 - b1*x + r", "  y = b0 - b1*x + r\n         ^",
      "terms of an equation are added; the sign belongs to the coefficient."),
    Case("y ~ b0 + r", "  y ~ b0 + r\n    ^", "the equation has '~' where '=' should stand."),
    Case(
      "y = b0 + r s", "  y = b0 + r s\n             ^",
      "the equation has 's' where '+', '*' or the end of the line should stand."),
    Case(
      "y = b0 + r\nb0 = ", "  b0 = \n      ^",
      "the equation ends where a coefficient, a predictor or a residual should follow."),
    Case(
      "y = b0 + r\nb0 = g00 + center(x + u0\nb1 = g10",
      "  b0 = g00 + center(x + u0\n                   ^",
      "the equation has an opening parenthesis that is never closed."),
    Case(
      "y = b0 + b1*x\nb0 = g00 + u0", "  y = b0 + b1*x\n  ^",
      "the first equation has no residual; add one, for example + r."),
    Case(
      "y = b0 + r\nlog(b0) = g00 + u0", "  log(b0) = g00 + u0\n  ^",
      "a level-2 equation begins with a coefficient of the first equation, as in b0 = g00 + u0."),
    Case(
      "y = b0 + r\nb1 = g10 + u1", "  b1 = g10 + u1\n  ^",
      "'b1' is no coefficient of the first equation."),
    Case(
      "y = b0 + r\nb0 = g00\nb0 = g01 + u0", "  b0 = g01 + u0\n  ^",
      "'b0' has two equations; keep one."),
    Case(
      "y = b0 + center(x) + r", "  y = b0 + center(x) + r\n           ^",
      "'center(x)' has no coefficient; write for example b1*center(x)."),
    Case(
      "y = b0 + r\nb0 = g00 + meanses + u0", "  b0 = g00 + meanses + u0\n             ^",
      "g00 and meanses both stand alone; an equation has one constant, "
        + "and predictors need a coefficient."),
    Case(
      "y = b0 + r\nb0 = g00 + u0 + v0", "  b0 = g00 + u0 + v0\n                  ^",
      "u0 and v0 are both residuals; an equation has one."),
    Case(
      "y = b0 + b1*b0 + r\nb0 = g00 + u0\nb1 = g10", "  y = b0 + b1*b0 + r\n              ^",
      "b1 and b0 are both coefficients; a term has one."),
    Case(
      "y = b0 + b1*x + r\nb0 = g00 + u0\nb1 = g00 + u1", "  b1 = g00 + u1\n       ^",
      "'g00' is there twice; each coefficient and each residual needs its own name."),
    Case(
      "y = b0 + b1*x + r\nb0 = g00 + u0\nb1 = g10 + u0", "  b1 = g10 + u0\n  ^",
      "'u0' is there twice; each coefficient and each residual needs its own name."),
    Case(
      "y = b0 + b1*x + b2*x + r", "  y = b0 + b1*x + b2*x + r\n                  ^",
      "x is there twice with different coefficients; keep one."),
    Case(
      "y = b0 + b1*w + r\nb0 = g00 + g01*w + u0", "  y = b0 + b1*w + r\n           ^",
      "w is there twice with different coefficients; keep one."),
    Case(
      "y = b0 + r\nb0 = g00 + u0\ncov(u0, u1) = 0", "  cov(u0, u1) = 0\n  ^",
      "only all level-2 residuals together can be uncorrelated: cov(u0) = 0."),
    Case(
      "y = b0 + b1*x + r\nb0 = g00 + u0\nb1 = u1\ncov(u0, u1) = 1",
      "  cov(u0, u1) = 1\n                ^",
      "a covariance can only be set to zero, as in cov(u0, u1) = 0."),
  ]

  @Test("what is wrong, the line, and a caret under the place", arguments: errors)
  func showsErrors(example: Case) {
    let error = #expect(throws: FormulaError.self) {
      try Formula(equations: example.equations, group: "g")
    }
    #expect(error?.description == "\(example.words)\n\(example.caret)")
  }
}
