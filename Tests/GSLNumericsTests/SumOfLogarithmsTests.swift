import GSLNumerics
import RealModule
import Testing

@Suite struct SumOfLogarithmsTests {
  @Test(
    "the sum of the logarithms, where the product is no double too",
    arguments: [
      [], [3.5], [2, 3, 4], Array(repeating: 1e-3, count: 400), Array(repeating: 1e9, count: 90),
      [1e-300, 1e-300, 1e300, 1e300, 1e300, 0x1p-1074], [1e308, 1e308, 0.1],
    ])
  func sums(values: [Double]) {
    var sum = SumOfLogarithms()
    for value in values { sum.add(value) }
    let expected = values.reduce(0) { $0 + Double.log($1) }
    #expect(abs(sum.value - expected) <= 1e-13 * max(1, abs(expected)))
  }

  @Test("−∞ once a number was 0")
  func zero() {
    var sum = SumOfLogarithms()
    for value in [2, 0, 1e300, 1e300] { sum.add(value) }
    #expect(sum.value == -.infinity)
  }
}
