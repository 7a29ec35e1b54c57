import ModelData
import Testing

@Suite struct FormulaTests {
  @Test("the High School and Beyond model of the book's Table 4.5")
  func highSchoolAndBeyond() throws {
    let formula = try Formula(
      "mathach ~ (meanses + sector)*center(ses,school) + (1+center( ses, school )|school)")
    #expect(formula.outcome.description == "mathach")
    #expect(
      formula.fixed.labels == [
        "(Intercept)", "meanses", "sector", "center(ses, school)",
        "meanses:center(ses, school)", "sector:center(ses, school)",
      ])
    #expect(formula.randomTerms.map(\.terms.labels) == [["(Intercept)", "center(ses, school)"]])
    #expect(formula.randomTerms.map(\.covariance) == [.unstructured])
    #expect(formula.columnNames == ["mathach", "meanses", "sector", "ses", "school"])
    #expect(formula.textColumns == ["school"])
    #expect(
      formula.description
        == "mathach ~ (meanses + sector) * center(ses, school) "
        + "+ (1 + center(ses, school) | school)")
  }

  @Test(
    "random terms: intercept implied or left out, uncorrelated, nested, crossed",
    arguments: [
      ("(x | g)", ["(1 + x | g)"]),
      ("(0 + x | g)", ["(0 + x | g)"]),
      ("(x - 1 | g)", ["(0 + x | g)"]),
      ("(1 | g) + (0 + x | g)", ["(1 | g)", "(0 + x | g)"]),
      ("(x + z || g)", ["(1 + x + z || g)"]),
      ("(1 | a/b)", ["(1 | a)", "(1 | a:b)"]),
      ("(x | a/b/c)", ["(1 + x | a)", "(1 + x | a:b)", "(1 + x | a:b:c)"]),
      ("(1 | a:b)", ["(1 | a:b)"]),
      ("(1 | a) + w + (1 | b)", ["(1 | a)", "(1 | b)"]),
      ("(x * z | `my group`)", ["(1 + x + z + x:z | `my group`)"]),
    ])
  func randomTerms(text: String, expected: [String]) throws {
    #expect(try Formula("y ~ \(text)").randomTerms.map(\.description) == expected)
  }

  @Test("the outcome may be an expression; columns are found inside functions")
  func expressions() throws {
    let formula = try Formula(
      "log(y/2 + 1) ~ factor(k) + center(log(x), a:b) + mean(I(z^2), c) + (1 | `my g`)")
    #expect(formula.outcome.description == "log(y/2 + 1)")
    #expect(formula.columnNames == ["y", "k", "x", "a", "b", "z", "c", "my g"])
    #expect(formula.textColumns == ["k", "a", "b", "c", "my g"])
  }

  @Test("line breaks inside a formula are spaces")
  func lineBreaks() throws {
    #expect(try Formula("y ~ x\n  + (1 | g)\n").description == "y ~ x + (1 | g)")
  }

  @Test("a formula without predictors has no intercept when told so")
  func noFixedPart() throws {
    let formula = try Formula("y ~ 0 + (1 | g)")
    #expect(formula.fixed.isEmpty)
    #expect(formula.randomTerms.map(\.terms.labels) == [["(Intercept)"]])
  }

  @Test(
    "numbers in labels are R's",
    arguments: [
      ("100000", "1e+05"), ("123456", "123456"), ("0.0001", "1e-04"), ("0.00012", "0.00012"),
      ("0.50", "0.5"), ("12.25", "12.25"), ("1e3", "1000"), ("1.5e10", "1.5e+10"), ("0", "0"),
      ("3.", "3"), (".5", "0.5"), ("1e-300", "1e-300"), ("1200000", "1200000"),
    ])
  func numbers(written: String, label: String) throws {
    #expect(try Formula("y ~ I(x * \(written))").fixed.terms[0].label == "I(x * \(label))")
  }
}
