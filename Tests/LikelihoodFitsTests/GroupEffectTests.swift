import Foundation
import GSLNumerics
import LikelihoodFits
import ModelData
import TestSupport
import Testing

@Suite struct GroupEffectTests {
  @Test("one study by hand: half its own estimate, half the prediction")
  func byHand() {
    // Mean of y is 6; study 2 observes 10 with V = 4, and τ² = 4.
    let model = metaAnalysis(effects: [2, 10], variances: [4, 4])
    let effect = GroupEffect(of: 1, in: ReducedData(model, term: model.randomTerms[0]))
    #expect(isClose(effect.observed, 10, to: 1e-15))
    #expect(isClose(effect.samplingVariance, 4, to: 1e-15))
    #expect(isClose(effect.reliability(tauSquared: 4), 0.5, to: 1e-15))
    // γ in computed coordinates is 1 more than the shift of 6.
    #expect(isClose(effect.predicted(gamma: [1]), 7, to: 1e-15))
    let given = effect.given(tauSquared: 4, gamma: [1])
    #expect(isClose(given.mean, 8.5, to: 1e-14))
    #expect(isClose(given.standardDeviation, sqrt(2), to: 1e-14))
    // A precision of 4: (1 − λ)²/4 more.
    let averaged = effect.given(
      tauSquared: 4, gamma: [1], gammaPrecision: CholeskyFactor(lower: Matrix([[2]])))
    #expect(isClose(averaged.standardDeviation, sqrt(2.0625), to: 1e-14))
  }

  @Test("τ² = 0 leaves the prediction")
  func boundary() {
    let model = metaAnalysis(effects: [2, 10], variances: [4, 4])
    let effect = GroupEffect(of: 0, in: ReducedData(model, term: model.randomTerms[0]))
    let given = effect.given(tauSquared: 0, gamma: [1])
    #expect(isClose(given.mean, 7, to: 1e-15))
    #expect(given.standardDeviation == 0)
  }

  // With flat γ the posterior of (γ, u) is normal with precision [X Z]'V_e⁻¹[X Z] + diag(0, 1/τ²).
  @Test(
    "mean and deviation of x'γ + u are those of the joint normal distribution",
    arguments: [true, false], [0.09, 2])
  func jointNormal(known: Bool, tauSquared: Double) throws {
    var model = randomTwoLevelModel(
      groups: 11, effects: 1, coefficients: 3, knownVariances: known, seed: 8)
    model.fixed = DesignMatrix(
      labels: ["(Intercept)", "x2"], columns: [model.fixed.columns[0], model.fixed.columns[2]])
    let sigmaSquared = known ? 1 : 0.6
    let data = ReducedData(model, term: model.randomTerms[0])
    let fixed = try FixedEffects(
      MarginalLikelihood(data).moments(
        tauRoot: Matrix([[tauSquared.squareRoot()]]), sigmaSquared: sigmaSquared), data: data)
    let dense = DenseTwoLevel(model)
    let design = Matrix(
      rows: dense.outcome.count, columns: 2 + dense.groupCount,
      columnMajor: dense.fixed.elements + dense.random.elements)
    let weighted =
      design.transposed * Matrix(diagonal: dense.variances.map { 1 / (sigmaSquared * $0) })
    let prior = Matrix(
      diagonal: [0, 0] + Array(repeating: 1 / tauSquared, count: dense.groupCount))
    let factor = try CholeskyFactor(weighted * design + prior)
    let mean = factor.solve(weighted * dense.outcome)
    for j in 0..<dense.groupCount {
      let row = dense.groups.firstIndex(of: j).map { dense.fixed.row($0) }
      var direction = try #require(row) + Array(repeating: 0, count: dense.groupCount)
      direction[2 + j] = 1
      let half = factor.solveLower(direction)
      let effect = GroupEffect(of: j, in: data)
      let averaged = effect.given(
        tauSquared: tauSquared, sigmaSquared: sigmaSquared, gamma: fixed.computedEstimate,
        gammaPrecision: fixed.computedPrecision)
      #expect(isClose(averaged.mean, dot(direction, mean), to: 1e-11))
      #expect(isClose(averaged.standardDeviation, dot(half, half).squareRoot(), to: 1e-11))
      // Given γ, the variance is 1/(1/τ² + Σ 1/v).
      let known = effect.given(
        tauSquared: tauSquared, sigmaSquared: sigmaSquared, gamma: fixed.computedEstimate)
      let precision = dense.outcome.indices.filter { dense.groups[$0] == j }
        .reduce(1 / tauSquared) { $0 + 1 / (sigmaSquared * dense.variances[$1]) }
      #expect(isClose(known.standardDeviation, (1 / precision).squareRoot(), to: 1e-11))
      #expect(isClose(known.mean, dot(direction, mean), to: 1e-11))
    }
  }

  @Test("a group whose Z is zero has no estimate of its own")
  func withoutInformation() {
    var model = metaAnalysis(effects: [2, 10, 4], variances: [1, 1, 1])
    model.randomTerms[0].design = DesignMatrix(labels: ["dose"], columns: [[1, 0, 2]])
    let data = ReducedData(model, term: model.randomTerms[0])
    let effect = GroupEffect(of: 1, in: data)
    #expect(data.groupRanks == [1, 0, 1])
    #expect(data.samplingVariances == [1, 0.25])
    #expect(effect.samplingVariance == .infinity)
    #expect(effect.reliability(tauSquared: 3) == 0)
    #expect(effect.given(tauSquared: 9, gamma: [1]).standardDeviation == 3)
  }
}
