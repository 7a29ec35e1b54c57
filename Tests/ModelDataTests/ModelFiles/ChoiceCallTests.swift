import Testing

@testable import ModelData

@Suite("Calls")
struct ChoiceCallTests {
  private let forms = ["plain", "one(a)", "two(a, b)"]

  @Test("A name alone has no arguments")
  func name() throws {
    let call = try ChoiceCall(parsing: "  plain ", forms: forms)
    #expect(call.name == "plain")
    #expect(call.arguments.isEmpty)
  }

  @Test("Arguments are numbers, words and lists of them")
  func arguments() throws {
    let call = try ChoiceCall(parsing: "two( -1.5e-3 , [[1, inf], [], word] )", forms: forms)
    #expect(call.form == "two(a, b)")
    #expect(
      call.arguments == [
        .number(-0.0015),
        .list([.list([.number(1), .number(.infinity)]), .list([]), .word("word")]),
      ])
  }

  @Test(
    "Parentheses, brackets and commas must fit together",
    arguments: [
      "one(", "one(1", "one(1,)", "one(,1)", "one(1))", "one(1) 2", "one([1)", "one([1, 2)]",
      "one(1 [2])", "one((1))",
    ])
  func malformed(text: String) {
    #expect(throws: ChoiceError.malformed(text: text)) {
      try ChoiceCall(parsing: text, forms: forms)
    }
  }

  @Test("The number of arguments is that of the form")
  func argumentCount() {
    #expect(throws: ChoiceError.argumentCount(form: "two(a, b)", seen: 1, required: 2)) {
      try ChoiceCall(parsing: "two(1)", forms: forms)
    }
    #expect(throws: ChoiceError.argumentCount(form: "one(a)", seen: 0, required: 1)) {
      try ChoiceCall(parsing: "one", forms: forms)
    }
  }

  @Test(
    "Numbers are decimal",
    arguments: [("3", 3), (".5", 0.5), ("-2", -2), ("1e-3", 0.001), ("inf", Double.infinity)])
  func decimals(text: String, value: Double) {
    #expect(decimal(text) == value)
  }

  @Test("Other texts are no numbers", arguments: ["", "nan", "0x10", "1,5", "NaN", "1e", "1 2"])
  func notDecimal(text: String) {
    #expect(decimal(text) == nil)
  }

  @Test(
    "Numbers are written short",
    arguments: [(25, "25"), (0.001, "0.001"), (-1.5, "-1.5"), (Double.infinity, "inf")])
  func short(value: Double, text: String) {
    #expect(shortText(value) == text)
  }
}
