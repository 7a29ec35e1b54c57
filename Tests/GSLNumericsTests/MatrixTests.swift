import GSLNumerics
import Testing

@Suite struct MatrixTests {
  private let a = Matrix([[1, 2], [3, 4], [5, 6]])
  private let b = Matrix([[7, -1], [0.5, 2]])

  @Test("products, by hand")
  func products() {
    #expect(a * b == Matrix([[8, 3], [23, 5], [38, 7]]))
    #expect(a.times(transposeOf: b) == Matrix([[5, 4.5], [17, 9.5], [29, 14.5]]))
    #expect(a.transposed == Matrix([[1, 3, 5], [2, 4, 6]]))
    #expect(a.transposed * a == Matrix([[35, 44], [44, 56]]))
    #expect(.identity(3) * a == a)
  }

  @Test("a quadratic form, by hand, of a matrix that is not symmetric")
  func quadraticForm() {
    // Element by element: 7·2·2 + (−1)·2·3 + 0.5·3·2 + 2·3·3.
    #expect(b.quadraticForm([2, 3]) == 28 - 6 + 3 + 18)
    #expect(Matrix(rows: 0, columns: 0).quadraticForm([]) == 0)
  }

  @Test("matrices and arrays of equal values have their count, none too")
  func equalValues() {
    #expect(Matrix(rows: 2, columns: 3, repeating: 4).elements == [4, 4, 4, 4, 4, 4])
    #expect([Double](short: 3, of: -1) == [-1, -1, -1])
    #expect([Double](short: 0, of: 1).isEmpty)
  }
}
