import Diagnostics
import Foundation
import GSLNumerics
import GibbsModels
import ModelData
import TestSupport
import Testing

/// SAT coaching, verbal and math, against importance sampling; see `Tests/ReferenceValues/multivariate`.
@Suite struct MultivariateReferenceTests {
  @Test("the Gibbs sampler, though REML has the correlation at −1", arguments: [0, 1])
  func importance(place: Int) throws {
    let reference = try Reference("multivariate/posterior.json").priors[place]
    let prior = try #require(reference.prior_T.text)
    let analysis = try Analysis(path: packageRoot.appending(path: "models/sat-coaching.yaml").path)
    let model = try TwoLevelModel(analysis, prior: VariancePrior(parsing: prior))
    #expect(model.start.course.boundary)
    #expect(model.levelOnePrior == nil && model.data.effectCount == 2)
    let chains = try TwoLevelChains.gibbs(model, draws: isOptimised ? 4000 : 400)
    for k in 0..<2 {
      try expectDraws(chains.gamma(k), agreeWith: reference["gamma.\(k + 1)"], "γ\(k), \(prior)")
    }
    for (i, j) in [(0, 0), (1, 0), (1, 1)] {
      let name = "T.\(i + 1).\(j + 1)"
      try expectDraws(
        chains.tau(i, j), agreeWith: reference[name],
        moments: model.propriety.hasMoment(8) ? 4 : 0, "\(name), \(prior)")
    }
    try expectDraws(chains.correlation, agreeWith: reference.correlation, "correlation, \(prior)")
    guard isOptimised else { return }
    let quantities =
      [chains.gamma(0), chains.gamma(1)]
      + [(0, 0), (1, 0), (1, 1)].map { chains.tau($0.0, $0.1) }
    let worst = quantities.compactMap { EffectiveSampleSize.bulk($0) }.min() ?? 0
    // About half of what is seen.
    #expect(worst > 3200, "of 16000: \(worst), \(prior)")
  }

  @Test("t errors of level 1 need rows that are independent")
  func rows() throws {
    let path = packageRoot.appending(path: "models/sat-coaching.yaml")
    let text = try String(contentsOf: path, encoding: .utf8)
      .replacing("data/sat", with: "\(packageRoot.path)/models/data/sat")
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).yaml")
    defer { try? FileManager.default.removeItem(at: file) }
    try (text + "errors: {level-1: t(4)}\n").write(to: file, atomically: true, encoding: .utf8)
    let analysis = try Analysis(path: file.path)
    let error = #expect(throws: UnsupportedModel.self) { try TwoLevelModel(analysis) }
    #expect(error?.feature == "t errors of level 1 and known covariances")
  }
}
