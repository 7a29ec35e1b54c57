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

  @Test("combinations of columns")
  func combinations() {
    var index = GroupIndex(Grouping(["a", "b", "c"]))
    let table = Table("a,b,c\n1,1,x\n1,2,x\n2,1,x\n1,1,y\n1,2,x", texts: ["a", "b", "c"])
    #expect(index.places(of: Array(0..<5), in: table) == [0, 1, 2, 3, 1])
    #expect(index.levels == ["1:1:x", "1:2:x", "2:1:x", "1:1:y"])
  }
}
