import GibbsEngine
import Testing

@Suite struct BulkValuesTests {
  @Test("values come out as they were put in, piece by piece, and no more of them")
  func order() {
    let one = SIMD8<Double>(repeating: 1)
    let bulk = BulkValues()
    bulk.put([one, 2 * one])
    bulk.put([3 * one])
    #expect(bulk.values == [one, 2 * one, 3 * one])
    let read = BulkValues(bulk.values)
    #expect(read.take(1) == [one])
    #expect(read.take(3) == nil)
    #expect(read.take(-1) == nil)
    #expect(read.take(2) == [2 * one, 3 * one])
    #expect(read.take(0) == [])
  }
}
