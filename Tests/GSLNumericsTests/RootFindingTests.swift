import GSLNumerics
import RealModule
import Testing

@Suite struct RootFindingTests {
  @Test("roots of smooth, flat and steep functions")
  func roots() throws {
    #expect(abs(try root(of: { $0 * $0 - 2 }, in: 0...2) - Double.sqrt(2)) < 1e-12)
    #expect(abs(try root(of: { Double.exp($0) - 1e-5 }, in: -50...50) + 5 * Double.log(10)) < 1e-11)
    #expect(abs(try root(of: { $0 < 0.3 ? -1 : 1 }, in: 0...1) - 0.3) < 1e-12)
  }

  @Test("a root at an end of the interval is found there")
  func atTheEnd() throws {
    #expect(try root(of: { $0 }, in: 0...1) == 0)
    #expect(try root(of: { $0 - 1 }, in: 0...1) == 1)
  }

  @Test("ends of one sign are refused")
  func notBracketed() {
    #expect(throws: NumericalError.rootNotBracketed(lower: -1, upper: 1)) {
      try root(of: { $0 * $0 + 1 }, in: -1...1)
    }
  }

  @Test("an error of the function passes through GSL unchanged")
  func errorsPass() {
    let error = NumericalError.notFinite(quantity: "deviance", at: 0.5)
    #expect(throws: error) {
      try root(
        of: { x throws(NumericalError) in
          guard abs(x) > 0.9 else { throw error }
          return x
        }, in: -1...1)
    }
  }
}
