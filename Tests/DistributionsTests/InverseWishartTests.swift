import Distributions
import GSLNumerics
import Testing

@Suite struct InverseWishartTests {
  private let scale = Matrix([[2, 0.5, -0.3], [0.5, 1, 0.2], [-0.3, 0.2, 1.5]])

  @Test("log densities are scipy's, for q = 1 those of its inverse gamma")
  func density() throws {
    for reference in try ReferenceDensity.of("InverseWishart") {
      let count = reference.at.count
      let q = (1...3).first { $0 * $0 == count } ?? 0
      let distribution = try InverseWishart(
        degreesOfFreedom: reference.parameters[0],
        scale: Matrix(rows: q, columns: q, columnMajor: Array(reference.parameters.dropFirst())))
      let value = distribution.logDensity(Matrix(rows: q, columns: q, columnMajor: reference.at))
      #expect(abs(value - reference.value) <= 1e-12 * max(1, abs(reference.value)))
    }
  }

  @Test("a matrix that is not positive definite has density 0")
  func support() throws {
    let distribution = try InverseWishart(degreesOfFreedom: 3, scale: .identity(2))
    #expect(distribution.logDensity(Matrix([[1, 2], [2, 1]])) == -.infinity)
  }

  // E T = S/(ν − q − 1); Cov(Tᵢⱼ, Tₖₗ) = (2 Sᵢⱼ Sₖₗ + (ν − q − 1)(Sᵢₖ Sⱼₗ + Sᵢₗ Sⱼₖ))
  // / ((ν − q)(ν − q − 1)²(ν − q − 3)) (Press 1982, Applied Multivariate Analysis, section 5.2).
  @Test("draws have the mean and the covariances of their elements")
  func moments() throws {
    let (q, nu) = (3.0, 22.0)
    let draws = sample(try InverseWishart(degreesOfFreedom: nu, scale: scale))
    let mean = (1 / (nu - q - 1)) * scale
    let places = [(0, 0), (1, 0), (1, 1), (2, 0), (2, 1), (2, 2)]
    for (i, j) in places {
      expectMean(of: draws.map { $0[i, j] }, is: mean[i, j])
      for (k, l) in places {
        let crossed = scale[i, k] * scale[j, l] + scale[i, l] * scale[j, k]
        let covariance =
          (2 * scale[i, j] * scale[k, l] + (nu - q - 1) * crossed)
          / ((nu - q) * (nu - q - 1) * (nu - q - 1) * (nu - q - 3))
        expectMean(
          of: draws.map { ($0[i, j] - mean[i, j]) * ($0[k, l] - mean[k, l]) }, is: covariance)
      }
    }
  }

  @Test(
    "the inverses of draws have the mean ν S⁻¹, few degrees of freedom or many",
    arguments: [2.3, 4, 30])
  func inverseMoments(nu: Double) throws {
    let distribution = try InverseWishart(degreesOfFreedom: nu, scale: scale)
    var stream = RandomStream(seed: 8, chain: 0, purpose: .sampling)
    let draws = (0..<20_000).map { _ in distribution.drawFactor(using: &stream).inverse }
    let mean = nu * (try CholeskyFactor(scale).inverse)
    for i in 0..<3 {
      for j in 0...i { expectMean(of: draws.map { $0[i, j] }, is: mean[i, j]) }
    }
  }

  @Test("for q = 1 draws follow the inverse gamma distribution")
  func oneDimension() throws {
    let distribution = try InverseWishart(degreesOfFreedom: 4, scale: Matrix([[2.5]]))
    let draws = sample(distribution).map { $0[0, 0] }
    expectMean(of: draws.map { 1 / $0 }, is: 4 / 2.5)
    expectMean(
      of: draws.map { $0 < 1 ? 1 : 0 }, is: ChiSquared.upperTail(2.5, degreesOfFreedom: 4))
  }

  @Test("the drawn factor is lower triangular with a positive diagonal, and its product the draw")
  func factor() throws {
    let distribution = try InverseWishart(degreesOfFreedom: 5, scale: scale)
    var stream = RandomStream(seed: 1, chain: 0, purpose: .sampling)
    var other = RandomStream(seed: 1, chain: 0, purpose: .sampling)
    let lower = distribution.drawFactor(using: &stream).lower
    #expect(lower[0, 1] == 0 && lower[0, 2] == 0 && lower[1, 2] == 0)
    #expect(lower.diagonal.allSatisfy { $0 > 0 })
    #expect(distribution.draw(using: &other) == lower * lower.transposed)
  }

  @Test("parameters out of range are refused")
  func parameters() {
    expectRefusal(of: "degrees of freedom", 1, by: "inverse Wishart") {
      try InverseWishart(degreesOfFreedom: 1, scale: .identity(2))
    }
    #expect(throws: NumericalError.notPositiveDefinite(pivot: 1, value: -3)) {
      try InverseWishart(degreesOfFreedom: 4, scale: Matrix([[1, 2], [2, 1]]))
    }
  }
}
