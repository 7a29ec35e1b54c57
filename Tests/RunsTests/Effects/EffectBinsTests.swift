import GibbsModels
import LikelihoodFits
import ModelData
import TestSupport
import Testing

@testable import Runs

@Suite struct EffectBinsTests {
  @Test(
    "as many bins as leave 2²⁶ for all histograms together, between 64 and 1024",
    arguments: [
      (1, 1024), (65_536, 1024), (65_537, 512), (131_072, 512), (524_288, 128), (524_289, 64),
      (2_000_000, 64),
    ])
  func count(histograms: Int, bins: Int) {
    #expect(EffectBins.count(histograms: histograms) == bins)
  }

  @Test("bins cover the whole line, in order, and are finest at the empirical Bayes estimate")
  func edges() throws {
    let model = try EffectCase.slopes.model()
    let frame = EffectFrame(model)
    let bins = frame.bins
    #expect(bins.count == 1024)
    for (group, estimates) in model.start.effectEstimates.enumerated() {
      for (effect, estimate) in estimates.enumerated() {
        guard let centre = estimate.estimate, let deviation = estimate.standardDeviation else {
          continue
        }
        let (place, lane) = frame.place(of: group, effect: effect)
        let edges = (0...bins.count).map { bins.value(at: Double($0), of: place, lane: lane) }
        #expect(edges[0] == -.infinity && edges[bins.count] == .infinity)
        #expect(zip(edges, edges.dropFirst()).allSatisfy { $0 < $1 })
        #expect(isClose(edges[bins.count / 2], centre, to: 1e-12))
        // t = ±1, a quarter and three quarters of the way, is two standard deviations away or more.
        let reach = edges[3 * bins.count / 4] - edges[bins.count / 2]
        #expect(reach >= 2 * deviation && reach < 2.5 * deviation)
      }
    }
  }

  @Test("where T is estimated as 0 the bins still have a width of the right order")
  func boundary() throws {
    let model = try EffectCase.atBoundary.model()
    #expect(model.start.parameters.tau[0, 0] == 0)
    let frame = EffectFrame(model)
    let (place, lane) = frame.place(of: 3, effect: 0)
    let reach =
      frame.bins.value(at: 768, of: place, lane: lane)
      - frame.bins.value(at: 512, of: place, lane: lane)
    // Two standard deviations: of γ̂, 0.3/16, and of T a hundredth of 0.3, beside the group's own 0.3.
    let expected = 2 * (0.3 / 16 + 1 / (1 / 0.3 + 1 / 0.003)).squareRoot()
    #expect(isClose(reach, expected, to: 1e-9), "\(reach), \(expected)")
  }
}
