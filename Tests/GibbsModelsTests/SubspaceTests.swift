import GSLNumerics
import Testing

@testable import GibbsModels

@Suite struct SubspaceTests {
  private func plane(_ a: [Double], _ b: [Double]) throws -> Subspace {
    try Subspace(columnSpaceOf: .outer(a, a) + .outer(b, b))
  }

  @Test("sums, intersections and complements of two planes")
  func lattice() throws {
    let first = Subspace(axes: [0, 1], order: 3)
    let second = try plane([1, 1, 0], [0, 0, 2])
    #expect(second.dimension == 2)
    let line = try first.intersection(second)
    #expect(line.agrees(with: try plane([3, 3, 0], [0, 0, 0])))
    #expect(first.contains(line) && second.contains(line) && !line.contains(first))
    #expect(try first.sum(second).dimension == 3)
    #expect(try second.complement.agrees(with: plane([1, -1, 0], [0, 0, 0])))
    #expect(second.axes == [2])
    #expect(second.effects == [0, 1, 2])
    #expect(try [line, Subspace(axes: [2], order: 3)].closed(limit: 9).count == 3)
  }

  @Test("an extension lies between both and meets no axis that it need not")
  func between() throws {
    let line = Subspace(axes: [2], order: 4)
    let room = Subspace(axes: [0, 1, 2], order: 4)
    let found = try line.extended(to: 2, within: room)
    #expect(found.dimension == 2 && found.contains(line) && room.contains(found))
    #expect(found.axes == [2])
    #expect(found.effects == [0, 1, 2])
  }
}
