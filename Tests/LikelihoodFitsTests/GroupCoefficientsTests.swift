import Foundation
import GSLNumerics
import LikelihoodFits
import ModelData
import TestSupport
import Testing

@Suite struct GroupCoefficientsTests {
  @Test("least squares by group: the first subject of sleepstudy, as R's lm has it")
  func leastSquares() throws {
    let fit = try Lme4Case("sleepstudy").fit(.reml)
    let first = fit.groupCoefficients[0]
    // lm(reaction ~ days, subset = subject == 308).
    #expect(isClose(first.leastSquares[0], 244.1926690909092, to: 1e-9))
    #expect(isClose(first.leastSquares[1], 21.7647024242424, to: 1e-9))
    // σ̂²(Z'Z)⁻¹ with days 0 to 9: Σ(days − 4.5)² = 82.5.
    #expect(
      isClose(first.leastSquaresCovariance[1, 1], fit.parameters.sigmaSquared / 82.5, to: 1e-9))
  }

  @Test("in balanced data empirical Bayes weighs least squares and prediction by T and V")
  func weights() throws {
    let fit = try Lme4Case("sleepstudy").fit(.ml)
    let tau = fit.parameters.tau
    for group in fit.groupCoefficients {
      let own = group.leastSquares.compactMap { $0 }
      try #require(own.count == 2)
      let variance = group.leastSquaresCovariance
      let predicted = try #require(group.predicted)
      // Λ = T(T + V)⁻¹.
      let inverse = try CholeskyFactor(tau + variance).inverse
      let moved = tau * (inverse * zip(own, predicted).map(-))
      let estimate = try #require(group.estimate)
      for k in 0..<2 {
        #expect(isClose(estimate[k], predicted[k] + moved[k], to: 1e-9))
        #expect(isClose(predicted[k], fit.fixedEffects.estimate[k], to: 1e-12))
      }
      // Under ML with γ known: (T⁻¹ + V⁻¹)⁻¹ = ΛV, for β as for u.
      let expected = tau * inverse * variance
      let covariance = try #require(group.covariance)
      for (a, b) in zip(covariance.elements, expected.elements) {
        #expect(isClose(a, b, to: 1e-9))
      }
    }
  }

  @Test("one effect and known variances: the same as a group's effect in a meta-analysis")
  func metaAnalysis() throws {
    let model = TestSupport.metaAnalysis(
      effects: TeacherExpectancy.effects, variances: TeacherExpectancy.variances)
    let fit = try LikelihoodFit(ReducedData(model, term: model.randomTerms[0]), method: .reml)
    for (group, known) in zip(fit.groupCoefficients, fit.empiricalBayes) {
      #expect(isClose(group.estimate?[0], known.mean, to: 1e-12))
      #expect(
        isClose(group.covariance?[0, 0].squareRoot(), known.standardDeviation, to: 1e-12))
    }
  }

  @Test("what a level-1 predictor without a random effect explains is taken from least squares")
  func levelOnePredictors() throws {
    let fit = try Lme4Case("radon_intercept").fit(.reml)
    let model = try Lme4Case("radon_intercept").model
    let slope = fit.fixedEffects.estimate[1]
    let rows = model.randomTerms[0].factor.indices.indices.filter {
      model.randomTerms[0].factor.indices[$0] == 3
    }
    let adjusted = rows.map {
      model.outcome.values[$0] - slope * model.fixed.columns[1][$0]
    }
    let mean = adjusted.reduce(0, +) / Double(rows.count)
    #expect(isClose(fit.groupCoefficients[3].leastSquares[0], mean, to: 1e-10))
  }

  @Test("where Z lacks rank: least squares of what the rows show, and effects by empirical Bayes")
  func rankDeficient() throws {
    let radon = try Lme4Case("radon_floor")
    let fit = try radon.fit(.reml)
    let model = radon.model
    let term = model.randomTerms[0]
    let groups = fit.groupCoefficients
    var count = 0
    for group in groups.indices where fit.data.groupRanks[group] < 2 {
      let rows = term.factor.indices.indices.filter { term.factor.indices[$0] == group }
      // The level of the county's basements is seen, and nothing of its first floors.
      try #require(rows.allSatisfy { term.design.columns[1][$0] == 0 })
      count += 1
      let own = groups[group]
      let mean = rows.map { model.outcome.values[$0] }.reduce(0, +) / Double(rows.count)
      #expect(isClose(own.leastSquares[0], mean, to: 1e-12))
      #expect(own.leastSquares[1] == nil)
      #expect(
        isClose(
          own.leastSquaresCovariance[0, 0], fit.parameters.sigmaSquared / Double(rows.count),
          to: 1e-12))
      #expect(own.estimate != nil)
      #expect(own.effectsCovariance[0, 0] > 0)
    }
    #expect(count > 20)
  }

  @Test("a group whose rows show the sum of two effects alone has no least squares")
  func dependent() throws {
    let x = [0.0, 1, 2, 1, 2, 4, 1, 1, 1, 0, 3, 1]
    let y = [0.3, 1.9, 2.2, 1.4, 1.8, 4.4, 1.1, 0.2, 1.5, 0.9, 2.4, 1.2]
    let table = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).csv")
    defer { try? FileManager.default.removeItem(at: table) }
    try ("g,x,y\n" + x.indices.map { "\($0 / 3),\(x[$0]),\(y[$0])\n" }.joined())
      .write(to: table, atomically: true, encoding: .utf8)
    let analysis = try Analysis(
      ModelFile(text: "data: [\(table.path)]\nformula: y ~ x + (x | g)\n", path: "model.yaml"))
    let groups = try LikelihoodFit(analysis.reducedData(), method: .reml).groupCoefficients
    // In the third group x is 1 throughout.
    #expect(groups[2].leastSquares == [nil, nil])
    #expect(groups[2].estimate != nil)
    for group in [0, 1, 3] { #expect(!groups[group].leastSquares.contains(nil)) }
  }
}
