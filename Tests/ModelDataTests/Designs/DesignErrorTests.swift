import ModelData
import Testing

@Suite struct DesignErrorTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let formula: String
    let rows: String
    var known: KnownVariance?
    let words: String
    var testDescription: String { words }
  }

  static let wholeData = [
    Case(
      formula: "y ~ wieght + (1 | g)", rows: "g,y,weight\na,1,2\nb,2,3",
      words: "there is no column 'wieght' in the data.\nDid you mean 'weight'?"),
    Case(
      formula: "y ~ age + (1 | g)", rows: "g,y,weight\na,1,2\nb,2,3",
      words: "there is no column 'age' in the data.\nCheck the header of the data file."),
    Case(
      formula: "y ~ x + (1 | g)", rows: "g,y,x\na,1,NA\nb,NA,NA",
      words: "none of the 2 rows is complete.\nThe column 'x' is missing in 2 of them."),
    Case(
      formula: "y ~ x + (1 | g)", rows: "g,y,x",
      words: "none of the 0 rows is complete.\nThe data need at least two rows."),
    Case(
      formula: "y ~ x + (1 | g)", rows: "g,y,x\na,1,NA\nb,2,5",
      words: "data.csv, line 3: this is the only complete row; a model needs at least two.\n"
        + "Check which columns are missing in the other rows."),
    Case(
      formula: "y ~ 1 + (1 | g)", rows: "g,y\na,1\na,2\nb,NA",
      words: "the rows belong to one group only: g 'a'.\n"
        + "Variation between groups needs two or more; check the column."),
    Case(
      formula: "y ~ x", rows: "y,x\n1,2\n3,3",
      words: "the formula has no random term.\n"
        + "Add one for the groups, for example + (1 | school) when the column school names them."),
  ]

  static let values = [
    Case(
      formula: "y ~ 1 + (1 | g)", rows: "g,y\na,1\na,low\nb,4",
      words: "data.csv, line 3, column 'y': 'low' is not a number.\n"
        + "The outcome must be numeric; correct the value, or leave the cell empty."),
    Case(
      formula: "y ~ log(x) + (1 | g)", rows: "g,y,x\na,1,2\na,3,7\nb,4,x7",
      words: "data.csv, line 4, column 'x': 'x7' is not a number.\n"
        + "Correct the value, leave the cell empty, or use the column as a term of its own."),
    Case(
      formula: "y ~ x + (1 | g)", rows: "g,y,x\na,1,2\na,3,inf\nb,4,1",
      words: "data.csv, line 3, column 'x': the value inf is not finite.\n"
        + "Correct it, or leave the cell empty so that the row is dropped."),
    Case(
      formula: "y ~ log(x + 1) + (1 | g)", rows: "g,y,x\na,1,2\na,3,-1\nb,4,1",
      words: "data.csv, line 3: log(x + 1) cannot be computed where x + 1 is 0; "
        + "it must be above zero.\n"
        + "Correct the value, or leave the cell empty so that the row is dropped."),
    Case(
      formula: "y ~ sqrt(x) + (1 | g)", rows: "g,y,x\na,1,2\na,3,-2.5\nb,4,1",
      words: "data.csv, line 3: sqrt(x) cannot be computed where x is -2.5; "
        + "it must not be negative.\n"
        + "Correct the value, or leave the cell empty so that the row is dropped."),
    Case(
      formula: "y ~ exp(x) + (1 | g)", rows: "g,y,x\na,1,2\na,3,1000\nb,4,1",
      words: "data.csv, line 3: exp(x) cannot be computed where x is 1000; "
        + "the result is too large.\n"
        + "Correct the value, or leave the cell empty so that the row is dropped."),
    Case(
      formula: "y ~ I(1/x) + (1 | g)", rows: "g,y,x\na,1,2\na,3,4\nb,4,0",
      words: "data.csv, line 4: 1/x cannot be computed where x is 0; it must not be zero.\n"
        + "Correct the value, or leave the cell empty so that the row is dropped."),
    Case(
      formula: "y ~ I(x^0.5) + (1 | g)", rows: "g,y,x\na,1,2\na,3,4\nb,4,-4",
      words: "data.csv, line 4: x^0.5 cannot be computed where x is -4.\n"
        + "Correct the value, or leave the cell empty so that the row is dropped."),
    Case(
      formula: "y ~ 1 + (1 | g)", rows: "g,y,v\na,1,0.1\nb,3,0\nc,4,1",
      known: .variance(column: "v"),
      words: "data.csv, line 3, column 'v': the variance 0 must be above zero.\n"
        + "Correct it, or leave the cell empty so that the row is dropped."),
    Case(
      formula: "y ~ 1 + (1 | g)", rows: "g,y,v\na,1,0.1\nb,3,-0.25\nc,4,1",
      known: .standardError(column: "v"),
      words: "data.csv, line 3, column 'v': the standard error -0.25 must be above zero.\n"
        + "Correct it, or leave the cell empty so that the row is dropped."),
    Case(
      formula: "y ~ 1 + (1 | g)", rows: "g,y,v\na,1,0.1\nb,3,small\nc,4,1",
      known: .variance(column: "v"),
      words: "data.csv, line 3, column 'v': 'small' is not a number.\n"
        + "Correct the value, leave the cell empty, or use the column as a term of its own."),
    Case(
      formula: "y ~ 1 + (1 | g)", rows: "g,y\na,2.5\na,2.5\nb,2.5",
      words: "the outcome y is 2.5 in all rows.\n"
        + "Without variation there is nothing to explain; check the column."),
    Case(
      formula: "y ~ kind + (1 | g)", rows: "g,y,kind\na,2,new\na,3,new\nb,5,NA\nb,4,new",
      words: "the factor kind has one level only in the rows used: 'new'.\n"
        + "Leave it out, or check which rows were dropped."),
  ]

  @Test("data that cannot carry the model", arguments: wholeData)
  func showsWholeData(example: Case) throws { try expect(example) }

  @Test("values that cannot be", arguments: values)
  func showsValues(example: Case) throws { try expect(example) }

  private func expect(_ example: Case) throws {
    let formula = try Formula(example.formula)
    let table = Table(example.rows, texts: ["g"])
    let error = #expect(throws: DesignError.self) {
      try HierarchicalModel(formula: formula, table: table, knownVariance: example.known)
    }
    #expect(error?.description == example.words)
  }

  @Test("a level-2 predictor that varies within a group")
  func variesWithinGroup() throws {
    let formula = try Formula(
      equations: "y = b0 + r\nb0 = g00 + g01*ses + u0", group: "school")
    let table = Table(
      "school,y,ses\n12,1,0.5\n7,2,1.5\n12,3,0.5\n7,4,-0.25", file: "schools.csv",
      texts: ["school"])
    let error = #expect(throws: DesignError.self) {
      try HierarchicalModel(formula: formula, table: table)
    }
    #expect(
      error?.description
        == "schools.csv, line 5: ses stands in a level-2 equation but varies within "
        + "school '7': 1.5 and -0.25.\n"
        + "Put it into the level-1 equation, or use the group's mean: mean(x, school).")
  }

  @Test("a level-2 factor that varies within a group")
  func factorVariesWithinGroup() throws {
    let formula = try Formula(
      equations: "y = b0 + r\nb0 = g00 + g01*kind + u0", group: "g")
    let error = #expect(throws: DesignError.self) {
      try HierarchicalModel(
        formula: formula, table: Table("g,y,kind\na,1,new\na,2,old\nb,4,old"))
    }
    #expect(
      error?.description
        == "data.csv, line 3: kind stands in a level-2 equation but varies within "
        + "g 'a': 'new' and 'old'.\n"
        + "Put it into the level-1 equation, or use the group's mean: mean(x, g).")
  }

  @Test("equations without a level-2 residual")
  func noLevelTwoResidual() throws {
    let formula = try Formula(equations: "y = b0 + r\nb0 = g00", group: "g")
    let error = #expect(throws: DesignError.self) {
      try HierarchicalModel(formula: formula, table: Table("g,y\na,1\nb,2"))
    }
    #expect(
      error?.description
        == "no level-2 equation has a residual, so nothing varies between groups.\n"
        + "Add one, for example b0 = g00 + u0.")
  }

  @Test("groups of one row")
  func allGroupsSingle() {
    #expect(
      DesignError.allGroupsSingle(factor: "g", groups: 3).description
        == "each of the 3 groups of g has one row, so sigma2 cannot be told from T.\n"
        + "Name the known variances (known-variance or known-se), or use a factor with larger "
        + "groups.")
  }

  @Test("a place without a known file is its line")
  func placeWithoutFile() {
    #expect(DesignError.Place(file: nil, line: 7).description == "line 7")
  }
}
