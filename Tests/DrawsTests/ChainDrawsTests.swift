import Draws
import Testing

@Suite struct ChainDrawsTests {
  let chain = ChainDraws(
    chain: 1, columns: ["lp__", "gamma.1"], iterationCount: 3, values: [1, 2, 3, 4, 5, 6])

  @Test("values are found by place and by name")
  func access() {
    #expect(chain[2, 0] == 3)
    #expect(chain[0, 1] == 4)
    #expect(Array(chain.values(ofColumn: 1)) == [4, 5, 6])
    #expect(chain.values(of: "gamma.1") == [4, 5, 6])
    #expect(chain.values(of: "gamma.2") == nil)
  }
}
