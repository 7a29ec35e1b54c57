/// The histogram of the draws of one effect, and the quantiles that can be read from it.
struct EffectHistogram {
  private let bins: EffectBins
  private let place: Int
  private let lane: Int
  /// The counts of the bins.
  private let counts: ArraySlice<Int>
  private let drawCount: Int

  init(bins: EffectBins, place: Int, lane: Int, counts: ArraySlice<Int>) {
    (self.bins, self.place, self.lane, self.counts) = (bins, place, lane, counts)
    drawCount = counts.reduce(0, +)
  }

  /// A quantile as R's type 7 defines it, with the draws of a bin spread evenly over it.
  ///
  /// - Returns: the quantile, and the width of the widest bin that it was read from: the quantile of
  ///   the draws themselves lies no further away.
  func quantile(_ probability: Double) -> (value: Double, binWidth: Double) {
    guard drawCount > 0 else { return (.nan, 0) }
    let rank = probability * Double(drawCount - 1)
    let low = draw(ofRank: Int(rank))
    let high = draw(ofRank: min(drawCount - 1, Int(rank) + 1))
    let share = rank - rank.rounded(.down)
    return (low.value + share * (high.value - low.value), max(low.width, high.width))
  }

  /// The draw of a rank, from 0, and the width of its bin.
  private func draw(ofRank rank: Int) -> (value: Double, width: Double) {
    var before = 0
    for (bin, count) in counts.enumerated() {
      if rank < before + count {
        let position = Double(bin) + (Double(rank - before) + 0.5) / Double(count)
        let ends = (0...1).map { bins.value(at: Double(bin + $0), of: place, lane: lane) }
        return (bins.value(at: position, of: place, lane: lane), ends[1] - ends[0])
      }
      before += count
    }
    return (.nan, 0)
  }
}
