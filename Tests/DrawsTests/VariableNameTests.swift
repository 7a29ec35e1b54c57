import Draws
import Testing

@Suite struct VariableNameTests {
  @Test(
    "dotted and bracketed names are one",
    arguments: [
      ("T.2.1", "T[2,1]"), ("T_school.1.1", "T_school[1,1]"), ("gamma.12", "gamma[12]"),
      ("sigma2", "sigma2"), ("lp__", "lp__"),
    ])
  func bothWays(dotted: String, bracketed: String) {
    let name = VariableName(dotted: dotted)
    #expect(name.bracketed == bracketed)
    #expect(name.dotted == dotted)
    #expect(VariableName(bracketed: bracketed) == name)
  }

  @Test("the parts of a name")
  func parts() {
    #expect(
      VariableName(dotted: "u_school.3.2") == VariableName(base: "u_school", indices: [3, 2]))
  }

  @Test(
    "what only looks like indices belongs to the base",
    arguments: ["a.b", "a.-1", "a.", "a[1", "a[]", "a[x]", "1"])
  func noIndices(name: String) {
    #expect(VariableName(dotted: name) == VariableName(base: name))
    #expect(VariableName(bracketed: name) == VariableName(base: name))
  }
}
