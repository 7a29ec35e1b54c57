import Testing

@testable import ModelData

@Suite("Words on choices that cannot be read")
struct ChoiceErrorTests {
  private func words<Choice: NamedChoice>(_ type: Choice.Type, _ text: String) -> String {
    do {
      return "no error: \(try Choice(parsing: text))"
    } catch {
      return error.description
    }
  }

  @Test("An unknown name: the nearest form and all forms")
  func unknown() {
    #expect(
      words(FixedEffectPrior.self, "nomal(0, 1)") == """
        'nomal' is not known. Did you mean 'normal(mean, sd)'?
        Known here: flat, normal(mean, sd).
        """)
    #expect(
      words(ErrorDistribution.self, "cauchy") == """
        'cauchy' is not known.
        Known here: normal, t(df).
        """)
  }

  @Test("Punctuation that does not fit")
  func malformed() {
    #expect(
      words(VariancePrior.self, "half-t(3, 1")
        == "'half-t(3, 1' cannot be read: its parentheses, brackets and commas do not fit together."
    )
  }

  @Test("A wrong number of arguments")
  func argumentCount() {
    #expect(
      words(VariancePrior.self, "uniform(0, 10)")
        == "'uniform' takes no arguments, but 2 stand here.")
    #expect(
      words(VariancePrior.self, "jeffreys(1)")
        == "'jeffreys' takes no arguments, but 1 stands here.")
    #expect(
      words(VariancePrior.self, "half-t")
        == "2 arguments must be given, as in 'half-t(df, scale)', but none stands here.")
    #expect(
      words(VariancePrior.self, "half-t(3)")
        == "2 arguments must be given, as in 'half-t(df, scale)', but 1 stands here.")
    #expect(
      words(VariancePrior.self, "half-cauchy(3, 1)")
        == "1 argument must be given, as in 'half-cauchy(scale)', but 2 stand here.")
  }

  @Test("An argument that is not what it must be")
  func argument() {
    #expect(
      words(FixedEffectPrior.self, "normal(x, 1)")
        == "in 'normal(mean, sd)', mean is 'x' but must be a number.")
    #expect(
      words(FixedEffectPrior.self, "normal(0, -1)")
        == "in 'normal(mean, sd)', sd is -1 but must be a number above 0.")
    #expect(
      words(VariancePrior.self, "half-t(3, [1, 0])")
        == "in 'half-t(df, scale)', scale is [1, 0] but must be a number above 0, "
        + "or a list of them with one for each effect.")
    #expect(
      words(ErrorDistribution.self, "t(four)")
        == "in 't(df)', df is 'four' but must be a number above 0, 'estimate', "
        + "or a list such as [2, 4, 8, inf].")
    #expect(
      words(ErrorDistribution.self, "t([4, 4])")
        == "in 't(df)', df is [4, 4] but must be a list of different numbers above 0, "
        + "such as [2, 4, 8, inf].")
    #expect(
      words(VariancePrior.self, "inverse-wishart(4, [[1, 2], [2, 1]])")
        == "in 'inverse-wishart(df, scale)', scale is [[1, 2], [2, 1]] but must be a number "
        + "above 0, a list of them, or the rows of a symmetric positive definite matrix.")
    #expect(
      words(VariancePrior.self, "inverse-wishart(1, [1, 1])")
        == "in 'inverse-wishart(df, scale)', df is 1 but must be above the number of rows "
        + "of the scale minus 1.")
  }
}
