import ModelData

/// What is known of some lanes of effects over several chains.
struct EffectPart {
  /// Blocks of groups times effects, as in `EffectFrame.laneCount`.
  private(set) var places = 0..<0
  private var drawCount = 0.0
  private var means: [SIMD8<Double>] = []
  private var squares: [SIMD8<Double>] = []
  /// The counts of the bins: for each lane of effects eight groups, for each group its bins.
  private(set) var counts: [Int] = []

  init() {}

  init(_ places: Range<Int>) {
    self.places = places
    means = Array(repeating: .zero, count: places.count)
    squares = means
  }

  /// Takes up all lanes of one chain.
  init(_ chain: EffectDraws, in frame: EffectFrame) {
    self.init(0..<frame.laneCount)
    add(chain)
  }

  /// Adds the draws of a chain.
  ///
  /// Source: Chan, Golub & LeVeque (1983), The American Statistician 37, 242–247, eq. 2.1.
  mutating func add(_ chain: EffectDraws) {
    let own = Double(chain.drawCount)
    let total = drawCount + own
    guard own > 0 else { return }
    for place in means.indices {
      let difference = chain.means[place] - means[place]
      means[place] += own / total * difference
      squares[place] += chain.squares[place] + drawCount * own / total * difference * difference
    }
    drawCount = total
    if counts.isEmpty {
      counts = Array(repeating: 0, count: chain.counts.count)
    }
    chain.counts.add(to: &counts)
  }

  func mean(of place: Int, lane: Int) -> Double { means[place - places.lowerBound][lane] }

  func standardDeviation(of place: Int, lane: Int) -> Double {
    (squares[place - places.lowerBound][lane] / max(1, drawCount - 1)).squareRoot()
  }

  func histogram(of place: Int, lane: Int, _ bins: EffectBins) -> EffectHistogram {
    let start = ((place - places.lowerBound) * ReducedData.blockSize + lane) * bins.count
    return EffectHistogram(
      bins: bins, place: place, lane: lane, counts: counts[start..<start + bins.count])
  }
}

extension EffectDraws.Counts {
  /// The number of counts.
  var count: Int {
    switch self {
    case .narrow(let values): values.count
    case .wide(let values): values.count
    }
  }

  /// Adds the counts to others of the same bins.
  func add(to sums: inout [Int]) {
    switch self {
    case .narrow(let values): for place in sums.indices { sums[place] += Int(values[place]) }
    case .wide(let values): for place in sums.indices { sums[place] += Int(values[place]) }
    }
  }
}
