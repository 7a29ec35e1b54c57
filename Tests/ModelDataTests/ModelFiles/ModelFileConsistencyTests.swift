import Foundation
import Testing

@testable import ModelData

@Suite("Words on files that cannot be read, and on keys that do not go together")
struct ModelFileConsistencyTests {
  private func words(after more: String) -> String {
    wordsOfError(in: "data: a.csv\nformula: y ~ 1\n" + more)
  }

  @Test("No data")
  func noData() {
    #expect(
      wordsOfError(in: "formula: y ~ 1\n") == """
        teacher.yaml: the key 'data' is missing.
        Name the CSV file, as in 'data: [students.csv]'.
        """)
  }

  @Test("No model")
  func noModel() {
    #expect(
      wordsOfError(in: "data: a.csv\n") == """
        teacher.yaml: there is no model.
        Write 'formula', or 'group' and 'equations'.
        """)
  }

  @Test("Two models: the second one is named")
  func twoModels() {
    #expect(
      words(after: "group: g\nequations: y = b0\n") == """
        teacher.yaml, line 4, column 1: the model is written both as 'formula' and as 'equations'.
        Keep one of them.
        """)
    #expect(
      wordsOfError(in: "data: a.csv\nequations: y = b0\nformula: y ~ 1\n") == """
        teacher.yaml, line 3, column 1: the model is written both as 'formula' and as 'equations'.
        Keep one of them.
        """)
  }

  @Test("Equations without a group, and a group without equations")
  func group() {
    #expect(
      wordsOfError(in: "data: a.csv\nequations: y = b0\n") == """
        teacher.yaml, line 2, column 1: 'equations' needs 'group', the column that holds the \
        group of each row.
        Add it, as in 'group: school'.
        """)
    let words = """
      : 'group' belongs to 'equations', but there are none.
      A formula names its groups itself, as in '(1 | school)'.
      """
    #expect(self.words(after: "group: g\n") == "teacher.yaml, line 3, column 1" + words)
    #expect(
      wordsOfError(in: "data: a.csv\ngroup: g\n") == "teacher.yaml, line 2, column 1" + words)
  }

  @Test("Variances known in two ways")
  func severalKnownVariances() {
    #expect(
      words(after: "known-se: s\nknown-variance: v\n") == """
        teacher.yaml, line 4, column 1: 'known-variance' stands beside 'known-se', but the \
        level-1 variances can be known in one way only.
        Keep one of them.
        """)
    #expect(
      words(after: "known-covariance: {columns: [a], correlation: 0.5}\n") == """
        teacher.yaml, line 3, column 34: 'correlation' stands beside 'columns', but the \
        level-1 variances can be known in one way only.
        Keep one of them.
        """)
  }

  @Test("Half of a known covariance")
  func keyMissingBeside() {
    #expect(
      words(after: "known-covariance: {variances: v}\n") == """
        teacher.yaml, line 3, column 1: 'known-covariance' needs 'correlation' too.
        Write {columns: [v1, v2]} or {variances: v, correlation: 0.5}.
        """)
    #expect(
      words(after: "known-covariance: {correlation: 0.5}\n") == """
        teacher.yaml, line 3, column 1: 'known-covariance' needs 'variances' too.
        Write {columns: [v1, v2]} or {variances: v, correlation: 0.5}.
        """)
    #expect(
      words(after: "known-covariance: {}\n") == """
        teacher.yaml, line 3, column 1: 'known-covariance' needs 'columns' too.
        Write {columns: [v1, v2]} or {variances: v, correlation: 0.5}.
        """)
  }

  @Test("A prior made from known variances, where there are none")
  func priorNeedsKnownVariances() {
    let words = """
      : the prior 'dumouchel' of T is made from known variances, and this model has none.
      Use another prior, such as 'uniform-sd', or give 'known-variance' or 'known-se'.
      """
    #expect(
      self.words(after: "priors: {T: dumouchel}\n") == "teacher.yaml, line 3, column 10" + words)
    #expect(
      self.words(after: "priors: {T: {g: dumouchel}}\n")
        == "teacher.yaml, line 3, column 14" + words)
    #expect(self.words(after: "priors: {T: dumouchel}\nknown-se: s\n") == "no error")
  }

  @Test("Names that the model does not have")
  func unknownName() throws {
    func words(_ more: String) throws -> String {
      let file = try ModelFile(
        text: "data: a.csv\nformula: y ~ 1\n" + more, path: "teacher.yaml")
      do {
        try file.checkNames(factors: ["school"], coefficients: ["(Intercept)", "weeks"])
        return "no error"
      } catch {
        return error.description
      }
    }
    #expect(
      try words("priors: {T: {schol: uniform}}\n") == """
        teacher.yaml, line 3, column 14: the model has no grouping factor 'schol'. \
        Did you mean 'school'?
        Its names: school.
        """)
    #expect(
      try words("errors: {level1: normal}\n") == """
        teacher.yaml, line 3, column 10: the model has no grouping factor 'level1'. \
        Did you mean 'level-1'?
        Its names: level-1, school.
        """)
    #expect(
      try words("priors: {gamma: {days: flat}}\n") == """
        teacher.yaml, line 3, column 18: the model has no coefficient 'days'.
        Its names: (Intercept), weeks.
        """)
  }

  @Test("A scale for another number of effects")
  func scaleCount() throws {
    func words(_ prior: String, effects: [String]) throws -> String {
      let file = try ModelFile(
        text: "data: a.csv\nformula: y ~ 1\npriors:\n  T: \(prior)\n", path: "teacher.yaml")
      do {
        try file.checkScales(of: "school", effects: effects)
        return "no error"
      } catch {
        return error.description
      }
    }
    #expect(
      try words("half-cauchy([1])", effects: ["(Intercept)", "days"]) == """
        teacher.yaml, line 4, column 3: the scale of 'half-cauchy([1])' has 1 value, but a group has \
        2 random effects: (Intercept), days.
        Give one number for all, or 2 values in this order.
        """)
    #expect(
      try words("{school: \"half-t(3, [1, 2])\"}", effects: ["(Intercept)"]) == """
        teacher.yaml, line 4, column 7: the scale of 'half-t(3, [1, 2])' has 2 values, but a group has \
        1 random effect: (Intercept).
        Give one number.
        """)
    for (prior, unit) in [
      ("half-normal([1, 2, 3])", "values"), ("inverse-wishart(4, [1, 2, 3])", "values"),
      ("inverse-wishart(4, [[1, 0, 0], [0, 1, 0], [0, 0, 1]])", "rows"),
    ] {
      let refused = try words(prior, effects: ["a", "b"])
      #expect(refused.contains("has 3 \(unit), but a group has 2"))
      #expect(refused.hasSuffix("or 2 \(unit) in this order."))
      #expect(try words(prior, effects: ["a", "b", "c"]) == "no error")
    }
    for prior in ["half-t(3, 1)", "inverse-wishart(4, 1)", "inverse-gamma(1, 2)", "uniform"] {
      #expect(try words(prior, effects: ["a", "b"]) == "no error")
    }
  }

  @Test("An empty file", arguments: ["", "\n\n", "# a comment\n", "---\n"])
  func empty(text: String) {
    #expect(
      wordsOfError(in: text) == """
        teacher.yaml: the file is empty.
        A model file has at least the keys 'data' and 'formula'.
        """)
  }

  @Test("A file that is no map", arguments: [("- a\n- b\n", "a list"), ("a\n", "a text")])
  func notMap(text: String, seen: String) {
    #expect(
      wordsOfError(in: text) == """
        teacher.yaml: the file holds \(seen), but a map of keys and values is required.
        Begin each line with a key and a colon, as in 'formula: y ~ x + (1 | g)'.
        """)
  }

  @Test("No file, a directory, bytes that are no text")
  func files() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("lindley-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func words(_ path: String) -> String {
      do {
        return "no error: \(try ModelFile(path: path).title)"
      } catch {
        return error.description
      }
    }
    let missing = folder.appendingPathComponent("m.yaml").path
    #expect(
      words(missing) == """
        \(missing): there is no such file.
        Check the path; it is taken from the folder in which the command runs.
        """)
    #expect(
      words(folder.path) == """
        \(folder.path): this is a directory, but a model file is required.
        Name the YAML file in it.
        """)
    let latin = folder.appendingPathComponent("latin.yaml")
    try Data("data: a.csv\ntitle: ".utf8 + [0xE9, 0x0A]).write(to: latin)
    #expect(
      words(latin.path) == """
        \(latin.path), line 2: the bytes are not UTF-8 text.
        Save the file as UTF-8.
        """)
    #expect(
      ModelFileError.unreadable(path: "m.yaml").description == """
        m.yaml: the file cannot be read.
        Check its permissions.
        """)
  }
}
