import Testing

@testable import ModelData

@Suite("Call mask")
struct CallMaskTests {
  @Test(
    "Commas and brackets of a call are hidden, and come back",
    arguments: [
      "{T: half-t(3, 1), gamma: flat}", "inverse-wishart(4, [[1, 0], [0, 1]])",
      "{center(ses, school): normal(0, 5)}", "df: grid: [2, 4, 8, 16, inf]",
    ])
  func hidesAndRestores(text: String) {
    let mask = CallMask(text)
    #expect(mask.masked != text)
    #expect(mask.restore(mask.masked) == text)
    #expect(mask.masked.unicodeScalars.count == text.unicodeScalars.count)
  }

  @Test("What is hidden are the arguments alone")
  func hidesArgumentsAlone() {
    let mask = CallMask("{T: half-t(3, [1, 2]), gamma: flat}")
    #expect(mask.masked.filter { $0 == "," }.count == 1)
    #expect(!mask.masked.contains("["))
    #expect(mask.masked.hasPrefix("{T: half-t(3"))
    #expect(mask.masked.hasSuffix("), gamma: flat}"))
  }

  @Test(
    "Text without calls stays as it is",
    arguments: [
      "y ~ x + (1 | g)", "columns: [v1i, v2i]", "title: a (b, c)", "grid: [1, 2]",
      "title: see(a\ndata: [a, b]\nsource: c)", "# see(a\n# [b, c])", "df: grid: [2, 4",
    ])
  func leavesOtherText(text: String) {
    #expect(CallMask(text).masked == text)
  }

  @Test("Stand-ins are scalars that the text does not use")
  func avoidsUsedScalars() {
    let text = "title: \u{E000}\u{E001}\nT: half-t(3, 1)"
    let mask = CallMask(text)
    #expect(mask.masked != text)
    #expect(mask.restore(mask.masked) == text)
  }
}
