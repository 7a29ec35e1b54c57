import ModelData
import Testing

@Suite struct SignificantDigitsTests {
  @Test(
    "the double that the decimal is read as",
    arguments: [
      (0.1 + 0.2, 2, 0.3), (15.0378, 2, 15), (2.817, 2, 2.8), (0.0581, 2, 0.058),
      (-1234.5, 3, -1230), (0.00098765, 3, 0.000988), (9.97, 2, 10), (0, 3, 0),
    ])
  func decimals(value: Double, digits: Int, expected: Double) {
    #expect(value.rounded(toDigits: digits) == expected)
  }
}
