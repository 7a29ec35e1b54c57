import GSLNumerics
import Testing

@Suite struct SymmetricEigenTests {
  @Test("a 2 × 2 matrix by hand, of which the upper triangle is not read")
  func byHand() throws {
    let eigen = try SymmetricEigen(Matrix([[2, 99], [1, 2]]))
    #expect(abs(eigen.values[0] - 1) < 1e-14)
    #expect(abs(eigen.values[1] - 3) < 1e-14)
    #expect(abs(eigen.vectors[0, 1] - 0.5.squareRoot()) < 1e-14)
    #expect(abs(eigen.vectors[1, 1] - 0.5.squareRoot()) < 1e-14)
  }

  @Test("values and vectors give the matrix back, and the vectors are orthonormal")
  func decomposition() throws {
    let matrix = Matrix([[4, 1, -2, 0.5], [1, 3, 0, 1], [-2, 0, -1, 0.2], [0.5, 1, 0.2, 0]])
    let eigen = try SymmetricEigen(matrix)
    #expect(eigen.values == eigen.values.sorted())
    let product = eigen.vectors * Matrix(diagonal: eigen.values) * eigen.vectors.transposed
    let gram = eigen.vectors.transposed * eigen.vectors
    #expect((product - matrix).elements.allSatisfy { abs($0) < 1e-14 * 10 })
    #expect((gram - .identity(4)).elements.allSatisfy { abs($0) < 1e-14 })
  }

  @Test("an element that is not a number is refused")
  func notFinite() {
    #expect(throws: NumericalError.notFinite(quantity: "matrix", at: 1)) {
      try SymmetricEigen(Matrix([[1, 0], [.nan, 1]]))
    }
  }
}
