import GSLNumerics
import GibbsModels
import LikelihoodFits
import ModelData
import RealModule

/// Where the histogram of each true effect has its bins.
///
/// With x the effect, c its empirical Bayes estimate and s twice a standard deviation, the whole line is
/// mapped to (−1, 1) by t/(1 + |t|), t = (x − c)/s, and divided there into B equal parts: bins of
/// width 2s(1 + |t|)²/B, fine in the centre and never at an end. c and s depend on model and data
/// alone, so that the counts of several chains are of the same bins and can be added.
///
/// | B | groups × effects |
/// |---|---|
/// | 1,024 | up to 65,536 |
/// | 64 to 512 | above, so that all histograms of a chain have 2²⁶ bins at most |
/// | 64 | from 524,289 |
struct EffectBins: Sendable, Equatable {
  /// B.
  let count: Int
  /// c, block after block, one lane an effect.
  private(set) var centres: [SIMD8<Double>]
  /// 1/s, likewise.
  private(set) var rates: [SIMD8<Double>]

  private let effectCount: Int
  /// What T adds to the variance of an effect where its estimate is 0, which would leave no spread: a
  /// hundredth of a typical sampling variance.
  private let leastVariances: [Double]

  /// Places all bins about 0, with s = 1, until groups are known.
  init(_ model: TwoLevelModel) {
    let data = model.data
    effectCount = data.effectCount
    count = Self.count(histograms: data.groupCount * effectCount)
    centres = Array(repeating: .zero, count: data.blockCount * effectCount)
    rates = Array(repeating: .one, count: data.blockCount * effectCount)
    leastVariances = VarianceParameters(startFor: data).tau.diagonal.map { 0.01 * $0 }
  }

  /// Places the bins of a group.
  mutating func place(_ estimates: [EffectEstimate], of group: Int) {
    let (block, lane) = group.quotientAndRemainder(dividingBy: ReducedData.blockSize)
    for (k, estimate) in estimates.enumerated() {
      guard let centre = estimate.estimate, let deviation = estimate.standardDeviation else {
        continue
      }
      let own = estimate.observedError.map { 1 / ($0 * $0) } ?? 0
      let least = 1 / (own + 1 / leastVariances[k])
      let scale = 2 * (deviation * deviation + least).squareRoot()
      guard centre.isFinite, scale.isNormal else { continue }
      centres[block * effectCount + k][lane] = centre
      rates[block * effectCount + k][lane] = 1 / scale
    }
  }

  /// B for so many histograms.
  static func count(histograms: Int) -> Int {
    var bins = 1024
    while bins > 64, bins * histograms > 1 << 26 { bins /= 2 }
    return bins
  }

  /// The value at so many bins, whole or not, from the left end; infinite at both ends.
  func value(at position: Double, of place: Int, lane: Int) -> Double {
    let mapped = 2 * position / Double(count) - 1
    return centres[place][lane] + mapped / (1 - abs(mapped)) / rates[place][lane]
  }
}
