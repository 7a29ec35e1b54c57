import RealModule
import Testing

@testable import Distributions

@Suite struct ChebyshevTests {
  @Test("coefficients of degree 8 and 16 are those of the polynomial interpolated")
  func coefficients() {
    for step in [1, 2] {
      let points = stride(from: 0, through: 16, by: step).map { Chebyshev.points[$0] }
      let c = Chebyshev.coefficients(points.map { 3 + $0 * (8 * $0 * $0 - 6) })  // 3 + 2 T₃(t)
      for (j, value) in c.enumerated() {
        #expect(abs(value - (j == 0 ? 3 : j == 3 ? 2 : 0)) < 1e-15 * 10)
      }
    }
  }

  @Test("the antiderivative is 0 at −1 and right elsewhere")
  func antiderivative() {
    let c = Chebyshev.coefficients(Chebyshev.points.map { .exp($0) })
    let integral = Chebyshev.antiderivative(c)
    #expect(abs(Chebyshev.value(integral, at: -1)) < 1e-15 * 5)
    for t in [-0.7, 0, 0.31, 1] {
      #expect(abs(Chebyshev.value(integral, at: t) - (.exp(t) - .exp(-1))) < 1e-15 * 10)
    }
  }

  @Test("the weights are above zero and integrate powers up to the 16th")
  func weights() {
    #expect(Chebyshev.weights.allSatisfy { $0 > 0 })
    for power in stride(from: 0, through: 16, by: 2) {
      let sum = zip(Chebyshev.points, Chebyshev.weights).reduce(0) {
        $0 + $1.1 * Double.pow($1.0, power)
      }
      #expect(abs(sum - 2 / Double(power + 1)) < 1e-15 * 10)
    }
  }
}
