import Diagnostics
import GSLNumerics
import GibbsModels
import ModelData
import TestSupport
import Testing

/// t errors of level 1 on sleepstudy against long chains of JAGS; see `Tests/ReferenceValues/t-errors`.
@Suite struct StudentRowsReferenceTests {
  @Test("sleepstudy", .enabled(if: isOptimised), arguments: [0, 1, 2])
  func jags(place: Int) throws {
    let reference = try Reference("t-errors/level_one.json")
    let run = reference.runs[place]
    let example = try TwoLevelExample("sleepstudy", formula: #require(reference.formula.text))
    func freedom(_ text: String?) throws -> DegreesOfFreedom? {
      DegreesOfFreedom(try ErrorDistribution(parsing: #require(text)), prior: .standard)
    }
    let levelOne = try #require(try freedom(run.level_one.text))
    let model = try example.model(
      tau: #require(reference.prior_T.text), degreesOfFreedom: freedom(run.effects.text),
      rowDegreesOfFreedom: levelOne)
    let chains = try TwoLevelChains.gibbs(model, draws: 4000)
    let what = "\(run.level_one.text ?? ""), \(run.effects.text ?? "")"
    for k in 0..<2 {
      try expectDraws(chains.gamma(k), agreeWith: run.gamma[k], "γ\(k), \(what)")
    }
    for (i, j) in [(0, 0), (1, 0), (1, 1)] {
      let element = "T.\(i + 1).\(j + 1)"
      try expectDraws(chains.tau(i, j), agreeWith: run.T[element], "\(element), \(what)")
    }
    try expectDraws(chains.sigmaSquared, agreeWith: run.sigma2, "σ², \(what)")
    for group in 0..<2 {
      for k in 0..<2 {
        let name = "u[\(group + 1),\(k + 1)]"
        try expectDraws(chains.effect(k, of: group), agreeWith: run.u[name], "\(name), \(what)")
      }
    }
    for (k, row) in run.rows.numbers.enumerated() {
      // The rows of sleepstudy stand group after group already.
      try expectDraws(
        chains.rowWeight(Int(row) - 1), agreeWith: run.weights[k], "weight \(row), \(what)")
    }
    if levelOne.isEstimated {
      try expectDraws(chains.rowDegreesOfFreedom, agreeWith: run.nu, "ν₁, \(what)")
    }
    let sizes =
      ([chains.gamma(0), chains.gamma(1), chains.tau(0, 0), chains.tau(1, 1)]
      + [chains.sigmaSquared, chains.rowDegreesOfFreedom])
      .compactMap { EffectiveSampleSize.bulk($0) }
    #expect((sizes.min() ?? 0) > 1600, "of 16000: \(sizes), \(what)")
  }
}
