import Testing

@testable import Diagnostics

@Suite struct SplitChainsTests {
  @Test("first halves come first, and the middle of an odd number goes")
  func halves() {
    #expect(splitChains([[1, 2, 3, 4], [5, 6, 7, 8]]) == [[1, 2], [5, 6], [3, 4], [7, 8]])
    #expect(splitChains([[1, 2, 3, 4, 5]]) == [[1, 2], [4, 5]])
    #expect(splitChains([[1], [2]]) == [[1], [2]])
    #expect(splitChains([]) == [])
  }
}
