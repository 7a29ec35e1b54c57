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

  @Test("a term's name stands for all of its coefficients, factor() and center() left out or not")
  func terms() throws {
    let labels = [
      "(Intercept)", "factor(form)b", "factor(form)c", "center(ses)", "factor(form)b:center(ses)",
      "factor(form)c:center(ses)",
    ]
    let form = "factor(form)"
    let terms = [
      "(Intercept)", form, form, "center(ses)", "\(form):center(ses)", "\(form):center(ses)",
    ]
    func read(_ text: String) throws(HypothesisError) -> LinearHypothesis {
      try LinearHypothesis(text, labels: labels, terms: terms)
    }
    let main = LinearHypothesis(zero: [1, 2], labels: labels)
    let interaction = LinearHypothesis(zero: [4, 5], labels: labels)
    #expect(try read("factor( form )") == main)
    #expect(try read("form") == main)
    #expect(try read("center(ses):factor(form)") == interaction)
    #expect(try read("form:ses") == interaction)
    #expect(try read("form, ses") == LinearHypothesis(zero: [1, 2, 3], labels: labels))
    #expect(try read("form = 2").values == [2, 2])
    #expect(try read("factor(form)b") == LinearHypothesis(zero: [1], labels: labels))
    #expect(
      throws: HypothesisError.severalCoefficients(name: "form", labels: Array(labels[1...2]))
    ) { try read("ses = form") }
    do {
      _ = try read("factr(form)")
      Issue.record("'factr(form)' was read")
    } catch {
      #expect(
        error.description
          == "The model has no coefficient 'factr(form)'.\nDid you mean 'factor(form)'?")
    }
    #expect(
      HypothesisError.severalCoefficients(name: "form", labels: Array(labels[1...2])).description
        == "'form' stands for 2 coefficients: 'factor(form)b', 'factor(form)c'.\n"
        + "Name the one that equals another.")
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
