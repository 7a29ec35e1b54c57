import GSLNumerics
import Testing

@Suite struct CholeskyFactorTests {
  @Test("a 2 × 2 matrix by hand")
  func byHand() throws {
    let factor = try CholeskyFactor(Matrix([[4, 2], [2, 5]]))
    #expect(factor.lower == Matrix([[2, 0], [1, 2]]))
    #expect(abs(factor.logDeterminant - 2.772588722239781) < 1e-15)
    #expect(factor.solve([8, 9]) == [1.375, 1.25])
    #expect(factor.inverse == Matrix([[0.3125, -0.125], [-0.125, 0.25]]))
  }

  @Test("a matrix that is not positive definite is refused with its pivot")
  func notPositiveDefinite() {
    #expect(throws: NumericalError.notPositiveDefinite(pivot: 1, value: -3)) {
      try CholeskyFactor(Matrix([[1, 2], [2, 1]]))
    }
  }
}
