import Testing

@testable import ModelData

@Suite struct GroupIndexTests {
  @Test("groups are numbered as they come, over several blocks")
  func columns() {
    var index = GroupIndex(Grouping(["g"]))
    let table = Table("g,x\nb,1\na,2\nb,3\nc,4", texts: ["g"])
    let first = index.places(of: [2, 1], in: table)
    index.add(first)
    let second = index.places(of: [3, 2, 0], in: table)
    index.add(second)
    #expect(first == [0, 1])
    #expect(second == [2, 0, 0])
    #expect(index.levels == ["b", "a", "c"])
    #expect(index.sizes == [3, 1, 1])
  }

  @Test("groups are numbered as used rows of them come, whichever rows of a block are used")
  func someRows() {
    var generator = SplitMix64(state: 5)
    for _ in 0..<200 {
      var index = GroupIndex(Grouping(["g"]))
      let ids = (0..<40).map { _ in "g\(Int.random(in: 0..<12, using: &generator))" }
      let table = Table("g,x\n" + ids.map { "\($0),1" }.joined(separator: "\n"), texts: ["g"])
      guard let column = table.texts("g") else { return }
      var expected: [String] = []
      for start in stride(from: 0, to: 40, by: 8) {
        // The levels of a block are those that were read so far.
        let codes = Array(column.codes[start..<start + 8])
        let read = Int(column.codes[..<(start + 8)].max() ?? 0) + 1
        let block = Table(
          names: ["g"],
          columns: [
            .categorical(.init(levels: Array(column.levels[..<read]), codes: codes))
          ], rowCount: 8, origin: .init(fileOfColumn: [:], lines: []))
        let isWhole = Int.random(in: 0..<4, using: &generator) > 0
        let rows = (0..<8).filter { _ in isWhole || Bool.random(using: &generator) }
        guard !rows.isEmpty else { continue }
        let places = index.places(of: rows, in: block)
        for row in rows where !expected.contains(ids[start + row]) {
          expected.append(ids[start + row])
        }
        #expect(places.map { expected[$0] } == rows.map { ids[start + $0] })
        #expect(index.levels == expected)
      }
    }
  }

  @Test("combinations of columns")
  func combinations() {
    var index = GroupIndex(Grouping(["a", "b", "c"]))
    let table = Table("a,b,c\n1,1,x\n1,2,x\n2,1,x\n1,1,y\n1,2,x", texts: ["a", "b", "c"])
    #expect(index.places(of: Array(0..<5), in: table) == [0, 1, 2, 3, 1])
    #expect(index.levels == ["1:1:x", "1:2:x", "2:1:x", "1:1:y"])
  }
}
