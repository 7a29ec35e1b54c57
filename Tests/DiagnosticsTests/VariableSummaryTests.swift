import Diagnostics
import Draws
import Testing

@Suite struct VariableSummaryTests {
  @Test("constant draws have a mean and no diagnostics")
  func constant() {
    let summary = VariableSummary(variable: "a", chains: [[2, 2, 2, 2, 2, 2, 2, 2]])
    #expect(summary.mean == 2)
    #expect(summary.median == 2)
    #expect(summary.sd == 0)
    #expect(summary.mad == 0)
    #expect(summary.q025 == 2)
    #expect(summary.q975 == 2)
    #expect(summary.mcseMean == nil)
    #expect(summary.rHat == nil)
    #expect(summary.essBulk == nil)
    #expect(summary.essTail == nil)
  }

  @Test("draws that are not finite have no numbers at all")
  func notFinite() {
    for bad in [Double.nan, .infinity] {
      let summary = VariableSummary(variable: "a", chains: [[1, 2, 3, bad, 5, 6]])
      #expect(summary.mean == nil)
      #expect(summary.median == nil)
      #expect(summary.sd == nil)
      #expect(summary.q95 == nil)
      #expect(summary.rHat == nil)
    }
  }

  @Test("summaries come in the order asked for")
  func order() throws {
    let chain = ChainDraws(
      chain: 1, columns: ["lp__", "a", "b"], iterationCount: 2, values: [0, 0, 1, 3, 2, 4])
    let summaries = try PosteriorDraws(chains: [chain]).summaries(of: ["b", "c", "a"])
    #expect(summaries.map(\.variable) == ["b", "a"])
    #expect(summaries.map(\.mean) == [3, 2])
  }
}
