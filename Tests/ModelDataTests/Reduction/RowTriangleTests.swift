import GSLNumerics
import ModelData
import TestSupport
import Testing

@Suite struct RowTriangleTests {
  @Test("by hand: rows (3, 1) and (4, 2)")
  func hand() {
    var triangle = RowTriangle(columns: 2)
    triangle.add([3, 1])
    triangle.add([4, 2])
    // U'U = ((25, 11), (11, 5)): 5, 11/5, √(5 − 121/25).
    for (a, b) in zip(triangle.matrix.elements, [5, 0, 2.2, 0.4]) {
      #expect(isClose(a, b, to: 1e-14))
    }
    #expect(isClose(triangle.columnLengths[1], 5.squareRoot(), to: 1e-14))
  }

  @Test("columns that depend on earlier ones do not count, nor those left out")
  func rank() {
    var triangle = RowTriangle(columns: 4)
    for i in 0..<6 {
      let x = Double(i)
      triangle.add([1, 2000 + x, 4001 + 2 * x, x * x])
    }
    #expect(triangle.rank(scales: triangle.columnLengths) == 3)
    #expect(triangle.rank(scales: [1, .infinity, 1, 1]) == 3)
    #expect(triangle.rank(scales: [1, .infinity, .infinity, 1]) == 2)
    #expect(RowTriangle(columns: 2).rank(scales: [0, 0]) == 0)
  }
}
