import ModelData
import Testing

@Suite struct CountedNounTests {
  @Test("one alone has the singular, and a plural that is no s can be given")
  func words() {
    #expect([0, 1, 2].map { counted($0, "row") } == ["0 rows", "1 row", "2 rows"])
    #expect([1, 19].map { counted($0, "study", "studies") } == ["1 study", "19 studies"])
  }
}
