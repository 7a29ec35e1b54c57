import Foundation
import GSLNumerics
import ModelData
import TestSupport
import Testing

@testable import LikelihoodFits

/// The evaluator against V formed explicitly, N × N.
@Suite struct MarginalLikelihoodTests {
  /// What T may be: regular, of rank one, or nil.
  enum Rank: CaseIterable {
    case full
    case one
    case none

    func tau(_ q: Int) -> Matrix {
      switch self {
      case .full: exampleCovariance(q)
      case .one: .outer([1.2, -0.7, 0.4].dropLast(3 - q), [1.2, -0.7, 0.4].dropLast(3 - q))
      case .none: Matrix(rows: q, columns: q)
      }
    }
  }

  @Test("one group of two rows, by hand")
  func byHand() throws {
    // V = τ² + σ² on the diagonal and τ² beside it: |V| = 1 · 5, 1'V⁻¹1 = 2/5.
    let ones = DesignMatrix(labels: ["(Intercept)"], columns: [[1, 1]])
    let model = HierarchicalModel(
      outcome: NamedValues(name: "y", values: [1, 3]), fixed: ones,
      randomTerms: [
        RandomTerm(
          factor: GroupingFactor(name: "g", levels: ["a"], indices: [0, 0]), design: ones,
          covariance: .unstructured)
      ], knownVariances: nil, rows: RowAccount(read: 2, used: 2, missing: [], vanishedGroups: []))
    let data = ReducedData(model, term: model.randomTerms[0])
    let moments = MarginalLikelihood(data).moments(
      tauRoot: Matrix([[sqrt(2)]]), sigmaSquared: 1)
    #expect(isClose(moments.logDeterminant, log(5), to: 1e-14))
    // y less its mean is −1, 1: y'V⁻¹y = 2/σ².
    for (value, expected) in zip(moments.triangle, [0.4, 0, 2]) {
      #expect(isClose(value, expected, to: 1e-14))
    }
  }

  @Test("columns that are 0 below the intercept's row", arguments: [1, 2, 3], [false, true])
  func leadingZeros(q: Int, known: Bool) throws {
    var model = randomTwoLevelModel(
      groups: 13, effects: q, coefficients: 5, knownVariances: known, seed: 4)
    // The constant, the predictor of the groups, then those of the rows.
    let order = [0, 2, 4, 1, 3]
    model.fixed = DesignMatrix(
      labels: order.map { model.fixed.labels[$0] }, columns: order.map { model.fixed.columns[$0] })
    let data = ReducedData(model, term: model.randomTerms[0])
    #expect(data.leadingZeros == [0, 2, 2].dropLast(3 - q))
    for rank in Rank.allCases {
      try expectMoments(
        model, tau: rank.tau(q), sigmaSquared: known ? 1 : 0.7,
        weights: (0..<13).map { 0.3 + 0.4 * Double($0 % 5) })
    }
  }

  @Test(
    "cross-products and determinant, T regular, singular and nil, with t weights or not",
    arguments: [1, 2, 3], Rank.allCases)
  func crossProducts(q: Int, rank: Rank) throws {
    for (groups, known) in [(13, false), (16, false), (5, true), (11, true)] {
      let model = randomTwoLevelModel(
        groups: groups, effects: q, coefficients: 4, knownVariances: known,
        seed: UInt64(groups + q))
      let sigmaSquared = known ? 1 : 0.7
      let weights = (0..<groups).map { 0.3 + 0.4 * Double($0 % 5) }
      for weights in [nil, weights] {
        try expectMoments(model, tau: rank.tau(q), sigmaSquared: sigmaSquared, weights: weights)
      }
    }
  }

  @Test(
    "columns that are products of others and of predictors of the groups",
    arguments: [
      [[0, 1], [0, 1]], [[0, 1, 2], [0, 1, 2]], [[0, 1, 2, 3], [0, 3]], [[0, 1], [0, 1, 2]],
      [[0, 1, 2, 3], [0, 3], [0, 3, 2]],
    ], [false, true])
  func crossLevelProducts(equations: [[Int]], fixed: Bool) throws {
    for known in [false, true] {
      let model = crossLevelModel(
        groups: 21, equations: equations, fixed: fixed, knownVariances: known)
      let data = ReducedData(model, term: model.randomTerms[0]).inCrossLevelForm()
      #expect(data.layout.predictorCount > 0)
      for rank in Rank.allCases {
        for weights in [nil, (0..<21).map { 0.3 + 0.4 * Double($0 % 5) }] {
          try expectMoments(
            model, data, tau: rank.tau(equations.count), sigmaSquared: known ? 1 : 0.7,
            weights: weights)
        }
      }
    }
  }

  private func expectMoments(
    _ model: HierarchicalModel, _ reduced: ReducedData? = nil, tau: Matrix, sigmaSquared: Double,
    weights: [Double]?
  ) throws {
    let data = reduced ?? ReducedData(model, term: model.randomTerms[0])
    let dense = DenseTwoLevel(model)
    let blocks = weights.map { weights in
      (0..<data.blockCount).map { block in
        SIMD8((0..<8).map { 8 * block + $0 < weights.count ? weights[8 * block + $0] : 1 })
      }
    }
    let moments = MarginalLikelihood(data).moments(
      tauRoot: VarianceParameters(tau: tau).tauRoot, sigmaSquared: sigmaSquared, weights: blocks)
    let factor = try CholeskyFactor(
      dense.covariance(tau: tau, sigmaSquared: sigmaSquared, weights: weights))
    #expect(isClose(moments.logDeterminant, factor.logDeterminant, to: 1e-12))
    let outcome = zip(dense.outcome, dense.fixed * data.coordinates.offset).map(-)
    let columns = dense.fixed * data.coordinates.matrix
    let all = (0..<columns.columnCount).map(columns.column) + [outcome]
    var place = 0
    for a in all.indices {
      let solved = factor.solve(all[a])
      for b in 0...a {
        #expect(isClose(moments.triangle[place], dot(solved, all[b]), to: 1e-11))
        place += 1
      }
    }
    #expect(place == moments.triangle.count)
  }

  @Test("determinants beyond the range of a double")
  func hugeDeterminant() {
    // Σ log(v + τ²) of 200 groups with τ² = 1e30 is log 1e6000.
    let variances = (0..<200).map { 1e29 * Double(1 + $0 % 3) }
    let model = metaAnalysis(effects: variances.map { _ in 1 }, variances: variances)
    let data = ReducedData(model, term: model.randomTerms[0])
    for tau in [1e15, 1e-15, 1e100] {
      let moments = MarginalLikelihood(data).moments(tauRoot: Matrix([[tau]]), sigmaSquared: 1)
      let expected = variances.map { log($0 + tau * tau) }.reduce(0, +)
      #expect(isClose(moments.logDeterminant, expected, to: 1e-13))
    }
  }
}

/// γ̂ and both deviances against dense least squares, in the coordinates of the report.
@Suite struct FixedEffectsTests {
  @Test(
    "estimate, covariance, quadratic form and deviances",
    arguments: [1, 2, 3], [false, true])
  func denseLeastSquares(q: Int, known: Bool) throws {
    let model = randomTwoLevelModel(
      groups: 13, effects: q, coefficients: 5, knownVariances: known, seed: UInt64(q))
    let sigmaSquared = known ? 1 : 0.7
    let tau = exampleCovariance(q)
    let data = ReducedData(model, term: model.randomTerms[0])
    let moments = MarginalLikelihood(data).moments(
      tauRoot: VarianceParameters(tau: tau).tauRoot, sigmaSquared: sigmaSquared)
    let fixed = try FixedEffects(moments, data: data)
    let dense = DenseTwoLevel(model)
    let expected = try DenseLeastSquares(
      fixed: dense.fixed, outcome: dense.outcome,
      covariance: dense.covariance(tau: tau, sigmaSquared: sigmaSquared))
    for (value, expected) in zip(fixed.estimate, expected.estimate) {
      #expect(isRelativelyClose(value, expected, to: 1e-9))
    }
    let covariance = expected.precision.inverse
    for (value, expected) in zip(fixed.covariance.elements, covariance.elements) {
      #expect(isRelativelyClose(value, expected, to: 1e-8))
    }
    #expect(isRelativelyClose(fixed.quadraticForm, expected.quadraticForm, to: 1e-10))
    #expect(isRelativelyClose(fixed.mlDeviance, expected.deviance(restricted: false), to: 1e-11))
    #expect(isRelativelyClose(fixed.remlDeviance, expected.deviance(restricted: true), to: 1e-11))
  }

  // With γ ~ N(m, S) for some coefficients, y ~ N(X₀γ₀ + X₁m, V + X₁SX₁').
  @Test(
    "with normal priors the marginal likelihood is that of a wider V",
    arguments: [[false, true, false], [true, true, true], [false, false, true]])
  func normalPriors(hasPrior: [Bool]) throws {
    let model = randomTwoLevelModel(
      groups: 11, effects: 1, coefficients: 3, knownVariances: true, seed: 5)
    let data = ReducedData(model, term: model.randomTerms[0])
    let means = [1.5, -0.3, 0.8]
    let deviations = [0.9, 0.4, 2]
    let normals = (0..<3).map { k -> (mean: Double, standardDeviation: Double)? in
      hasPrior[k] ? (means[k], deviations[k]) : nil
    }
    let moments = MarginalLikelihood(data).moments(tauRoot: Matrix([[0.8]]), sigmaSquared: 1)
    let fixed = try FixedEffects(
      moments, data: data, prior: CoefficientPrior(normals, coordinates: data.coordinates))
    let dense = DenseTwoLevel(model)
    var wide = dense.covariance(tau: Matrix([[0.64]]))
    var outcome = dense.outcome
    for k in 0..<3 where hasPrior[k] {
      let column = dense.fixed.column(k)
      wide = wide + deviations[k] * deviations[k] * Matrix.outer(column, column)
      outcome = zip(outcome, column).map { $0 - means[k] * $1 }
    }
    let flat = (0..<3).filter { !hasPrior[$0] }
    let expected: Double
    if flat.isEmpty {
      let factor = try CholeskyFactor(wide)
      expected =
        Double(outcome.count) * log(2 * .pi) + factor.logDeterminant
        + dot(outcome, factor.solve(outcome))
    } else {
      expected = try DenseLeastSquares(
        fixed: dense.fixed.submatrix(rows: Array(outcome.indices), columns: flat),
        outcome: outcome, covariance: wide
      ).deviance(restricted: true)
    }
    #expect(isRelativelyClose(fixed.remlDeviance, expected, to: 1e-11))
  }

  @Test("a column of zeros is refused")
  func zeroColumn() {
    let model = metaAnalysis(
      effects: TeacherExpectancy.effects, variances: TeacherExpectancy.variances,
      predictors: [TeacherExpectancy.effects.map { _ in 0 }])
    let data = ReducedData(model, term: model.randomTerms[0])
    let moments = MarginalLikelihood(data).moments(tauRoot: Matrix([[0.1]]), sigmaSquared: 1)
    #expect(throws: NumericalError.notPositiveDefinite(pivot: 1, value: 0)) {
      try FixedEffects(moments, data: data)
    }
  }
}

@Suite struct VarianceParametersTests {
  @Test("the root of a singular T is its root still", arguments: [1, 2, 3])
  func root(q: Int) {
    let vector = Array([0.5, -2, 3].prefix(q))
    for tau in [exampleCovariance(q), .outer(vector, vector), Matrix(rows: q, columns: q)] {
      let root = VarianceParameters(tau: tau).tauRoot
      let product = root * root.transposed
      for (value, expected) in zip(product.elements, tau.elements) {
        #expect(isClose(value, expected, to: 1e-14))
      }
      for i in 0..<q { for k in i + 1..<max(q, i + 1) { #expect(root[i, k] == 0) } }
    }
  }
}

/// What shifts and scales of the data may change in a fit, and what they may not.
@Suite struct EvaluatorInvarianceTests {
  private func fit(_ model: HierarchicalModel, _ method: FitMethod) throws -> LikelihoodFit {
    try LikelihoodFit(ReducedData(model, term: model.randomTerms[0]), method: method)
  }

  /// Outcomes in multiples of 1/1024, so that adding 1e9 rounds nothing.
  private var model: HierarchicalModel {
    var model = randomTwoLevelModel(groups: 24, effects: 1, coefficients: 4, seed: 3)
    model.outcome.values = model.outcome.values.map { ($0 * 1024).rounded() / 1024 }
    return model
  }

  @Test("an outcome 1e9 away moves the intercept and nothing else", arguments: FitMethod.allCases)
  func shift(method: FitMethod) throws {
    let near = try fit(model, method)
    var moved = model
    moved.outcome.values = moved.outcome.values.map { $0 + 1e9 }
    let far = try fit(moved, method)
    #expect(isClose(far.parameters.tau[0, 0], near.parameters.tau[0, 0], to: 1e-6))
    #expect(isClose(far.parameters.sigmaSquared, near.parameters.sigmaSquared, to: 1e-6))
    #expect(isRelativelyClose(far.deviance, near.deviance, to: 1e-8))
    let (a, b) = (near.fixedEffects.estimate, far.fixedEffects.estimate)
    #expect(isClose(b[0] - 1e9, a[0], to: 1e-5))
    for k in 1..<4 { #expect(isClose(b[k], a[k], to: 1e-6)) }
  }

  @Test("predictors in units of a millionth: γ follows, T stays", arguments: FitMethod.allCases)
  func scale(method: FitMethod) throws {
    let plain = try fit(model, method)
    var scaled = model
    for k in [1, 3] { scaled.fixed.columns[k] = scaled.fixed.columns[k].map { $0 * 1e6 } }
    let large = try fit(scaled, method)
    #expect(isRelativelyClose(large.parameters.tau[0, 0], plain.parameters.tau[0, 0], to: 1e-9))
    let (a, b) = (plain.fixedEffects.estimate, large.fixedEffects.estimate)
    for k in 0..<4 {
      #expect(isRelativelyClose(k % 2 == 1 ? b[k] * 1e6 : b[k], a[k], to: 1e-9))
    }
    // The restricted likelihood integrates over γ, whose unit has changed.
    let units = method == .reml ? 2 * 2 * log(1e6) : 0
    #expect(isRelativelyClose(large.deviance, plain.deviance + units, to: 1e-11))
  }
}
