import ModelData
import Testing

@Suite struct HierarchicalModelFormulaTests {
  /// Two schools of three pupils; by hand: means of x are 2 in s9 and 6 in s1, 4 over all.
  static let schools = Table(
    """
    school,y,x,w
    s9,10,1,5
    s9,11,2,5
    s1,14,5,8
    s9,12,3,5
    s1,15,6,8
    s1,19,7,8
    """)

  @Test("outcome, X, Z and groups by hand")
  func byHand() throws {
    let formula = try Formula("y ~ w * center(x, school) + (1 + center(x) | school)")
    let model = try HierarchicalModel(formula: formula, table: Self.schools)
    #expect(model.outcome.name == "y")
    #expect(model.outcome.values == [10, 11, 14, 12, 15, 19])
    #expect(
      model.fixed.labels == ["(Intercept)", "w", "center(x, school)", "w:center(x, school)"])
    #expect(
      model.fixed.columns == [
        [1, 1, 1, 1, 1, 1], [5, 5, 8, 5, 8, 8], [-1, 0, -1, 1, 0, 1], [-5, 0, -8, 5, 0, 8],
      ])
    #expect(model.randomTerms.count == 1)
    let term = try #require(model.randomTerms.first)
    #expect(term.factor.name == "school")
    #expect(term.factor.levels == ["s9", "s1"])
    #expect(term.factor.indices == [0, 0, 1, 0, 1, 1])
    #expect(term.design.labels == ["(Intercept)", "center(x)"])
    #expect(term.design.columns == [[1, 1, 1, 1, 1, 1], [-3, -2, 1, -1, 2, 3]])
    #expect(term.covariance == .unstructured)
    #expect(model.knownVariances == nil)
    #expect(model.rows == RowAccount(read: 6, used: 6, missing: [], vanishedGroups: []))
  }

  @Test("equations give the same model as the formula")
  func equations() throws {
    let formula = try Formula("y ~ w * center(x, school) + (1 + center(x, school) | school)")
    let equations = try Formula(
      equations: """
        y = b0 + b1*center(x, school) + r
        b0 = g00 + g01*w + u0
        b1 = g10 + g11*w + u1
        """, group: "school")
    let first = try HierarchicalModel(formula: formula, table: Self.schools)
    let second = try HierarchicalModel(formula: equations, table: Self.schools)
    #expect(first.fixed.labels == second.fixed.labels)
    #expect(first.fixed.columns == second.fixed.columns)
    #expect(first.randomTerms[0].design.columns == second.randomTerms[0].design.columns)
    #expect(first.randomTerms[0].factor.indices == second.randomTerms[0].factor.indices)
  }

  @Test("rows with missing values are counted by column; means are of the rows used")
  func missingValues() throws {
    let table = Table(
      """
      g,y,x,v,note
      a,1,2,1,NA
      a,NA,NA,1,NA
      b,3,6,1,NA
      c,4,NA,1,NA
      NA,5,1,1,NA
      b,6,10,NA,NA
      a,8,4,1,NA
      d,NA,4,1,NA
      """)
    let model = try HierarchicalModel(
      formula: try Formula("y ~ center(x) + (1 | g)"), table: table,
      knownVariance: .variance(column: "v"))
    #expect(model.rows.read == 8)
    #expect(model.rows.used == 3)
    #expect(
      model.rows.missing == [
        .init(column: "g", count: 1), .init(column: "y", count: 2), .init(column: "x", count: 2),
        .init(column: "v", count: 1),
      ])
    #expect(
      model.rows.vanishedGroups == [
        .init(factor: "g", group: "c"), .init(factor: "g", group: "d"),
      ])
    #expect(model.fixed.columns[1] == [-2, 2, 0])
    #expect(model.randomTerms[0].factor.levels == ["a", "b"])
  }

  @Test("known variances, and standard errors squared")
  func knownVariances() throws {
    let table = Table("study,yi,vi\n1,0.5,4\n2,0.7,9\n3,0.1,16", texts: ["study"])
    let formula = try Formula("yi ~ 1 + (1 | study)")
    let variances = try HierarchicalModel(
      formula: formula, table: table, knownVariance: .variance(column: "vi"))
    #expect(variances.knownVariances == [4, 9, 16])
    let errors = try HierarchicalModel(
      formula: formula, table: table, knownVariance: .standardError(column: "vi"))
    #expect(errors.knownVariances == [16, 81, 256])
    #expect(errors.randomTerms[0].factor.levels == ["1", "2", "3"])
  }

  @Test("nested factors are numbered by combinations; uncorrelated effects are one term")
  func nestedAndUncorrelated() throws {
    let table = Table(
      "a,b,y,x\n1,1,3,1\n2,1,4,2\n1,2,5,3\n1,1,9,5\n2,1,2,4", texts: ["a", "b"])
    let model = try HierarchicalModel(
      formula: try Formula("y ~ (x || a/b)"), table: table)
    #expect(model.randomTerms.map(\.factor.name) == ["a", "a:b"])
    #expect(model.randomTerms.map(\.factor.levels) == [["1", "2"], ["1:1", "2:1", "1:2"]])
    #expect(model.randomTerms.map(\.factor.indices) == [[0, 1, 0, 0, 1], [0, 1, 2, 0, 1]])
    #expect(model.randomTerms.map(\.covariance) == [.diagonal, .diagonal])
    #expect(model.randomTerms.map(\.design.labels.count) == [2, 2])
  }

  @Test("a column that names groups can be a numeric predictor too")
  func groupsAsNumbers() throws {
    let table = Table("year,y\n2001,1\n2002,2\n2001,4\n2003,3", texts: ["year"])
    let model = try HierarchicalModel(
      formula: try Formula("y ~ year + (1 | year)"), table: table)
    #expect(model.fixed.labels == ["(Intercept)", "year"])
    #expect(model.fixed.columns[1] == [2001, 2002, 2001, 2003])
    #expect(model.randomTerms[0].factor.levels == ["2001", "2002", "2003"])
  }

  @Test("the groups of a column read as numbers are its values")
  func numericGroups() throws {
    let table = Table("id,y\n12,1\n7,2\n12,4\n7.5,3")
    let model = try HierarchicalModel(formula: try Formula("y ~ 1 + (1 | id)"), table: table)
    #expect(model.randomTerms[0].factor.levels == ["12", "7", "7.5"])
  }

  @Test("a fixed part may be empty")
  func emptyFixedPart() throws {
    let model = try HierarchicalModel(
      formula: try Formula("y ~ 0 + (1 | school)"), table: Self.schools)
    #expect(model.fixed.labels.isEmpty)
  }
}
