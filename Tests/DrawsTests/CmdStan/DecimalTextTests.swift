import Testing

@testable import Draws

@Suite struct DecimalTextTests {
  @Test(
    "the shortest decimal, whole numbers without a point",
    arguments: [
      (1, "1"), (0, "0"), (-12, "-12"), (0.1, "0.1"), (-2.5, "-2.5"), (1e-5, "1e-05"),
      (9007199254740991, "9007199254740991"), (1e300, "1e+300"), (.infinity, "inf"),
      (-.infinity, "-inf"), (.nan, "nan"), (-.nan, "nan"), (1.0 / 3, "0.3333333333333333"),
    ] as [(Double, String)])
  func text(value: Double, text: String) {
    var bytes: [UInt8] = []
    bytes.appendDecimal(value)
    #expect(String(decoding: bytes, as: UTF8.self) == text)
  }
}
