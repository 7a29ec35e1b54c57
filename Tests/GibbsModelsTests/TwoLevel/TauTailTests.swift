import Foundation
import GibbsModels
import ModelData
import TestSupport
import Testing

/// The tails of T with two effects a group, against quadrature; see `Tests/ReferenceValues/propriety`.
@Suite struct TauTailTests {
  private struct Tails: Decodable {
    let cases: [Case]

    struct Case: Decodable {
      let name: String
      let columns: String
      let rows: [String]
      /// The model, in one way or several.
      let formulas: [String]
      let prior: String
      /// d log p(log s) / d log s, s the larger eigenvalue of T: minus half the smallest excess.
      let slope: Double
      /// The same with |T_kk|^(m/2) for m = 1, 2, 4.
      let tau: [[Double]]
      /// The same with the powers 1 and 2 of the standard deviation of each coefficient given T.
      let gamma: [[Double]]
    }
  }

  private func model(_ one: Tails.Case, _ formula: String) throws -> TwoLevelModel {
    try TwoLevelModel(
      TemporaryModel(
        columns: one.columns, rows: one.rows, "formula: \(formula)", "known-variance: v",
        "priors: {T: \(one.prior)}"
      ).analysis())
  }

  // A slope of 0 is reached as 1/log s where tails are tied; the others are multiples of ½.
  private func isFinite(_ slope: Double) -> Bool { slope < -0.2 }

  @Test("a posterior exists where its density in log s falls, however the model is written")
  func integrals() throws {
    let file = packageRoot.appending(path: "Tests/ReferenceValues/propriety/tails.json")
    let reference = try JSONDecoder().decode(Tails.self, from: Data(contentsOf: file))
    for one in reference.cases {
      for formula in one.formulas {
        let what: Comment = "\(one.name): \(formula)"
        guard isFinite(one.slope) else {
          #expect(throws: ImproperPosterior.self, what) { try model(one, formula) }
          continue
        }
        let found = try model(one, formula).propriety
        // Steep tails are reached late, and not kept where all moments exist.
        if one.slope > -1.2 {
          let excess = try #require(found.slowestTail?.excess, what)
          #expect(abs(excess + 2 * one.slope) < 0.4, what)
        }
        guard formula == one.formulas[0] else { continue }
        try expectMoments(of: one, found, what)
      }
    }
  }

  private func expectMoments(
    of one: Tails.Case, _ found: Propriety, _ what: Comment
  ) throws {
    for (k, slopes) in one.tau.enumerated() {
      for (order, slope) in zip([1.0, 2, 4], slopes) {
        #expect(
          found.hasMoment(order, row: k, column: k) == isFinite(slope), "\(what), T \(k) \(order)")
      }
    }
    for (k, slopes) in one.gamma.enumerated() {
      for (order, slope) in zip([1.0, 2], slopes) {
        #expect(
          found.coefficient(k, hasMoment: order) == isFinite(slope), "\(what), γ \(k) \(order)")
      }
    }
  }
}
