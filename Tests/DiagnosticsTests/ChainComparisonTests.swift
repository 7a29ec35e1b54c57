import Diagnostics
import GSLNumerics
import Testing

@Suite struct ChainComparisonTests {
  @Test("chains that agree have no outlier")
  func agreement() {
    #expect(ChainComparison(chains(4)) == nil)
  }

  @Test("the one chain in another place, or of another spread, is named", arguments: 0..<4)
  func outlier(odd: Int) {
    let place = chains(4).enumerated().map { chain, draws in
      chain == odd ? draws.map { $0 + 1 } : draws
    }
    #expect(ChainComparison(place) == .outlier(odd))
    let spread = chains(4).enumerated().map { chain, draws in
      chain == odd ? draws.map { 3 * $0 } : draws
    }
    #expect(ChainComparison(spread) == .outlier(odd))
  }

  @Test("of two chains neither is the outlier, but one that drifts is named")
  func drift() {
    let apart = [chains(2)[0], chains(2)[1].map { $0 + 2 }]
    #expect(ChainComparison(apart) == nil)
    let drifting = [
      chains(2)[0], chains(2)[1].enumerated().map { $1 + Double($0) / 250 },
    ]
    #expect(ChainComparison(drifting) == .drift(1))
    #expect(ChainComparison([drifting[1]]) == .drift(0))
  }

  @Test("chains that all differ have no outlier")
  func allDiffer() {
    let apart = chains(4).enumerated().map { chain, draws in draws.map { $0 + 2 * Double(chain) } }
    #expect(ChainComparison(apart) == nil)
  }

  private func chains(_ count: Int) -> [[Double]] {
    (0..<count).map { chain in
      var stream = RandomStream(seed: 8, chain: chain, purpose: .simulation)
      return (0..<1000).map { _ in stream.normal() }
    }
  }
}
