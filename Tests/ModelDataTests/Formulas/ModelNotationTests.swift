import ModelData
import Testing

/// Golden texts of the three forms, written by hand after the book's notation.
@Suite struct ModelNotationTests {
  private func columns(_ names: String...) -> Set<ModelData.Expression> {
    Set(names.map { .column($0) })
  }

  /// Equations and formula must read back as the same model, up to the order of terms.
  private func expectReadsBack(
    _ notation: ModelNotation, as formula: Formula, group: String?
  ) throws {
    var again = [try Formula(notation.formula)]
    if let group { again.append(try Formula(equations: notation.equations, group: group)) }
    for model in again {
      #expect(model.outcome == formula.outcome)
      #expect(model.fixed.products == formula.fixed.products)
      #expect(
        Set(model.randomTerms.map { Set($0.terms.products) })
          == Set(formula.randomTerms.map { Set($0.terms.products) }))
      #expect(model.randomTerms.map(\.covariance) == formula.randomTerms.map(\.covariance))
      #expect(model.groupings == formula.groupings)
    }
  }

  @Test("slopes as outcomes: High School and Beyond, the book's Table 4.5")
  func slopesAsOutcomes() throws {
    let text =
      "mathach ~ (meanses + sector) * center(ses, school) + (1 + center(ses, school) | school)"
    let formula = try Formula(text)
    let notation = ModelNotation(
      formula, groupConstants: columns("meanses", "sector"), knownVariance: nil)
    #expect(notation.equations == EquationsTests.highSchoolAndBeyond)
    #expect(
      notation.combined
        == "mathach = g00 + g01*meanses + g02*sector + g10*center(ses, school) "
        + "+ g11*meanses*center(ses, school) + g12*sector*center(ses, school) "
        + "+ u0 + u1*center(ses, school) + r")
    #expect(notation.formula == text)
    #expect(notation.distributions == ["r ~ N(0, sigma2)", "(u0, u1) ~ N(0, T)"])
    try expectReadsBack(notation, as: formula, group: "school")
  }

  @Test("teacher expectancy: known variances or standard errors")
  func teacherExpectancy() throws {
    let formula = try Formula("yi ~ weeks_r + (1 | study)")
    let notation = ModelNotation(
      formula, groupConstants: columns("weeks_r"), knownVariance: .variance(column: "vi"))
    #expect(notation.levelOne == "yi = b0 + e")
    #expect(notation.levelTwo == ["b0 = g00 + g01*weeks_r + u0"])
    #expect(notation.combined == "yi = g00 + g01*weeks_r + u0 + e")
    #expect(notation.formula == "yi ~ weeks_r + (1 | study)")
    #expect(notation.distributions == ["e ~ N(0, vi), known", "u0 ~ N(0, T)"])
    try expectReadsBack(notation, as: formula, group: "study")
    let errors = ModelNotation(
      formula, groupConstants: columns("weeks_r"), knownVariance: .standardError(column: "sei"))
    #expect(errors.distributions[0] == "e ~ N(0, sei^2), known")
  }

  @Test("uncorrelated effects")
  func uncorrelated() throws {
    let formula = try Formula("y ~ days + (days || subject)")
    let notation = ModelNotation(formula, groupConstants: [], knownVariance: nil)
    #expect(
      notation.equations == """
        y = b0 + b1*days + r
        b0 = g00 + u0
        b1 = g10 + u1
        cov(u0, u1) = 0
        """)
    #expect(notation.distributions == ["r ~ N(0, sigma2)", "(u0, u1) ~ N(0, T), T diagonal"])
    #expect(notation.formula == "y ~ days + (days || subject)")
    try expectReadsBack(notation, as: formula, group: "subject")
  }

  @Test("two grouping factors stand beside their effects")
  func twoFactors() throws {
    let formula = try Formula("attain ~ vrq + (1 + vrq | primary) + (1 | secondary)")
    let notation = ModelNotation(formula, groupConstants: [], knownVariance: nil)
    #expect(notation.levelOne == "attain = b0 + b1*vrq + r")
    #expect(
      notation.levelTwo == [
        "b0 = g00 + u0[primary] + u0[secondary]", "b1 = g10 + u1[primary]",
      ])
    #expect(
      notation.combined
        == "attain = g00 + g10*vrq + u0[primary] + u0[secondary] + u1[primary]*vrq + r")
    #expect(
      notation.distributions == [
        "r ~ N(0, sigma2)", "(u0[primary], u1[primary]) ~ N(0, T_primary)",
        "u0[secondary] ~ N(0, T_secondary)",
      ])
    try expectReadsBack(notation, as: formula, group: nil)
  }

  @Test("a random coefficient without fixed effect, and one that is fixed")
  func noFixedEffect() throws {
    let formula = try Formula("y ~ 0 + x + w:x + z + (1 + x | g)")
    let notation = ModelNotation(formula, groupConstants: columns("w"), knownVariance: nil)
    #expect(
      notation.equations == """
        y = b0 + b1*x + b2*z + r
        b0 = u0
        b1 = g10 + g11*w + u1
        b2 = g20
        """)
    #expect(notation.combined == "y = g10*x + g11*w*x + g20*z + u0 + u1*x + r")
    try expectReadsBack(notation, as: formula, group: "g")
  }

  @Test(
    "t effects: T is named the scale matrix, and the covariance given where it exists",
    arguments: [
      ("t(4)", "u0 ~ t(4, 0, T), scale matrix T, covariance 2*T"),
      ("t(5)", "u0 ~ t(5, 0, T), scale matrix T, covariance 5/3*T"),
      ("t(2)", "u0 ~ t(2, 0, T), scale matrix T, without a covariance"),
      ("t([2, inf])", "u0 ~ t(df, 0, T), scale matrix T, covariance df/(df - 2)*T where df > 2"),
      ("t(inf)", "u0 ~ N(0, T)"),
    ])
  func studentEffects(errors: String, words: String) throws {
    let distribution = try ErrorDistribution(parsing: errors)
    let notation = ModelNotation(
      try Formula("y ~ 1 + (1 | g)"), groupConstants: [], knownVariance: nil,
      errors: ErrorDistributions(
        effects: ChoiceByName(entries: [ChoiceByName.Entry(name: "g", choice: distribution)])))
    #expect(notation.distributions == ["r ~ N(0, sigma2)", words])
  }

  @Test("no level-1 intercept; a varying coefficient of a group's constant is at level 1")
  func noIntercept() throws {
    let formula = try Formula("y ~ 0 + x + w + (0 + w | g)")
    let notation = ModelNotation(formula, groupConstants: columns("w", "x"), knownVariance: nil)
    #expect(
      notation.equations == """
        y = b0 + b1*w + r
        b0 = g01*x
        b1 = g10 + u1
        """)
    try expectReadsBack(notation, as: formula, group: "g")
  }

  @Test("symbols give way to columns of their name")
  func symbolsGiveWay() throws {
    let formula = try Formula("b1 ~ r + g2 + u0 + (1 + r | school)")
    let notation = ModelNotation(formula, groupConstants: columns("u0"), knownVariance: nil)
    #expect(
      notation.equations == """
        b1 = beta0 + beta1*r + beta2*g2 + e
        beta0 = gamma00 + gamma01*u0 + v0
        beta1 = gamma10 + v1
        beta2 = gamma20
        """)
    try expectReadsBack(notation, as: formula, group: "school")
  }

  @Test("the data tell what is constant within groups")
  func constantsFromData() throws {
    let table = Table(
      "y,x,w,t,g\n1,1,5,p,a\n2,2,5,p,a\n3,1,7,q,b\n5,2,7,q,b\n4,9,NA,q,b", texts: ["g"])
    let formula = try Formula("y ~ x + w + t + mean(x, g):center(x, g) + (1 | g)")
    let notation = try ModelNotation(formula, table: table)
    #expect(
      notation.levelTwo == [
        "b0 = g00 + g01*w + g02*t + u0", "b1 = g10", "b2 = g21*mean(x, g)",
      ])
    #expect(notation.levelOne == "y = b0 + b1*x + b2*center(x, g) + r")
  }
}

extension TermList {
  /// Each term as the set of its variables, the intercept as the empty set.
  fileprivate var products: Set<Set<ModelData.Expression>> {
    Set(terms.map { Set($0.variables) } + (hasIntercept ? [[]] : []))
  }
}
