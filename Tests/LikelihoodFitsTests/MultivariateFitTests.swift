import Foundation
import LikelihoodFits
import ModelData
import TestSupport
import Testing

/// SAT coaching by metafor's rma.mv, struct UN, and by dense matrices; see `Tests/ReferenceValues/metafor`.
@Suite struct MultivariateFitTests {
  private static let formulas = [
    "~0 + outcome": "yi ~ 0 + outcome + (0 + outcome | study)",
    "~0 + outcome + outcome:log_hrs":
      "yi ~ 0 + outcome + outcome:center(log(hrs)) + (0 + outcome | study)",
    "~0 + outcome + log_hrs": "yi ~ 0 + outcome + center(log(hrs)) + (0 + outcome | study)",
  ]

  private static let data = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "models/data/sat_coaching_long.csv").path

  /// A model file in a folder of its own.
  static func analysis(_ formula: String, known: String, data path: String = data) throws
    -> Analysis
  {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).yaml")
    defer { try? FileManager.default.removeItem(at: file) }
    try """
    data: [\(path)]
    formula: "\(formula)"
    outcome: outcome
    known-covariance: \(known)
    """.write(to: file, atomically: true, encoding: .utf8)
    return try Analysis(path: file.path)
  }

  @Test("estimates to 5 digits, the deviance, H and H of each outcome", arguments: 0..<6)
  func metafor(place: Int) throws {
    let reference = try Reference("metafor/multivariate.json").cases[place]
    let formula = try #require(Self.formulas[reference.formula.text ?? ""])
    let analysis = try Self.analysis(formula, known: "{variances: vi, correlation: 0.66}")
    #expect(analysis.model.fixed.labels.count == reference.labels.texts.count)
    let method: FitMethod = reference.method.text == "ML" ? .ml : .reml
    let fit = try LikelihoodFit(analysis.reducedData(), method: method)
    // The correlation of all these fits is −1.
    #expect(fit.course.converged && fit.course.boundary)
    #expect(fit.tauStandardError(0, 0) == nil)
    #expect(
      isClose(fit.deviance, reference.deviance.number ?? .nan, to: 1e-6),
      "\(fit.deviance), reference \(reference.deviance.number ?? 0)")
    for (value, expected) in zip(fit.fixedEffects.estimate, reference.gamma.numbers) {
      #expect(abs(value - expected) < 1e-5, "γ: \(value), \(expected)")
    }
    for (value, expected) in zip(fit.fixedEffects.covariance.diagonal, reference.se.numbers) {
      #expect(abs(value.squareRoot() - expected) < 1e-5)
    }
    for i in 0..<2 {
      for k in 0..<2 {
        let expected = reference.T[i].numbers[k]
        let value = fit.parameters.tau[i, k]
        #expect(abs(value - expected) < 1e-5, "T: \(value), \(expected)")
      }
    }
    let heterogeneity = try Heterogeneity(fit)
    #expect(
      isClose(heterogeneity.test.statistic, reference.H.statistic.number ?? .nan, to: 1e-7))
    #expect(Double(heterogeneity.test.degreesOfFreedom) == reference.H.df.number)
    #expect(heterogeneity.iSquared == nil)
    let outcomes = OutcomeHomogeneity.all(try analysis.rows())
    #expect(outcomes.map(\.outcome) == ["math", "verbal"])
    for one in outcomes {
      let expected = reference.H_by_outcome[one.outcome]
      #expect(isClose(one.test.statistic, expected.statistic.number ?? .nan, to: 1e-7))
      #expect(Double(one.test.degreesOfFreedom) == expected.df.number)
      #expect(isClose(one.test.p, expected.p.number ?? .nan, to: 1e-7))
    }
  }

  @Test("a study that looked at one outcome: its estimate, and both effects by its hours")
  func oneOutcome() throws {
    let formula = try #require(Self.formulas["~0 + outcome + outcome:log_hrs"])
    let analysis = try Self.analysis(formula, known: "{variances: vi, correlation: 0.66}")
    let rows = try analysis.rows()
    let factor = rows.randomTerms[0].factor
    let fit = try LikelihoodFit(analysis.reducedData(), method: .ml)
    let gamma = fit.fixedEffects.estimate
    var seen = 0
    for (group, effects) in fit.effectEstimates.enumerated() {
      let own = factor.indices.indices.filter { factor.indices[$0] == group }
      guard own.count == 1 else { continue }
      seen += 1
      // Which of the two outcomes the row has.
      let here = rows.fixed.columns[0][own[0]] == 1 ? 0 : 1
      #expect(isClose(effects[here].observed, rows.outcome.values[own[0]], to: 1e-12))
      let variance = try #require(rows.knownVariances?[own[0]])
      #expect(isClose(effects[here].observedError, variance.squareRoot(), to: 1e-12))
      #expect(effects[1 - here].observed == nil && effects[1 - here].observedError == nil)
      // Hours, from the column of the outcome that it has: both predictions and, by eq. 13.29, both
      // effects.
      let hours = rows.fixed.columns[2 + here][own[0]]
      let tau = fit.parameters.tau
      let rest = rows.outcome.values[own[0]] - gamma[here] - gamma[2 + here] * hours
      for k in 0..<2 {
        let u = tau[k, here] / (tau[here, here] + variance) * rest
        #expect(isClose(effects[k].estimate, gamma[k] + gamma[2 + k] * hours + u, to: 1e-9))
      }
    }
    #expect(seen == 27)
  }

  @Test("the test of equal slopes: a Wald test with metafor's statistic")
  func equalSlopes() throws {
    for place in [1, 4] {
      let reference = try Reference("metafor/multivariate.json").cases[place]
      let formula = try #require(Self.formulas[reference.formula.text ?? ""])
      let analysis = try Self.analysis(formula, known: "{variances: vi, correlation: 0.66}")
      let method: FitMethod = reference.method.text == "ML" ? .ml : .reml
      let fit = try LikelihoodFit(analysis.reducedData(), method: method)
      let covariance = fit.fixedEffects.covariance
      let difference = fit.fixedEffects.estimate[2] - fit.fixedEffects.estimate[3]
      let variance = covariance[2, 2] + covariance[3, 3] - 2 * covariance[2, 3]
      #expect(
        isClose(
          difference * difference / variance, reference.equal.statistic.number ?? .nan,
          to: 1e-3))
    }
  }

  /// The same covariances by columns: row p of a study holds row p of V_j.
  @Test("both forms of known-covariance are one model")
  func columns() throws {
    let table = try String(contentsOfFile: Self.data, encoding: .utf8)
    var lines = table.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
    let header = lines.removeFirst()
    let place = { (name: String) in header.firstIndex(of: name) ?? 0 }
    let (study, outcome, v) = (place("study"), place("outcome"), place("vi"))
    let wide = lines.map { row -> [String] in
      let entries = ["math", "verbal"].map { level -> String in
        guard
          let other = lines.first(where: { $0[study] == row[study] && $0[outcome] == level }),
          let a = Double(row[v]), let b = Double(other[v])
        else { return "NA" }
        return level == row[outcome] ? row[v] : "\(0.66 * (a * b).squareRoot())"
      }
      return row + entries
    }
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).csv")
    defer { try? FileManager.default.removeItem(at: file) }
    try ([header + ["vm", "vv"]] + wide).map { $0.joined(separator: ",") }
      .joined(separator: "\n").write(to: file, atomically: true, encoding: .utf8)
    let formula = "yi ~ 0 + outcome + (0 + outcome | study)"
    let one = try Self.analysis(formula, known: "{variances: vi, correlation: 0.66}")
    let two = try Self.analysis(formula, known: "{columns: [vm, vv]}", data: file.path)
    let fits = try [one, two].map { try LikelihoodFit($0.reducedData(), method: .reml) }
    #expect(isClose(fits[0].deviance, fits[1].deviance, to: 1e-9))
    for (a, b) in zip(fits[0].fixedEffects.estimate, fits[1].fixedEffects.estimate) {
      #expect(isClose(a, b, to: 1e-7))
    }
    #expect(one.notation.distributions == ["e ~ N(0, V), known", "u1 ~ N(0, T)"])
  }
}
