import GSLNumerics
import ModelData
import Testing

@testable import GibbsModels

/// The effects of known groups against moments from dense matrices.
@Suite struct PredictedEffectsTests {
  private static let count = 40_000

  @Test("a known group's effects: T Z'V⁻¹(y − Xγ) and T − T Z'V⁻¹Z T", arguments: 1...3)
  func knownGroup(effects q: Int) throws {
    let dense = TwoLevelDenseDensity(effects: q)
    let tau = Matrix([[2, 0.5, 0.1], [0.5, 1, -0.2], [0.1, -0.2, 0.6]])
      .submatrix(rows: Array(0..<q), columns: Array(0..<q))
    let gamma = [2.5, 1.2, -0.4]
    let sigmaSquared = 0.7
    for group in [0, 3, 6] {
      let rows = dense.groups.indices.filter { dense.groups[$0] == group }
      let z = Matrix(rows.map { dense.random[$0] })
      let residual = rows.map { dense.outcome[$0] - dot(dense.fixed[$0], gamma) }
      let v = z * tau * z.transposed + sigmaSquared * .identity(rows.count)
      let gain = (try CholeskyFactor(v)).solve(z * tau).transposed
      let law = KnownGroupEffects(of: group, in: dense.data)
      var stream = RandomStream(seed: 4, chain: group, purpose: .prediction)
      let draws = try (0..<Self.count).map { _ in
        try law.draw(gamma: gamma, tau: tau, sigmaSquared: sigmaSquared, using: &stream)
      }
      expect(draws, mean: gain * residual, covariance: tau - gain * z * tau)
    }
  }

  @Test("without variation between groups there are no effects")
  func zeroVariance() throws {
    let law = KnownGroupEffects(of: 0, in: TwoLevelDenseDensity(effects: 2).data)
    var stream = RandomStream(seed: 4, chain: 0, purpose: .prediction)
    let u = try law.draw(
      gamma: [1, 1, 1], tau: Matrix(rows: 2, columns: 2), sigmaSquared: 1, using: &stream)
    #expect(u == [0, 0])
  }

  @Test("γ* and back")
  func coordinates() {
    let data = TwoLevelDenseDensity(effects: 2).data
    let gamma = [12.5, -3, 0.25]
    let again = data.coordinates.reported(data.coordinates.computed(gamma))
    #expect(zip(again, gamma).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  /// Expects moments to within five standard errors.
  private func expect(_ draws: [[Double]], mean: [Double], covariance: Matrix) {
    let n = Double(draws.count)
    for i in mean.indices {
      let average = draws.reduce(0) { $0 + $1[i] } / n
      #expect(abs(average - mean[i]) <= 5 * (covariance[i, i] / n).squareRoot() + 1e-12)
      for j in 0...i {
        let product = draws.reduce(0) { $0 + ($1[i] - mean[i]) * ($1[j] - mean[j]) } / n
        let error = (covariance[i, i] * covariance[j, j] + covariance[i, j] * covariance[i, j]) / n
        #expect(abs(product - covariance[i, j]) <= 5 * error.squareRoot() + 1e-12)
      }
    }
  }
}
