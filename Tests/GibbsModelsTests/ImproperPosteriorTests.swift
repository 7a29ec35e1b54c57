import GibbsModels
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
}
