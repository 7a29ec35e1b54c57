import Testing

@testable import Reports

@Suite struct ComparisonTests {
  private let values = [
    "a": 4.0, "b": -2, "gamma[meanses:center(ses, school)]": 3, "T[x[1], y]": 9,
  ]

  @Test(
    "arithmetic has the usual precedence",
    arguments: [
      ("a > 3", true), ("a > 4", false), ("a >= 4", true), ("a<=4", true), ("b < a", true),
      ("1 + 2*3 > 6.9", true), ("(1 + 2)*3 > 8.9", true), ("2^3^2 > 511", true),
      ("-2^2 < 0", true), ("2*-b >= a", true), ("8/4/2 < 1.5", true), ("a - 1 - 1 > 1.9", true),
      ("sqrt(a) + abs(b) >= 4", true), ("exp(log(a)) < 4.001", true), ("1e1 > 9.9", true),
      ("1.5e-1 < .2", true), ("gamma[meanses:center(ses, school)] > b", true),
      ("T[x[1], y] > 2*gamma[meanses:center(ses, school)]", true),
      // Not a number is on no side.
      ("log(b) > 0", false), ("log(b) < 0", false),
    ])
  func evaluation(text: String, expected: Bool) throws {
    let comparison = try Comparison(text)
    #expect(comparison.holds { values[$0] ?? .infinity } == expected)
  }

  @Test("the names, each once, in the order written")
  func names() throws {
    #expect(
      try Comparison("u[a b] + 2*T.1.1 > u[a b] - sqrt(x)").names == ["u[a b]", "T.1.1", "x"])
  }

  @Test(
    "what is missing is named",
    arguments: [
      ("", "a quantity at the end"), ("a", "'>' or '<'"), ("a >", "a quantity at the end"),
      ("a > 1 2", "an operator before '2'"), ("a = 1", "'>' or '<'"),
      ("a > > b", "a quantity before '> b'"),
      ("(a > 1", "')'"), ("sqrt(a > 1", "')'"), ("gamma[x > 1", "']'"),
      ("1.2.3 > a", "a number in place of '1.2.3'"), ("a < b < 3", "an operator before '< 3'"),
    ])
  func refusals(text: String, expected: String) {
    #expect(throws: QuestionError.unreadable(text, expected: expected)) { try Comparison(text) }
  }

  @Test("the words of each error", arguments: errors)
  func words(error: QuestionError, words: String) {
    #expect(error.description == words)
  }

  private static let errors: [(QuestionError, String)] = [
    (
      QuestionError.unreadable("a >", expected: "a quantity at the end"),
      "--probability 'a >': a quantity at the end is missing.\n"
        + "Write a comparison such as 'gamma[sector] > 0' or 'u[1308] > u[8367]'."
    ),
    (
      .unknownName("gama[x]", in: "gama[x] > 0", nearest: "gamma[x]", names: []),
      "--probability 'gama[x] > 0': the run has no 'gama[x]'.\nDid you mean 'gamma[x]'?"
    ),
    (
      .unknownName("q", in: "q > 0", nearest: nil, names: ["a", "b"]),
      "--probability 'q > 0': the run has no 'q'.\nIts names: a, b."
    ),
    (
      .unknownFactor("class", factors: ["school"]),
      "--rank class: the model has no grouping factor 'class'.\nIt has school."
    ),
    (
      .unknownGroup("99", in: "u[99] > 0", nearest: nil),
      "--probability 'u[99] > 0': the data have no group '99'.\n"
        + "Give the id of one of its groups."
    ),
    (
      .unknownGroup("9199", in: "u[9199] > 0", nearest: "9198"),
      "--probability 'u[9199] > 0': the data have no group '9199'.\nDid you mean '9198'?"
    ),
    (
      .needlessStandardError,
      "--se: this model estimates σ², the variance of an observation.\nLeave out --se."
    ),
  ]
}
