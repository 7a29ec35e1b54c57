import Diagnostics
import Testing

@Suite struct RepeatedDrawsTests {
  @Test("counts the repeats and finds the longest run")
  func counts() {
    let repeats = RepeatedDraws([1, 2, 2, 3, 4, 4, 4, 5, 5])
    #expect(repeats.longestRun == 3)
    #expect(repeats.start == 5)
    #expect(repeats.share == 0.5)
    let none = RepeatedDraws([1, 2, 1, 2])
    #expect(none.longestRun == 1)
    #expect(none.share == 0)
    #expect(!none.isStuck)
    #expect(!RepeatedDraws([7]).isStuck)
    #expect(RepeatedDraws([]).longestRun == 0)
  }

  @Test("repeats that come and go are explained, one long run is not")
  func stuck() {
    let distinct = (0..<1000).map(Double.init)
    // Every fourth draw rejected: the share is a quarter, and no run is longer than two.
    let rejecting = distinct.map { $0.truncatingRemainder(dividingBy: 4) == 3 ? $0 - 1 : $0 }
    #expect(RepeatedDraws(rejecting).longestRun == 2)
    #expect(!RepeatedDraws(rejecting).isStuck)
    let frozen = distinct.map { (300..<340).contains($0) ? 300 : $0 }
    #expect(RepeatedDraws(frozen).isStuck)
    #expect(RepeatedDraws(frozen).start == 301)
    #expect(RepeatedDraws(frozen).longestRun == 40)
    // Two equal draws among a thousand may be chance.
    #expect(!RepeatedDraws(distinct.map { $0 == 500 ? 499 : $0 }).isStuck)
  }

  @Test("more than half of the draws repeated is stuck, however short the runs")
  func mostlyRepeated() {
    let thrice = (0..<900).map { Double($0 / 3) }
    #expect(RepeatedDraws(thrice).longestRun == 3)
    #expect(RepeatedDraws(thrice).isStuck)
    #expect(RepeatedDraws(Array(repeating: 2, count: 50)).isStuck)
  }
}
