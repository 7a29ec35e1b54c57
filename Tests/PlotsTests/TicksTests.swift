import Plots
import Testing

@Suite struct TicksTests {
  @Test(
    "values are round, within the axis and not too many",
    arguments: [
      (0.0...1.0, 6, [0, 0.2, 0.4, 0.6, 0.8, 1], ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
      (-0.28...1.17, 4, [0, 0.5, 1], ["0.0", "0.5", "1.0"]),
      (11.7...12.5, 5, [11.8, 12, 12.2, 12.4], ["11.8", "12.0", "12.2", "12.4"]),
      (
        -40000.0...9000, 6, [-40000, -30000, -20000, -10000, 0],
        ["−40000", "−30000", "−20000", "−10000", "0"]
      ),
      (0.0...0.0003, 4, [0, 0.0001, 0.0002, 0.0003], ["0.0000", "0.0001", "0.0002", "0.0003"]),
    ])
  func values(domain: ClosedRange<Double>, count: Int, values: [Double], labels: [String]) {
    let ticks = Ticks(domain, atMost: count)
    #expect(ticks.labels == labels)
    #expect(zip(ticks.values, values).allSatisfy { abs($0 - $1) < 1e-9 * max(1, abs($1)) })
  }

  @Test("at any scale there are some and never more than asked for")
  func counts() {
    for exponent in -8...12 {
      for width in [1.0, 1.7, 2.4, 3.3, 4.9, 6.1, 7.7, 9.9] {
        var scale = 1.0
        for _ in 0..<abs(exponent) { scale *= exponent < 0 ? 0.1 : 10 }
        let low = -0.37 * width * scale
        let ticks = Ticks(low...low + width * scale, atMost: 6)
        #expect((2...6).contains(ticks.values.count))
        #expect(Set(ticks.labels).count == ticks.labels.count)
        #expect(ticks.values.allSatisfy { (low...low + width * scale).contains($0) })
      }
    }
  }

  @Test("a single value, and a range that holds values")
  func ranges() {
    #expect(Ticks(2...2, atMost: 5).values == [2])
    #expect(ClosedRange(holding: [3, .nan, -1, .infinity]) == -1...3)
    #expect(ClosedRange(holding: [Double.nan]) == nil)
    #expect((0.0...10).padded(by: 0.1) == -1...11)
    #expect((4.0...4).padded(by: 0.1) == 2...6)
  }
}
