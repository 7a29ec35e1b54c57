import Testing

@testable import Diagnostics

@Suite struct DegenerateDrawsTests {
  @Test("finite draws and constant draws are told apart")
  func kinds() {
    #expect(areFinite([[1, 2], [3]]))
    #expect(!areFinite([[1, 2], [.infinity]]))
    #expect(!areFinite([[1, .nan]]))
    #expect(areConstant([[2, 2], [2]]))
    #expect(!areConstant([[2, 2], [3, 3]]))
    #expect(areConstant([]))
    #expect(areConstant([[], []]))
  }
}
