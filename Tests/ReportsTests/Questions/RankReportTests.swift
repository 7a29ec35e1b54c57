import Testing

@testable import Reports
@testable import Runs

@Suite struct RankReportTests {
  @Test("ranks by hand: three groups, four draws")
  func byHand() throws {
    // The ranks of a: 1, 1, 1, 3; of b: 2, 3, 2, 1; of c: 3, 2, 3, 2.
    let draws = [[[9.0, 8], [7, 1]], [[5, 2], [4, 6]], [[1, 3], [0, 4]]]
    let effects = draws.enumerated().map { group, draws in
      Prediction(
        row: group, quantity: .effect, effect: "x", draws: draws, hasMean: true,
        hasDeviation: true)
    }
    let report = RankReport(
      effects, factor: "school", ids: ["a", "b", "c"], labels: ["x"], level: 0.5)
    #expect(report.rows.map(\.group) == ["a", "b", "c"])
    #expect(report.rows.map(\.mean) == [1.5, 2, 2.5])
    #expect(report.rows.map(\.median) == [1, 2, 2])
    #expect(report.rows.map(\.lower) == [1, 1, 2])
    #expect(report.rows.map(\.upper) == [1, 2, 3])
    #expect(report.rows.map(\.first) == [0.75, 0.25, 0])
    // A tenth of three groups is one.
    #expect(report.rows.map(\.topTenth) == [0.75, 0.25, 0])
  }
}
