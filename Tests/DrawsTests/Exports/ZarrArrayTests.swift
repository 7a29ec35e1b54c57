import Testing

@testable import Draws

@Suite struct ZarrArrayTests {
  @Test("without labels, or with the wrong number, dimensions have ArviZ's names")
  func unlabelled() {
    let columns = ["u.1.1", "u.2.1", "u.3.1", "u.1.2", "u.2.2", "u.3.2", "stepsize__", "log_lik.1"]
    let labels = DrawsLabels(dimensions: ["u": [DrawsLabels.Dimension("school", labels: ["a"])]])
    let arrays = ZarrArray.arrays(of: columns, labels: labels)
    #expect(
      arrays.map(\.place) == ["posterior/u", "sample_stats/stepsize", "log_likelihood/log_lik"])
    #expect(arrays[0].shape == [3, 2])
    #expect(arrays[0].dimensions.map(\.name) == ["u_dim_0", "u_dim_1"])
    // The last index runs fastest.
    #expect(arrays[0].columns == [0, 3, 1, 4, 2, 5])
    #expect(arrays[1].shape == [])
    #expect(arrays[1].columns == [6])
  }

  @Test("texts have the length of the longest, by Unicode scalars")
  func texts() {
    let texts = ZarrTexts(["é", "e\u{301}x", "😀"])
    #expect(texts.type == "<U3")
    #expect(texts.bytes.count == 3 * 3 * 4)
    #expect(Array(texts.bytes[24..<28]) == [0x00, 0xF6, 0x01, 0x00])
    #expect(ZarrTexts([""]).type == "<U1")
  }
}
