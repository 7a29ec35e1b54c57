import GSLNumerics
import ModelData
import TestSupport
import Testing

@testable import LikelihoodFits

/// Gradient and expected information against traces of N × N matrices and central differences.
@Suite struct ScoreTests {
  /// A model at a point of its parameter space.
  struct Situation {
    let model: HierarchicalModel
    let parameters: VarianceParameters
    let coordinates: VarianceCoordinates

    init(q: Int, known: Bool, diagonal: Bool = false) {
      model = randomTwoLevelModel(
        groups: 11, effects: q, coefficients: 4, knownVariances: known, seed: 17)
      let full = exampleCovariance(q)
      parameters = VarianceParameters(
        tau: diagonal ? Matrix(diagonal: full.diagonal) : full, sigmaSquared: known ? 1 : 0.8)
      coordinates = VarianceCoordinates(
        effects: q, covariance: diagonal ? .diagonal : .unstructured,
        estimatesSigmaSquared: !known)
    }

    func score(_ method: FitMethod) throws -> Score {
      Score(
        try DevianceValue(
          MarginalLikelihood(ReducedData(model, term: model.randomTerms[0])), at: parameters,
          method: method),
        coordinates: coordinates)
    }

    func leastSquares(_ dense: DenseTwoLevel, at parameters: VarianceParameters) throws
      -> DenseLeastSquares
    {
      try DenseLeastSquares(
        fixed: dense.fixed, outcome: dense.outcome,
        covariance: dense.covariance(
          tau: parameters.tau, sigmaSquared: parameters.sigmaSquared))
    }

    /// ∂V/∂θ for each parameter: V is linear in all of them.
    func derivatives(_ dense: DenseTwoLevel) -> [Matrix] {
      let zero = Matrix(rows: dense.effectCount, columns: dense.effectCount)
      var result = coordinates.elements.map { element in
        var unit = zero
        unit[element.row, element.column] = 1
        unit[element.column, element.row] = 1
        return dense.covariance(tau: unit, sigmaSquared: 0)
      }
      if coordinates.hasSigmaSquared { result.append(Matrix(diagonal: dense.variances)) }
      return result
    }
  }

  @Test(
    "gradient and information are those of the dense formulas",
    arguments: [(1, false), (1, true), (2, false), (2, true), (3, false)], FitMethod.allCases)
  func denseFormulas(shape: (q: Int, known: Bool), method: FitMethod) throws {
    try expectDenseScore(Situation(q: shape.q, known: shape.known), method)
  }

  @Test("uncorrelated effects have no parameter off the diagonal", arguments: FitMethod.allCases)
  func uncorrelated(method: FitMethod) throws {
    let situation = Situation(q: 2, known: false, diagonal: true)
    #expect(situation.coordinates.count == 3)
    try expectDenseScore(situation, method)
  }

  private func expectDenseScore(_ situation: Situation, _ method: FitMethod) throws {
    let restricted = method == .reml
    let score = try situation.score(method)
    let dense = DenseTwoLevel(situation.model)
    let least = try situation.leastSquares(dense, at: situation.parameters)
    #expect(isRelativelyClose(score.deviance, least.deviance(restricted: restricted), to: 1e-11))
    let projection = least.projection(restricted: restricted, fixed: dense.fixed)
    let solved = least.covariance.solve(least.residual)
    let derivatives = situation.derivatives(dense)
    let gradient = situation.coordinates.gradient(
      tau: score.tauGradient, sigmaSquared: score.sigmaSquaredGradient)
    let products = derivatives.map { projection * $0 }
    #expect(gradient.count == derivatives.count)
    for (a, derivative) in derivatives.enumerated() {
      let expected = 0.5 * (dot(solved, derivative * solved) - products[a].trace)
      #expect(isClose(gradient[a], expected, to: 1e-9))
      for b in derivatives.indices {
        let expected = 0.5 * dot(products[a].transposed.elements, products[b].elements)
        #expect(isClose(score.information[a, b], expected, to: 1e-9))
      }
    }
  }

  @Test(
    "the gradient is that of the deviance by central differences",
    arguments: [1, 2], FitMethod.allCases)
  func centralDifferences(q: Int, method: FitMethod) throws {
    let situation = Situation(q: q, known: false)
    let dense = DenseTwoLevel(situation.model)
    let score = try situation.score(method)
    let gradient = situation.coordinates.gradient(
      tau: score.tauGradient, sigmaSquared: score.sigmaSquaredGradient)
    for a in gradient.indices {
      let h = 1e-3
      let values = try [-2.0, -1, 1, 2].map { steps in
        var step = Array(repeating: 0.0, count: gradient.count)
        step[a] = steps * h
        let moved = situation.coordinates.moved(situation.parameters, by: step)
        return try situation.leastSquares(dense, at: moved)
          .deviance(restricted: method == .reml)
      }
      let slope = (values[0] - 8 * values[1] + 8 * values[2] - values[3]) / (12 * h)
      #expect(isClose(gradient[a], -0.5 * slope, to: 1e-8))
    }
  }

  @Test("at T = 0 the derivatives are finite and right", arguments: FitMethod.allCases)
  func boundary(method: FitMethod) throws {
    let model = metaAnalysis(
      effects: TeacherExpectancy.effects, variances: TeacherExpectancy.variances)
    let coordinates = VarianceCoordinates(
      effects: 1, covariance: .unstructured, estimatesSigmaSquared: false)
    let value = try DevianceValue(
      MarginalLikelihood(ReducedData(model, term: model.randomTerms[0])),
      at: VarianceParameters(tau: Matrix([[0]])), method: method)
    let score = Score(value, coordinates: coordinates)
    // With w = 1/v: ½ (Σw²r² − Σw + [REML] Σw²/Σw).
    let w = TeacherExpectancy.variances.map { 1 / $0 }
    let sum = w.reduce(0, +)
    let mean = dot(w, TeacherExpectancy.effects) / sum
    let squares = dot(
      w.map { $0 * $0 }, TeacherExpectancy.effects.map { ($0 - mean) * ($0 - mean) })
    let leverage = method == .reml ? dot(w, w) / sum : 0
    #expect(isClose(score.tauGradient[0, 0], 0.5 * (squares - sum + leverage), to: 1e-11))
  }
}
