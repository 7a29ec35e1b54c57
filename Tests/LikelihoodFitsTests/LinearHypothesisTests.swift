import GSLNumerics
import LikelihoodFits
import Testing

@Suite struct LinearHypothesisTests {
  private static let labels = [
    "(Intercept)", "sector", "center(ses, school)", "sector:center(ses, school)", "math", "verbal",
  ]

  private static func read(_ text: String) throws(HypothesisError) -> LinearHypothesis {
    try LinearHypothesis(text, labels: labels)
  }

  @Test("a list of coefficients, each 0; a comma inside a label divides nothing")
  func zeros() throws {
    let hypothesis = try Self.read("sector, center(ses, school):sector")
    #expect(hypothesis == LinearHypothesis(zero: [1, 3], labels: Self.labels))
    #expect(hypothesis.equations == ["sector = 0", "sector:center(ses, school) = 0"])
    #expect(hypothesis.contrasts == Matrix([[0, 1, 0, 0, 0, 0], [0, 0, 0, 1, 0, 0]]))
    #expect(hypothesis.values == [0, 0])
  }

  @Test("center() may be left out where one coefficient alone is meant")
  func uncentred() throws {
    #expect(
      try Self.read("ses, sector:ses") == LinearHypothesis(zero: [2, 3], labels: Self.labels))
    let both = ["center(ses, school)", "center(ses)"]
    #expect(throws: HypothesisError.unknownCoefficient(name: "ses", labels: both)) {
      try LinearHypothesis("ses", labels: both)
    }
  }

  @Test("equations: a value, and another coefficient")
  func equations() throws {
    let hypothesis = try Self.read("sector = -1.5, verbal=math")
    #expect(hypothesis.equations == ["sector = -1.5", "verbal = math"])
    #expect(hypothesis.contrasts == Matrix([[0, 1, 0, 0, 0, 0], [0, 0, 0, 0, -1, 1]]))
    #expect(hypothesis.values == [-1.5, 0])
  }

  @Test("texts that are no hypothesis, in words")
  func refusals() {
    let words: [(String, String)] = [
      ("sectr", "The model has no coefficient 'sectr'.\nDid you mean 'sector'?"),
      (
        "female",
        "The model has no coefficient 'female'.\nIt has "
          + Self.labels.map { "'\($0)'" }.joined(separator: ", ") + "."
      ),
      (
        "sector,",
        "'' is no hypothesis about coefficients.\n"
          + "Write a list such as 'sector, meanses = 5, verbal = math'; a coefficient alone is 0."
      ),
      (
        "sector = 1 = 2",
        "'sector = 1 = 2' is no hypothesis about coefficients.\n"
          + "Write a list such as 'sector, meanses = 5, verbal = math'; a coefficient alone is 0."
      ),
      (
        "sector = math, math = verbal, verbal = sector",
        "The equations sector = math, math = verbal, verbal = sector depend on each other.\n"
          + "Leave out the one that the others imply."
      ),
      (
        "sector, sector",
        "The equations sector = 0, sector = 0 depend on each other.\n"
          + "Leave out the one that the others imply."
      ),
    ]
    for (text, message) in words {
      do {
        _ = try Self.read(text)
        Issue.record("'\(text)' was read")
      } catch { #expect(error.description == message) }
    }
  }
}
