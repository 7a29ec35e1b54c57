import ModelData
import Testing

@testable import GibbsModels

@Suite struct DegreesOfFreedomTests {
  @Test("what a model file says of errors and of the prior of df")
  func parsed() throws {
    let cases: [(String, String, DegreesOfFreedom?)] = [
      ("normal", "gamma(2, 0.1)", nil), ("t(inf)", "gamma(2, 0.1)", nil),
      ("t([inf])", "gamma(2, 0.1)", nil), ("t(4)", "gamma(2, 0.1)", .fixed(4)),
      ("t([4])", "gamma(2, 0.1)", .fixed(4)),
      ("t([2, inf])", "gamma(2, 0.1)", .grid([2, .infinity])),
      ("t(estimate)", "gamma(2, 0.1)", .gamma(shape: 2, rate: 0.1)),
      ("t(estimate)", "uniform-reciprocal", .uniformReciprocal),
      ("t(estimate)", "grid: [3, 9]", .grid([3, 9])),
    ]
    for (errors, prior, expected) in cases {
      #expect(
        DegreesOfFreedom(
          try ErrorDistribution(parsing: errors), prior: try DegreesOfFreedomPrior(parsing: prior))
          == expected, "\(errors), \(prior)")
    }
  }

  @Test("ν has a posterior mean where its prior has one")
  func moments() {
    #expect(DegreesOfFreedom.gamma(shape: 2, rate: 0.1).hasMoments)
    #expect(!DegreesOfFreedom.uniformReciprocal.hasMoments)
    #expect(DegreesOfFreedom.grid([2, 4]).hasMoments)
    #expect(!DegreesOfFreedom.grid([2, .infinity]).hasMoments)
  }

  @Test("chains start at a value that the prior has")
  func start() {
    let all: [DegreesOfFreedom] = [
      .fixed(3), .grid([2, 16, .infinity]), .grid([.infinity, 400]),
      .gamma(shape: 2, rate: 0.1), .uniformReciprocal,
    ]
    for prior in all { #expect(prior.logDensity(prior.start).isFinite, "\(prior)") }
  }
}
