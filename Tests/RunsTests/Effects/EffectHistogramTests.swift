import Testing

@testable import Runs

@Suite struct EffectHistogramTests {
  private func histogram(_ counts: [Int: Int]) throws -> (EffectHistogram, EffectBins) {
    let frame = EffectFrame(try EffectCase.intercept.model())
    var all = Array(repeating: 0, count: frame.bins.count)
    for (bin, count) in counts { all[bin] = count }
    return (EffectHistogram(bins: frame.bins, place: 0, lane: 0, counts: all[...]), frame.bins)
  }

  @Test("draws of a bin are spread evenly over it; between two of them as R's type 7 has it")
  func quantiles() throws {
    let (histogram, bins) = try histogram([500: 2, 510: 1])
    // The three draws stand at a quarter and three quarters of bin 500 and in the middle of bin 510.
    let draws = [500.25, 500.75, 510.5].map { bins.value(at: $0, of: 0, lane: 0) }
    #expect(histogram.quantile(0).value == draws[0])
    #expect(histogram.quantile(0.5).value == draws[1])
    #expect(histogram.quantile(1).value == draws[2])
    #expect(abs(histogram.quantile(0.75).value - 0.5 * (draws[1] + draws[2])) < 1e-14)
    let widths = [500.0, 510].map {
      bins.value(at: $0 + 1, of: 0, lane: 0) - bins.value(at: $0, of: 0, lane: 0)
    }
    #expect(histogram.quantile(0.25).binWidth == widths[0])
    #expect(histogram.quantile(0.75).binWidth == max(widths[0], widths[1]))
  }

  @Test("a quantile in the first or the last bin is finite, and its error has no bound")
  func ends() throws {
    for bin in [0, 1023] {
      let quantile = try histogram([bin: 3]).0.quantile(0.5)
      #expect(quantile.value.isFinite)
      #expect(quantile.binWidth == .infinity)
    }
  }

  @Test("without draws there is no quantile")
  func empty() throws {
    #expect(try histogram([:]).0.quantile(0.5).value.isNaN)
  }
}
