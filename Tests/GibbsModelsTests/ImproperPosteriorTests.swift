import GibbsModels
import LikelihoodFits
import ModelData
import Testing

@Suite struct ImproperPosteriorTests {
  private static let rows = ["a,1,1,0", "b,3,1,1", "c,2,1,4", "d,5,1,2"]

  private func analysis(rows: Int, formula: String, prior: String) throws -> Analysis {
    try TemporaryModel(
      rows: Array(Self.rows.prefix(rows)), "formula: \(formula)", "known-variance: v",
      "priors: {T: \(prior)}"
    ).analysis()
  }

  private func words(rows: Int, formula: String, prior: String) throws -> String {
    let analysis = try self.analysis(rows: rows, formula: formula, prior: prior)
    let error = #expect(throws: ImproperPosterior.self) { try TwoLevelModel(analysis) }
    return try #require(error).description
  }

  @Test("three studies under flat τ²: the words, and that uniform-sd would do")
  func threeStudies() throws {
    #expect(
      try words(rows: 3, formula: "y ~ 1 + (1 | school)", prior: "uniform") == """
        The posterior is improper: with the prior T: uniform, 3 groups of 'school' and \
        1 coefficient between groups, the density of τ has no finite integral.
        T: uniform-sd, or a proper prior such as T: half-cauchy(scale), makes it proper.
        """)
  }

  @Test("two studies under flat τ: only a proper prior would do")
  func twoStudies() throws {
    #expect(
      try words(rows: 2, formula: "y ~ 1 + (1 | school)", prior: "uniform-sd") == """
        The posterior is improper: with the prior T: uniform-sd, 2 groups of 'school' and \
        1 coefficient between groups, the density of τ has no finite integral.
        A proper prior such as T: half-cauchy(scale), with its scale in the outcome's units, \
        makes it proper.
        """)
  }

  @Test("coefficients are counted in the plural")
  func plural() throws {
    #expect(
      try words(rows: 4, formula: "y ~ 1 + x + (1 | school)", prior: "uniform") == """
        The posterior is improper: with the prior T: uniform, 4 groups of 'school' and \
        2 coefficients between groups, the density of τ has no finite integral.
        T: uniform-sd, or a proper prior such as T: half-cauchy(scale), makes it proper.
        """)
  }

  @Test("what the words propose does make it proper")
  func remedy() throws {
    for (rows, prior) in [(3, "uniform-sd"), (2, "half-cauchy(2)")] {
      let analysis = try analysis(rows: rows, formula: "y ~ 1 + (1 | school)", prior: prior)
      #expect(try TwoLevelModel(analysis).propriety.isProper)
    }
  }

  @Test("groups of one row leave no posterior, and nothing to fit")
  func singleRows() throws {
    let analysis = try TemporaryModel(
      rows: Self.rows, "formula: y ~ 1 + (1 | school)", "priors: {T: uniform-sd}"
    ).analysis()
    let error = #expect(throws: ImproperPosterior.self) { try TwoLevelModel(analysis) }
    #expect(error?.propriety.levelOne?.zero == .uninformed)
    let refusal = #expect(throws: PlacedDesignError.self) {
      try LikelihoodFit(analysis, method: .reml)
    }
    let words = DesignError.allGroupsSingle(factor: "school", groups: 4).description
    #expect(refusal?.description == "\(analysis.file.data[0].name): \(words)")
  }

  /// In 4 groups of 5 rows W = 16; with three equal outcomes in each k = 8: ν₁(16 − 8) − 8 > 0 needs ν₁ > 1.
  @Test(
    "t errors of level 1 and outcomes with ties",
    arguments: [("t(1)", false), ("t(1.5)", true), ("t(estimate)", false), ("normal", true)])
  func ties(errors: String, isProper: Bool) throws {
    let rows = ["a", "b", "c", "d"].enumerated().flatMap { j, school in
      [2, 2, 5, 2, 1].map { "\(school),\($0 + (j + 1) % 3),1,0" }
    }
    let analysis = try TemporaryModel(
      rows: rows, "formula: y ~ 1 + (1 | school)", "priors: {T: uniform-sd}",
      "errors: {level-1: \(errors)}"
    ).analysis()
    guard !isProper else {
      #expect(try TwoLevelModel(analysis).propriety.isProper)
      return
    }
    let error = #expect(throws: ImproperPosterior.self) { try TwoLevelModel(analysis) }
    #expect(
      error?.description == """
        The posterior is improper: so many outcomes are equal within their group that t(1) errors of \
        level 1 fit them exactly, with sigma2 at 0.
        More degrees of freedom, normal errors, or sigma2: inverse-gamma(a, b) makes it proper.
        """)
  }
}
