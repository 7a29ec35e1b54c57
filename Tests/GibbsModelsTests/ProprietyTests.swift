import Foundation
import GSLNumerics
import GibbsModels
import ModelData
import TestSupport
import Testing

@Suite struct ProprietyTests {
  private func propriety(
    groups: Int, _ prior: String, predictors: [[Double]] = [],
    gammaPriors: [FixedEffectPrior]? = nil
  ) throws -> Propriety {
    let effects = Array([1.0, 4, 2, 8, 5, 7, 3, 6].prefix(groups))
    let model = metaAnalysis(
      effects: effects, variances: effects.map { 0.5 + 0.1 * $0 },
      predictors: predictors.map { Array($0.prefix(groups)) })
    let data = ReducedData(model, term: model.randomTerms[0])
    let priors = gammaPriors ?? (0...predictors.count).map { _ in .flat }
    return try Propriety(
      data,
      prior: DeviationPrior(
        VariancePrior(parsing: prior), samplingVariances: data.samplingVariances),
      flatCoefficients: priors.indices.filter { priors[$0] == .flat })
  }

  /// The fewest studies, with r = 1, for a posterior: J − r + d > 2 for p(τ²) ∝ (τ²)^(−d/2).
  @Test(
    "the fewest studies that each prior needs beside one flat mean",
    arguments: [
      ("uniform", 4), ("uniform-sd", 3), ("sqrt", 2), ("jeffreys", 2), ("berger-deely", 2),
      ("conventional", 1), ("dumouchel", 1), ("uniform-shrinkage", 1), ("half-cauchy(1)", 1),
      ("half-normal(1)", 1), ("half-t(3, 1)", 1), ("inverse-gamma(0.001, 0.001)", 1),
      ("inverse-wishart(1, 1)", 1),
    ])
  func fewestStudies(prior: String, fewest: Int) throws {
    for groups in 1...6 {
      let isProper = try propriety(groups: groups, prior).isProper
      #expect(isProper == (groups >= fewest), "\(groups) studies")
    }
  }

  // The integral of the density from e^x to e^(x + 4), as x grows, shrinks or it does not.
  @Test(
    "the tail of the density of τ agrees",
    arguments: ["uniform", "uniform-sd", "sqrt", "jeffreys", "conventional", "half-cauchy(1)"])
  func tails(prior: String) throws {
    for groups in 2...6 {
      let effects = Array([1.0, 4, 2, 8, 5, 7].prefix(groups))
      let variances = effects.map { 0.5 + 0.1 * $0 }
      let logDensity = { (x: Double) throws -> Double in
        let tau = exp(x)
        let ones = Matrix(rows: groups, columns: 1, repeating: 1)
        let covariance = Matrix(diagonal: variances.map { $0 + tau * tau })
        let least = try DenseLeastSquares(fixed: ones, outcome: effects, covariance: covariance)
        return try logPriorOfTau(VariancePrior(parsing: prior), tau, variances: variances) + x
          - 0.5 * least.deviance(restricted: true)
      }
      // The slope of log p(log τ) in the tail: E τ^m exists where slope + m < 0.
      let slope = try (logDensity(24) - logDensity(20)) / 4
      let decided = try propriety(groups: groups, prior)
      #expect(decided.isProper == (slope < -1e-6), "\(groups) studies")
      for order in [1.0, 2, 4] {
        #expect(decided.hasMoment(order) == (slope + order < -1e-6), "\(groups) studies, \(order)")
      }
    }
  }

  /// ∫ dμ Π_j ∫ N(y_j; μ + u, v_j) t_ν(u; 0, τ) du, both by the trapezoidal rule.
  @Test(
    "t effects have the same tail", arguments: ["uniform", "uniform-sd", "jeffreys"], [1.0, 3])
  func studentTails(prior: String, nu: Double) throws {
    for groups in 2...5 {
      let effects = Array([1.0, 4, 2, 8, 5].prefix(groups))
      let variances = effects.map { 0.5 + 0.1 * $0 }
      func logMarginal(_ tau: Double) -> Double {
        let means = stride(from: -14.0, through: 14, by: 0.1).map { g in
          let mean = tau * sinh(g)
          let product = zip(effects, variances).reduce(1.0) { product, study in
            product
              * stride(from: -6.0, through: 6, by: 0.25).reduce(0.0) { sum, z in
                let u = (study.0 - mean + study.1.squareRoot() * z) / tau
                return sum + exp(-0.5 * z * z - 0.5 * (nu + 1) * log(1 + u * u / nu)) / tau
              }
          }
          return product * tau * cosh(g)
        }
        return log(means.reduce(0, +))
      }
      let logDensity = { (x: Double) throws -> Double in
        try logPriorOfTau(VariancePrior(parsing: prior), exp(x), variances: variances) + x
          + logMarginal(exp(x))
      }
      let slope = try (logDensity(12) - logDensity(10)) / 2
      let decided = try propriety(groups: groups, prior)
      #expect(decided.isProper == (slope < -1e-3), "\(groups) studies, slope \(slope)")
      #expect(decided.hasMoment(1) == (slope + 1 < -1e-3), "\(groups) studies, slope \(slope)")
    }
  }

  @Test("flat τ²: E τ² needs J − f₂ > 4, its variance 6; flat τ: 3 and 5")
  func moments() throws {
    for (prior, mean, variance) in [("uniform", 4, 6), ("uniform-sd", 3, 5)] {
      for groups in 3...8 {
        let decided = try propriety(groups: groups, prior)
        #expect(decided.hasMoment(2) == (groups - 1 > mean))
        #expect(decided.hasMoment(4) == (groups - 1 > variance))
      }
    }
  }

  @Test("each flat predictor between groups costs a study; one with a normal prior costs none")
  func predictors() throws {
    let predictors = [[0.0, 1, 0, 2, 1, 3, 0, 1], [1.0, 0, 0, 1, 4, 1, 1, 2]]
    let both = try propriety(groups: 6, "uniform", predictors: predictors)
    #expect(both.slowestTail.map { [$0.rank, $0.freeCount] } == [6, 3])
    #expect(both.isProper)
    #expect(!(try propriety(groups: 5, "uniform", predictors: predictors).isProper))
    let known = try propriety(
      groups: 5, "uniform", predictors: predictors,
      gammaPriors: [.flat, .flat, .normal(mean: 0, standardDeviation: 1)])
    #expect(known.slowestTail?.freeCount == 2)
    #expect(known.isProper)
    let allKnown = try propriety(
      groups: 3, "uniform", gammaPriors: [.normal(mean: 0, standardDeviation: 1)])
    #expect(allKnown.slowestTail?.freeCount == 0)
    #expect(allKnown.isProper)
  }

  @Test("a coefficient that the rows within groups inform does not count")
  func within() throws {
    // x1 and x3 vary within groups, x2 does not.
    let model = randomTwoLevelModel(
      groups: 7, effects: 1, coefficients: 4, knownVariances: true)
    let data = ReducedData(model, term: model.randomTerms[0])
    let decided = try Propriety(
      data, prior: DeviationPrior(.uniform, samplingVariances: data.samplingVariances),
      flatCoefficients: [0, 1, 2, 3])
    #expect(decided.slowestTail.map { [$0.rank, $0.freeCount] } == [7, 2])
    #expect((0..<4).map { decided.coefficient($0, hasMoment: 4) } == [false, true, false, true])
  }

  @Test("groups whose Z is zero do not count")
  func uninformed() throws {
    var model = metaAnalysis(effects: [2, 10, 4, 5], variances: [1, 1, 1, 1])
    model.randomTerms[0].design = DesignMatrix(labels: ["dose"], columns: [[1, 0, 2, 3]])
    let data = ReducedData(model, term: model.randomTerms[0])
    let decided = try Propriety(
      data, prior: DeviationPrior(.uniform, samplingVariances: data.samplingVariances),
      flatCoefficients: [0])
    #expect(decided.slowestTail?.rank == 3)
  }
}
