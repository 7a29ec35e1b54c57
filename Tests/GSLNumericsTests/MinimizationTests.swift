import GSLNumerics
import RealModule
import Testing

@Suite struct MinimizationTests {
  @Test("a parabola, near 0 and far from it", arguments: [0, 0.7, 99.5, -3000])
  func parabola(centre: Double) throws {
    let found = try minimum(
      of: { ($0 - centre) * ($0 - centre) + 2 }, in: centre - 1...centre + 2.5)
    #expect(abs(found.place - centre) < 1e-7 * max(1, abs(centre)))
    #expect(abs(found.value - 2) < 1e-12)
  }

  @Test("a sharp valley is found from a guess inside it")
  func sharp() throws {
    let found = try minimum(
      of: { Double.pow(($0 - 0.111) / 0.0001, 2) }, in: 0...0.25, from: 0.2)
    #expect(abs(found.place - 0.111) < 1e-7)
  }

  @Test("a falling function has its minimum at the end")
  func atTheEnd() throws {
    #expect(try minimum(of: { -$0 }, in: 0...1).place == 1)
    #expect(try minimum(of: { $0 }, in: 0...1).place == 0)
  }

  @Test("infinite values stand for forbidden places")
  func infinite() throws {
    let found = try minimum(of: { $0 < 0.3 ? .infinity : $0 }, in: 0...1)
    #expect(abs(found.place - 0.3) < 1e-6)
  }

  @Test("an error of the function passes through GSL unchanged")
  func errorsPass() {
    let error = NumericalError.notFinite(quantity: "deviance", at: 0.5)
    #expect(throws: error) {
      try minimum(
        of: { x throws(NumericalError) in
          guard abs(x) > 1e-3 else { throw error }
          return x * x
        }, in: -1...1.5)
    }
  }
}
