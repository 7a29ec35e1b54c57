import GSLNumerics
import GibbsModels
import LikelihoodFits
import ModelData
import Testing

@Suite struct TwoLevelModelAnalysisTests {
  private static let rows = ["a,1,1,0", "b,3,2,1", "c,2,1,4", "d,5,1,2", "e,4,1,7"]

  @Test("priors of T and γ are those of the file")
  func priors() throws {
    let model = try TemporaryModel(
      rows: Self.rows, "formula: y ~ x + (1 | school)", "known-variance: v",
      "priors: {T: half-cauchy(2), gamma: {x: 'normal(1, 3)'}}"
    ).analysis()
    let posterior = try TwoLevelModel(model)
    let expected = try TwoLevelModel(
      posterior.data, prior: .halfCauchy(scales: .same(2)),
      gammaPriors: [.flat, .normal(mean: 1, standardDeviation: 3)])
    var stream = RandomStream(seed: 1, chain: 0, purpose: .start)
    let state = try GibbsSampler(posterior).initialState(using: &stream)
    #expect(try posterior.logJoint(state) == expected.logJoint(state))
  }

  @Test("a model that cannot be drawn yet is refused with what can be had instead")
  func unsupported() throws {
    let cases: [(lines: [String], place: String, words: String)] = [
      (
        ["formula: y ~ 1 + (x | school)", "known-variance: v", "priors: {T: sqrt}"],
        ", line 5, column 10",
        "T: sqrt and 2 random effects a group.\nWrite uniform, uniform-sd, "
          + "inverse-wishart(df, scale) or half-t(df, scale)."
      ),
      (
        ["formula: y ~ 1 + (1 | school) + (0 + x | school)", "known-variance: v"],
        "", "2 random terms.\nWrite one random term, such as (1 + x || school)."
      ),
    ]
    for (lines, place, words) in cases {
      // Two rows a school, so that nothing else is amiss.
      let file = try TemporaryModel(
        rows: Self.rows + Self.rows.map { $0 + "1" }, lines.joined(separator: "\n"))
      let analysis = try file.analysis()
      let error = #expect(throws: UnsupportedModel.self) { try TwoLevelModel(analysis) }
      #expect(
        error?.description
          == "\(file.path)\(place): this version of Lindley cannot compute a model with \(words)")
    }
  }

  @Test("a scale that is a list must have a value for each effect, and the line is named")
  func scaleCount() throws {
    let file = try TemporaryModel(
      rows: Self.rows, "formula: y ~ 1 + (x | school)", "known-variance: v",
      "priors: {T: 'half-t(3, [1, 2, 3])'}")
    let path = file.path
    let error = #expect(throws: ModelFileError.self) { try Analysis(path: path) }
    #expect(
      error?.description == """
        \(path), line 5, column 10: the scale of 'half-t(3, [1, 2, 3])' has 3 values, but a group has \
        2 random effects: (Intercept), x.
        Give one number for all, or 2 values in this order.
        """)
  }

  @Test("an outcome that does not vary within groups is refused")
  func noVariation() throws {
    let file = try TemporaryModel(
      rows: Self.rows + Self.rows.map { $0 + "1" }, "formula: y ~ 1 + (1 | school)")
    let analysis = try file.analysis()
    #expect(throws: UnfittableModel.self) { try TwoLevelModel(analysis) }
  }
}
