import TestSupport
import Testing

/// A model and its data that cannot be computed, and what the program says of them.
struct BadInput: Sendable, CustomTestStringConvertible {
  /// What is wrong.
  let testDescription: String
  /// The model file, `model.yaml`.
  let model: String
  /// The other files, by name.
  let files: [String: String]
  /// Standard error.
  let words: String
  /// The exit code.
  let code: Int32

  /// Bad rows of `studies.csv` in a meta-analysis of `yi` with variances `vi`.
  init(_ description: String, rows: String, says words: String) {
    self.init(
      description, model: Self.metaAnalysis, files: ["studies.csv": rows], says: words)
  }

  /// Bad lines in a model of good rows.
  init(_ description: String, model: String, says words: String, code: Int32 = 3) {
    self.init(description, model: model, files: ["studies.csv": Self.rows], says: words, code: code)
  }

  init(
    _ description: String, model: String, files: [String: String], says words: String,
    code: Int32 = 3
  ) {
    testDescription = description
    (self.model, self.files, self.words, self.code) = (model, files, words, code)
  }

  /// Five good rows.
  static let rows =
    "study,yi,vi,x\na,0.1,0.2,1\nb,0.3,0.1,2\nc,0.2,0.1,4\nd,0.5,0.2,8\ne,-0.1,0.3,9\n"

  private static let metaAnalysis = """
    data: [studies.csv]
    formula: yi ~ 1 + (1 | study)
    known-variance: vi
    """

  /// Expects these verbs to say the words, to end with the code and to write nothing.
  func expectRefusal(by verbs: [[String]]) throws {
    let workplace = try Workplace(files.merging(["model.yaml": model]) { $1 })
    for verb in verbs {
      let outcome = try workplace.lindley(verb)
      #expect(outcome.errors == "Error: \(words)\n", "\(verb)")
      #expect(outcome.code == code, "\(verb)")
      #expect(outcome.output == "", "\(verb)")
      #expect(workplace.names(in: "o") == nil, "\(verb) wrote something")
    }
  }

  /// All verbs that read a model.
  static let everyVerb =
    ["check", "fit", "compare"].map { [$0, "model.yaml"] }
    + [["sample", "model.yaml", "--output", "o"]]
}
