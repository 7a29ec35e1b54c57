import GSLNumerics
import ModelData
import TestSupport
import Testing

@testable import LikelihoodFits

/// Fits whose random effects stand in awkward coordinates, against lme4 and dense matrices in good ones; see
/// the script and the versions in `Tests/ReferenceValues/effect-coordinates`.
@Suite struct EffectCoordinatesFitTests {
  private static func reference() throws -> Reference {
    try Reference("effect-coordinates/reference.json")
  }

  @Test(
    "a random slope whose predictor lies far from zero", arguments: FitMethod.allCases,
    ["1990", "100000"])
  func farFromZero(method: FitMethod, origin: String) throws {
    let year = "I(age + \(origin))"
    let fit = try Lme4Case.fit(
      "distance ~ \(year) + male + (\(year) | subject)", files: ["orthodont"], method: method)
    let reference = try Self.reference().growth[method.rawValue]
    let moved = reference["moved_by_\(origin)"]
    #expect(fit.course.converged && !fit.course.boundary)
    #expect(isClose(fit.deviance, reference.deviance.number, to: 1e-9))
    #expect(fit.deviance <= (try #require(reference.lme4_deviance.number)) + 1e-7)
    #expect(
      isRelativelyClose(
        fit.coefficients()[1].standardError, try #require(reference.se_slope.number), to: 1e-7))
    #expect(isClose(fit.parameters.sigmaSquared, reference.sigma2.number, to: 1e-6))
    #expect(isClose(fit.sigmaSquaredStandardError, reference.se_sigma2.number, to: 1e-6))
    for (place, element) in [(0, 0), (1, 0), (1, 1)].enumerated() {
      #expect(
        isRelativelyClose(
          fit.parameters.tau[element.0, element.1], moved.T.numbers[place], to: 1e-6))
      #expect(
        isRelativelyClose(
          try #require(fit.tauStandardError(element.0, element.1)), moved.se_T.numbers[place],
          to: 1e-6))
    }
  }

  @Test("what is not a matter of coordinates is the same: effects, robust errors, tests")
  func invariants() throws {
    let near = try Lme4Case.fit(
      "distance ~ I(age - 11) + male + (I(age - 11) | subject)", files: ["orthodont"])
    let far = try Lme4Case.fit(
      "distance ~ I(age + 9989) + male + (I(age + 9989) | subject)", files: ["orthodont"])
    let errors = [near, far].map { $0.coefficients()[1].robustStandardError }
    #expect(isClose(errors[0], errors[1], to: 1e-7))
    #expect(
      isClose(
        ResidualVarianceTests(near).tests[1]?.statistic,
        ResidualVarianceTests(far).tests[1]?.statistic, to: 1e-7))
    for (a, b) in zip(near.groupCoefficients, far.groupCoefficients) {
      #expect(isClose(a.estimate?[1], b.estimate?[1], to: 1e-7))
      #expect(isClose(a.covariance?[1, 1], b.covariance?[1, 1], to: 1e-6))
    }
  }

  @Test("quadratic growth far from zero", arguments: FitMethod.allCases)
  func quadratic(method: FitMethod) throws {
    let fits = try ["days", "I(days + 300)"].map { time in
      let square = time == "days" ? "I(days^2)" : "I((days + 300)^2)"
      return try Lme4Case.fit(
        "reaction ~ \(time) + \(square) + (\(time) + \(square) | subject)", files: ["sleepstudy"],
        method: method)
    }
    for fit in fits { #expect(fit.course.converged) }
    #expect(isClose(fits[0].deviance, fits[1].deviance, to: 1e-9))
    #expect(
      isRelativelyClose(fits[0].parameters.tau[2, 2], fits[1].parameters.tau[2, 2], to: 1e-5))
  }

  @Test("a search that runs out of steps has not converged")
  func limit() throws {
    let example = try Lme4Case("radon_floor")
    var search = try LikelihoodSearch(example.data, method: .reml, covariance: .unstructured)
    try search.fisherScoring(limit: 1)
    #expect(!search.course.converged)
    try search.fisherScoring(limit: 100)
    #expect(search.course.converged)
  }

  @Test("a variance for each sex: each judged by its own groups", arguments: FitMethod.allCases)
  func separateEffects(method: FitMethod) throws {
    let fit = try Lme4Case.fit(
      "distance ~ age + male + (0 + I(1 - male) + male || subject)", files: ["orthodont"],
      method: method)
    let reference = try Self.reference().sexes[method.rawValue]
    #expect(isClose(fit.deviance, reference.deviance.number, to: 1e-11))
    let tests = ResidualVarianceTests(fit)
    #expect(tests.groupCounts == [11, 16])
    for k in 0..<2 {
      #expect(isRelativelyClose(fit.parameters.tau[k, k], reference.T.numbers[k], to: 1e-7))
      #expect(isClose(fit.tauStandardError(k, k), reference.se_T.numbers[k], to: 1e-6))
      #expect(isClose(tests.tests[k]?.statistic, reference.chi2.numbers[k], to: 1e-6))
      #expect(tests.tests[k]?.degreesOfFreedom == Int(reference.chi2_df.numbers[k]))
      #expect(isClose(tests.reliabilities[k], reference.reliability.numbers[k], to: 1e-7))
    }
    #expect(fit.tauStandardError(1, 0) == nil, "the covariance is 0 by the model")
  }

  /// In each group of four rows y is the same at x = 1 and at x = −1.
  @Test(
    "a coefficient whose score is 0 in every group has no robust error",
    arguments: FitMethod.allCases)
  func zeroScores(method: FitMethod) throws {
    let levels: [Double] = [0, 1, 4, 4, 1, 0]
    let x: [Double] = levels.flatMap { _ in [1.0, -1, 1, -1] }
    let y: [Double] = levels.flatMap { [$0 + 0.1, $0 + 0.1, $0 - 0.1, $0 - 0.1] }
    let columns = [x.map { _ in 1 }, x]
    let model = HierarchicalModel(
      outcome: NamedValues(name: "y", values: y),
      fixed: DesignMatrix(labels: ["(Intercept)", "x"], columns: columns),
      randomTerms: [
        RandomTerm(
          factor: GroupingFactor(
            name: "g", levels: (0..<6).map { "\($0)" }, indices: (0..<24).map { $0 / 4 }),
          design: DesignMatrix(labels: ["(Intercept)"], columns: [columns[0]]),
          covariance: .unstructured)
      ],
      knownVariances: nil,
      rows: RowAccount(read: 24, used: 24, missing: [], vanishedGroups: []))
    let fit = try LikelihoodFit(ReducedData(model, term: model.randomTerms[0]), method: method)
    let coefficients = fit.coefficients()
    #expect(coefficients[0].robustStandardError != nil)
    #expect(coefficients[1].robustStandardError == nil)
  }

  @Test("where rounding decides whether a variance is 0, the fit has not converged")
  func rounding() throws {
    let data = try Lme4Case("sleepstudy").data
    let search = try LikelihoodSearch(data, method: .reml, covariance: .unstructured)
    for (ratio, isLost) in [(1e10, false), (1e14, true)] {
      let tau = search.metric.unscaled(columns: Matrix(diagonal: [ratio.squareRoot(), 0]))
      let face = try CovarianceFace(
        tau * tau.transposed, metric: search.metric, coordinates: search.coordinates)
      #expect(face.isBoundary)
      #expect(face.isLostInRounding == isLost)
    }
  }
}
