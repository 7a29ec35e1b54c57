import LikelihoodFits
import ModelData
import TestSupport
import Testing

/// Least squares against R's `lm`; see the script in `Tests/ReferenceValues/least-squares`.
@Suite struct LeastSquaresFitTests {
  private static func data(_ name: String) throws -> ReducedData {
    guard let formula = formulas[name] else { return MetaforFitTests.data(name) }
    let model = try Lme4Case.model(files: [name], formula: formula)
    return ReducedData(model, term: model.randomTerms[0])
  }

  private static let formulas = [
    "sleepstudy": "reaction ~ days + (days | subject)",
    "orthodont": "distance ~ age * male + (1 | subject)",
  ]

  @Test(
    "coefficients, standard errors and intervals agree with lm",
    arguments: ["sleepstudy", "orthodont", "teacher_intercept", "teacher_weeks_r"])
  func reference(name: String) throws {
    let reference = try Reference("least-squares/least-squares.json").cases[name]
    let fit = try LeastSquaresFit(Self.data(name))
    #expect(Double(fit.degreesOfFreedom) == reference.df.number)
    #expect(isClose(fit.sigmaSquared, reference.sigma2.number, to: 1e-9))
    let coefficients = fit.coefficients()
    #expect(coefficients.count == reference.gamma.numbers.count)
    for (k, row) in coefficients.enumerated() {
      #expect(isRelativelyClose(row.estimate, reference.gamma.numbers[k], to: 1e-9))
      #expect(isRelativelyClose(row.standardError, reference.se.numbers[k], to: 1e-9))
      #expect(isClose(row.interval?.lowerBound, reference.lower.numbers[k], to: 1e-8))
      #expect(isClose(row.interval?.upperBound, reference.upper.numbers[k], to: 1e-8))
    }
  }

  @Test("where ML finds T = 0, both fits of the coefficients are one")
  func boundary() throws {
    let data = try Self.data("teacher_weeks_r")
    let ml = try LikelihoodFit(data, method: .ml)
    #expect(ml.course.boundary)
    for (a, b) in zip(
      ml.coefficients(level: 0.8), try LeastSquaresFit(data).coefficients(level: 0.8))
    {
      #expect(isRelativelyClose(a.estimate, b.estimate, to: 1e-12))
      #expect(isClose(a.interval?.upperBound, b.interval?.upperBound, to: 1e-12))
    }
  }

  @Test("as many rows as coefficients leave nothing to judge them by")
  func saturated() throws {
    let model = metaAnalysis(effects: [1, 3], variances: [1, 1], predictors: [[0, 1]])
    var rows = model
    rows.knownVariances = nil
    let fit = try LeastSquaresFit(ReducedData(rows, term: rows.randomTerms[0]))
    #expect(fit.degreesOfFreedom == 0)
    #expect(fit.sigmaSquared == nil)
    let coefficients = fit.coefficients()
    #expect(isClose(coefficients[1].estimate, 2, to: 1e-12))
    #expect(coefficients.allSatisfy { $0.standardError.isNaN && $0.interval == nil })
  }
}
