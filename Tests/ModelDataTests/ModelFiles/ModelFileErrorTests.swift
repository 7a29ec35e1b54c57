import Foundation
import Testing

@testable import ModelData

@Suite("Words on what a model file cannot hold")
struct ModelFileErrorTests {
  /// The words on these lines after a line of data and a line with a formula.
  private func words(after more: String) -> String {
    wordsOfError(in: "data: a.csv\nformula: y ~ 1\n" + more)
  }

  private static let topLevel =
    "Known keys here: title, source, data, formula, group, equations, known-variance, known-se, "
    + "known-covariance, outcome, priors, errors, sampling."

  @Test("An unknown key: the nearest and all known ones")
  func unknownKey() {
    #expect(
      words(after: "sampling:\n  chains: 4\n  warmpu: 500\n") == """
        teacher.yaml, line 5, column 3: unknown key 'warmpu'. Did you mean 'warmup'?
        Known keys here: chains, warmup, draws, thin, seed.
        """)
    #expect(
      words(after: "Titel: x\n")
        == "teacher.yaml, line 3, column 1: unknown key 'Titel'. Did you mean 'title'?\n"
        + Self.topLevel)
    #expect(
      words(after: "zzzzzzz: x\n")
        == "teacher.yaml, line 3, column 1: unknown key 'zzzzzzz'.\n" + Self.topLevel)
    #expect(
      words(after: "priors: {T: half-t(3, 1), sigma: uniform}\n") == """
        teacher.yaml, line 3, column 27: unknown key 'sigma'. Did you mean 'sigma2'?
        Known keys here: T, sigma2, gamma, df.
        """)
    #expect(
      words(after: "known-covariance: {colums: [a]}\n") == """
        teacher.yaml, line 3, column 20: unknown key 'colums'. Did you mean 'columns'?
        Known keys here: columns, variances, correlation.
        """)
    #expect(
      words(after: "priors: {df: {gird: [2]}}\n") == """
        teacher.yaml, line 3, column 15: unknown key 'gird'. Did you mean 'grid'?
        Known keys here: grid.
        """)
  }

  @Test("A parenthesis in a map that is not closed")
  func openParenthesis() {
    #expect(
      words(after: "priors: {T: half-t(3, 1, gamma: flat}\n")
        == "teacher.yaml, line 3, column 13: the parenthesis in 'half-t(3' is not closed.")
  }

  @Test("A key twice")
  func duplicateKey() {
    #expect(
      words(after: "title: a\ntitle: b\n") == """
        teacher.yaml, line 3, column 1: the key 'title' is written here and again below.
        Keep one of them.
        """)
    #expect(
      words(after: "priors: {gamma: {f(a, b): flat, f(a, b): flat}}\n") == """
        teacher.yaml, line 3, column 18: the key 'f(a, b)' is written here and again below.
        Keep one of them.
        """)
  }

  @Test("A key that is no text")
  func keyNotText() {
    #expect(
      words(after: "? [a]\n: b\n") == """
        teacher.yaml, line 3, column 3: a list or a map stands where a key is required.
        A key is a plain text.
        """)
  }

  @Test("A key without a value", arguments: ["title:", "title: ''", "title: ~", "title: null"])
  func emptyValue(line: String) {
    #expect(
      words(after: line + "\n") == """
        teacher.yaml, line 3, column 1: 'title' has no value.
        Write one after the colon, or take the key out.
        """)
  }

  @Test("An empty list, and an empty item")
  func emptyList() {
    #expect(
      wordsOfError(in: "data: []\nformula: y ~ 1\n") == """
        teacher.yaml, line 1, column 7: 'data' has no value.
        Write one after the colon, or take the key out.
        """)
    #expect(
      wordsOfError(in: "data:\n  - a.csv\n  -\nformula: y ~ 1\n") == """
        teacher.yaml, line 3, column 4: 'data' has no value.
        Write one after the colon, or take the key out.
        """)
  }

  @Test(
    "A value of another type",
    arguments: [
      ("title: [a]", 8, "'title' must be a text, but a list stands here."),
      ("title: {a: b}", 8, "'title' must be a text, but a map of keys and values stands here."),
      ("priors: flat", 9, "'priors' must be a map of keys and values, but a text stands here."),
      ("errors: [t]", 9, "'errors' must be a map of keys and values, but a list stands here."),
      ("priors: {T: [uniform]}", 13, "'T' must be a text, but a list stands here."),
      ("priors: {df: {grid: 2}}", 21, "'grid' must be a list, but a text stands here."),
      (
        "sampling: {draws: [1]}", 19, "'draws' must be a whole number, but a list stands here."
      ),
      (
        "known-covariance: {columns: v}", 29, "'columns' must be a list, but a text stands here."
      ),
      (
        "known-covariance: {variances: v, correlation: [1]}", 47,
        "'correlation' must be a number, but a list stands here."
      ),
    ])
  func wrongType(line: String, column: Int, words: String) {
    #expect(self.words(after: line + "\n") == "teacher.yaml, line 3, column \(column): \(words)")
  }

  @Test("Data that are no texts")
  func wrongData() {
    #expect(
      wordsOfError(in: "data: {a: b}\nformula: y ~ 1\n")
        == "teacher.yaml, line 1, column 7: 'data' must be a text or a list of texts, "
        + "but a map of keys and values stands here.")
  }

  @Test(
    "Sampling is in whole numbers",
    arguments: [
      ("chains: 0", 11, 1), ("warmup: 0", 11, 1), ("draws: 2.5", 10, 1), ("thin: -1", 9, 1),
      ("seed: -1", 9, 0), ("draws: many", 10, 1), ("draws: 99999999999999999999", 10, 1),
    ])
  func notWholeNumber(line: String, column: Int, minimum: Int) {
    let parts = line.split(separator: " ").map(String.init)
    #expect(
      words(after: "sampling:\n  \(line)\n")
        == "teacher.yaml, line 4, column \(column): '\(parts[0].dropLast())' is '\(parts[1])', "
        + "but must be a whole number, at least \(minimum).")
  }

  @Test("A correlation out of range", arguments: ["1.5", "-2", "high"])
  func notCorrelation(text: String) {
    #expect(
      words(after: "known-covariance: {variances: v, correlation: \(text)}\n")
        == "teacher.yaml, line 3, column 47: 'correlation' is '\(text)', but must be a number "
        + "between -1 and 1.")
  }

  @Test("A prior or an error distribution that cannot be read")
  func choice() {
    #expect(
      words(after: "priors: {gamma: flatt}\n") == """
        teacher.yaml, line 3, column 17: the prior of gamma: 'flatt' is not known. \
        Did you mean 'flat'?
        Known here: flat, normal(mean, sd).
        """)
    #expect(
      words(after: "priors: {gamma: flat, T: half-t(0, 1)}\n")
        == "teacher.yaml, line 3, column 26: the prior of T: in 'half-t(df, scale)', df is 0 "
        + "but must be a number above 0.")
    #expect(
      words(after: "priors: {sigma2: half-cauchy(-1)}\n")
        == "teacher.yaml, line 3, column 18: the prior of sigma2: in 'half-cauchy(scale)', scale "
        + "is -1 but must be a number above 0.")
    #expect(
      words(after: "priors: {df: {grid: [2, 2]}}\n")
        == "teacher.yaml, line 3, column 21: the prior of df: in 'grid(values)', values is "
        + "[2, 2] but must be a list of different numbers above 0, such as [2, 4, 8, inf].")
    #expect(
      words(after: "errors: {level-1: t(0)}\n")
        == "teacher.yaml, line 3, column 19: the error distribution: in 't(df)', df is 0 but "
        + "must be a number above 0, 'estimate', or a list such as [2, 4, 8, inf].")
  }
}
