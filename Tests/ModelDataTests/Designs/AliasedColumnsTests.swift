import Testing

@testable import ModelData

@Suite struct AliasedColumnsTests {
  static let x = [0.3, -1.2, 2.5, 0.7, 1.9, -0.4, 3.1, 0.05]
  static let z = [5.0, 7.5, 6.25, 9.125, 4.5, 8.0, 3.75, 6.5]
  static let ones = Array(repeating: 1.0, count: 8)

  private func words(_ columns: [(String, [Double])]) -> String? {
    var moments = GroupMoments(groups: 1, columns: columns.count)
    columns.flatMap(\.1).withUnsafeBufferPointer {
      moments.add($0, weights: nil, to: columns[0].1.map { _ in 0 })
    }
    let design = DesignSummary(
      labels: columns.map(\.0), moments: moments, columns: Array(columns.indices))
    let aliases = AliasedColumns(design).aliases
    return aliases.isEmpty ? nil : DesignError.aliasedColumns(aliases).description
  }

  private static let remedy = "\nLeave out this predictor, or what determines it."

  @Test("a multiple, shifted")
  func multiple() {
    #expect(
      words([("(Intercept)", Self.ones), ("x", Self.x), ("far", Self.x.map { 3 - 2 * $0 })])
        == "X has not full rank: far = 3 - 2*x." + Self.remedy)
  }

  @Test("a combination of two, without intercept")
  func combination() {
    let sum = zip(Self.x, Self.z).map { -$0 + 0.5 * $1 }
    #expect(
      words([("x", Self.x), ("z", Self.z), ("sum", sum)])
        == "X has not full rank: sum = -x + 0.5*z." + Self.remedy)
  }

  @Test("a constant, and a column of zeros")
  func constants() {
    #expect(
      words([("(Intercept)", Self.ones), ("x", Self.x), ("k", Self.ones.map { 0.1 * $0 })])
        == "X has not full rank: k = 0.1." + Self.remedy)
    #expect(
      words([("(Intercept)", Self.ones), ("none", Self.ones.map { 0 * $0 })])
        == "X has not full rank: none is zero in all rows." + Self.remedy)
  }

  @Test("two aliased columns are both named; a long combination is not spelt out")
  func several() {
    let squares = Self.x.map { $0 * $0 }
    let cubes = Self.x.map { $0 * $0 * $0 }
    let sum = Self.x.indices.map { Self.x[$0] + Self.z[$0] + squares[$0] + cubes[$0] }
    #expect(
      words([
        ("(Intercept)", Self.ones), ("x", Self.x), ("z", Self.z), ("twice", Self.x.map { 2 * $0 }),
        ("x2", squares), ("x3", cubes), ("sum", sum),
      ])
        == "X has not full rank: twice = 2*x; sum is determined by the columns before it.\n"
        + "Leave out these predictors, or what determines them.")
  }

  @Test("small but real variation about a large mean is not aliased; rounding error is")
  func largeMean() {
    #expect(
      words([("(Intercept)", Self.ones), ("year", Self.x.map { 1e9 + $0 })]) == nil)
    #expect(
      words([
        ("(Intercept)", Self.ones), ("year", Self.x.map { 1e9 + $0 }),
        ("days", Self.x.map { 365.25 * (1e9 + $0) }),
      ])?.hasPrefix("X has not full rank: days") == true)
  }

  @Test("the scale of a column does not matter", arguments: [1e-150, 1e-12, 1, 1e12, 1e150])
  func scale(factor: Double) {
    #expect(
      words([
        ("(Intercept)", Self.ones), ("x", Self.x.map { factor * $0 }), ("z", Self.z),
      ]) == nil)
  }

  @Test("more columns than rows")
  func wide() {
    #expect(
      words([("(Intercept)", [1, 1]), ("x", [1, 2]), ("z", [1, 4])])
        == "X has not full rank: z = -2 + 3*x." + Self.remedy)
  }

  @Test("a model names its aliased columns")
  func inModel() throws {
    let formula = try Formula("y ~ x + mean(x, g) + center(x, g) + (1 | g)")
    let error = #expect(throws: DesignError.self) {
      try HierarchicalModel(
        formula: formula, table: Table("g,y,x\na,1,2\na,3,4\nb,4,1\nb,5,9\nc,5,3\nc,8,3"))
    }
    #expect(
      error?.description
        == "X has not full rank: center(x, g) = x - mean(x, g)." + Self.remedy)
  }
}
