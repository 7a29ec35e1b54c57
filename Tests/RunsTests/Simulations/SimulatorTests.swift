import Foundation
import GSLNumerics
import LikelihoodFits
import TestSupport
import Testing

@testable import ModelData
@testable import Runs

@Suite struct SimulatorTests {
  private static func values(
    _ model: HierarchicalModel, q: Int, sigmaSquared: Double = 2, nu: Double = .infinity,
    rowNu: Double = .infinity
  ) -> ParameterDraws.Values {
    ParameterDraws.Values(
      gamma: model.fixed.labels.indices.map { 0.5 - 0.25 * Double($0) },
      tau: exampleCovariance(q), sigmaSquared: sigmaSquared, degreesOfFreedom: nu,
      rowDegreesOfFreedom: rowNu)
  }

  /// y − Xγ − Zu, row by row.
  private static func errors(
    of replicate: Simulator.Replicate, _ model: HierarchicalModel, gamma: [Double]
  ) -> [Double] {
    let term = model.randomTerms[0]
    return replicate.outcome.indices.map { row in
      let fixed = zip(model.fixed.columns, gamma).reduce(0) { $0 + $1.0[row] * $1.1 }
      let u = replicate.effects[term.factor.indices[row]]
      let random = zip(term.design.columns, u).reduce(0) { $0 + $1.0[row] * $1.1 }
      return replicate.outcome[row] - fixed - random
    }
  }

  @Test("normal effects have the covariance T, errors the variance σ² or the known ones")
  func normal() {
    for knownVariances in [false, true] {
      let model = randomTwoLevelModel(
        groups: 4000, effects: 2, coefficients: 3, knownVariances: knownVariances)
      let values = Self.values(model, q: 2)
      var stream = RandomStream(seed: 11, chain: 0, purpose: .simulation)
      let replicate = Simulator(model).replicate(at: values, using: &stream)
      let effects = largestStandardScore(
        ofNormalDraws: replicate.effects, mean: [0, 0], covariance: values.tau)
      #expect(effects < 5, "u: \(effects)")
      let errors = Self.errors(of: replicate, model, gamma: values.gamma).enumerated().map {
        [$1 / (model.knownVariances?[$0] ?? 2).squareRoot()]
      }
      let score = largestStandardScore(
        ofNormalDraws: errors, mean: [0], covariance: .identity(1))
      #expect(score < 5, "e: \(score)")
    }
  }

  /// P(|t| < quantile) by the distribution function for ν = 2, F(t) = ½ + t/(2√(2 + t²)).
  @Test("t errors of rows have the tails of the t")
  func studentRows() {
    let model = randomTwoLevelModel(groups: 4000, effects: 1, coefficients: 1)
    let values = Self.values(model, q: 1, sigmaSquared: 9, rowNu: 2)
    var stream = RandomStream(seed: 5, chain: 0, purpose: .simulation)
    let replicate = Simulator(model).replicate(at: values, using: &stream)
    let errors = Self.errors(of: replicate, model, gamma: values.gamma)
    for bound in [0.5, 2, 6] {
      let expected = bound / (2 + bound * bound).squareRoot()
      let score = standardScore(
        of: errors.map { abs($0) < 3 * bound ? 1 : 0 }, expecting: expected)
      #expect(abs(score) < 5, "\(bound): \(score)")
    }
  }

  @Test("t effects have the tails of the t: P(u'T⁻¹u > x) = (1 + x/ν)^(−ν/2) for q = 2")
  func studentEffects() throws {
    let model = randomTwoLevelModel(groups: 8000, effects: 2, coefficients: 1)
    let values = Self.values(model, q: 2, nu: 4)
    var stream = RandomStream(seed: 6, chain: 0, purpose: .simulation)
    let inverse = try CholeskyFactor(values.tau).inverse
    let lengths = Simulator(model).replicate(at: values, using: &stream).effects
      .map { dot($0, inverse * $0) }
    for x in [0.5, 3, 12] {
      let score = standardScore(
        of: lengths.map { $0 > x ? 1 : 0 }, expecting: pow(1 + x / 4, -2))
      #expect(abs(score) < 5, "\(x): \(score)")
    }
  }

  @Test("known covariances of a group's rows are those of its errors, wherever its rows stand")
  func knownCovariances() throws {
    // Each group has a row of either outcome, the second far from the first.
    let count = 3000
    let indices = Array(0..<count) + Array(0..<count)
    let columns = [0, 1].map { outcome in indices.indices.map { $0 / count == outcome ? 1.0 : 0 } }
    let design = DesignMatrix(labels: ["a", "b"], columns: columns)
    let covariance = Matrix([[4, -1], [-1, 0.5]])
    var model = HierarchicalModel(
      outcome: NamedValues(name: "y", values: indices.map { _ in 0 }), fixed: design,
      randomTerms: [
        RandomTerm(
          factor: GroupingFactor(
            name: "id", levels: (0..<count).map { "\($0)" }, indices: indices),
          design: design, covariance: .unstructured)
      ],
      knownVariances: columns[0].map { $0 == 1 ? 4 : 0.5 },
      rows: RowAccount(read: 2 * count, used: 2 * count, missing: [], vanishedGroups: []))
    let factor = try CholeskyFactor(covariance)
    model.knownCovariances = KnownCovariances(
      rows: (0..<count).map { [$0, count + $0] }, factors: (0..<count).map { _ in factor })
    let values = ParameterDraws.Values(
      gamma: [1, -1], tau: Matrix([[0.3, 0], [0, 0.2]]), sigmaSquared: 1,
      degreesOfFreedom: .infinity, rowDegreesOfFreedom: .infinity)
    var stream = RandomStream(seed: 2, chain: 0, purpose: .simulation)
    let replicate = Simulator(model).replicate(at: values, using: &stream)
    let errors = Self.errors(of: replicate, model, gamma: values.gamma)
    let score = largestStandardScore(
      ofNormalDraws: (0..<count).map { [errors[$0], errors[count + $0]] }, mean: [0, 0],
      covariance: covariance)
    #expect(score < 5, "\(score)")
  }

  /// In a balanced one-way layout the interval on J − 1 degrees of freedom is exact where τ² is not at 0.
  @Test("95% intervals of refitted data cover the coefficient as often as they say")
  func coverage() throws {
    let (groups, rows) = (12, 4)
    let indices = (0..<groups).flatMap { Array(repeating: $0, count: rows) }
    let ones = indices.map { _ in 1.0 }
    var model = HierarchicalModel(
      outcome: NamedValues(name: "y", values: ones),
      fixed: DesignMatrix(labels: ["(Intercept)"], columns: [ones]),
      randomTerms: [
        RandomTerm(
          factor: GroupingFactor(
            name: "g", levels: (0..<groups).map { "\($0)" }, indices: indices),
          design: DesignMatrix(labels: ["(Intercept)"], columns: [ones]),
          covariance: .unstructured)
      ],
      knownVariances: nil,
      rows: RowAccount(read: ones.count, used: ones.count, missing: [], vanishedGroups: []))
    let values = ParameterDraws.Values(
      gamma: [3], tau: Matrix([[4]]), sigmaSquared: 1, degreesOfFreedom: .infinity,
      rowDegreesOfFreedom: .infinity)
    let simulator = Simulator(model)
    var covers: [Double] = []
    for replicate in 0..<400 {
      var stream = RandomStream(seed: 8, chain: replicate, purpose: .simulation)
      model.outcome.values = simulator.replicate(at: values, using: &stream).outcome
      let data = ReducedData(model, term: model.randomTerms[0])
      let interval = try LikelihoodFit(data, method: .reml).coefficients(level: 0.95)[0].interval
      covers.append(interval?.contains(3) == true ? 1 : 0)
    }
    #expect(abs(standardScore(of: covers, expecting: 0.95)) < 5)
  }
}
