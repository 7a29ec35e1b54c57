import Runs
import Testing

@Suite struct VariableLabelsTests {
  @Test("labels of coefficients and effects come back as they went in")
  func labels() {
    let coefficients = ["(Intercept)", "meanses:center(ses, school)", "x[1], y"]
    let effects = ["(Intercept)", "center(ses, school)", "a, a", "[b]"]
    let variables = Variables(
      coefficients: coefficients, effects: effects, estimatesSigmaSquared: true)
    #expect(variables.coefficientLabels == coefficients)
    #expect(variables.effectLabels == effects)
  }
}
