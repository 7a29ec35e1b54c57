import Draws
import GSLNumerics
import ModelData

/// Where a checkpoint keeps the summed-up draws of its chain, in the file beside it.
struct EffectFile: Sendable {
  /// The draws.
  let drawCount: Int
  private let file: FileReading
  private let frame: EffectFrame
  private let start: Int
  private let countWidth: Int

  /// - Parameter start: the place of the means, in bytes; squares and counts follow them.
  init(_ file: FileReading, frame: EffectFrame, start: Int, drawCount: Int, countWidth: Int) {
    (self.file, self.frame, self.start) = (file, frame, start)
    (self.drawCount, self.countWidth) = (drawCount, countWidth)
  }

  /// The bytes of means, squares and counts.
  static func size(_ frame: EffectFrame, countWidth: Int) -> Int {
    frame.laneCount * (2 * laneSize + ReducedData.blockSize * frame.bins.count * countWidth)
  }

  static let laneSize = MemoryLayout<SIMD8<Double>>.size

  /// All of it, to go on with.
  func effects() throws(DrawsError) -> EffectDraws {
    try part(0..<frame.laneCount)
  }

  /// What is known of some lanes of effects.
  func part(_ places: Range<Int>) throws(DrawsError) -> EffectDraws {
    let perLane = ReducedData.blockSize * frame.bins.count
    let means = start + places.lowerBound * Self.laneSize
    let squares = means + frame.laneCount * Self.laneSize
    let counts =
      start + 2 * frame.laneCount * Self.laneSize + places.lowerBound * perLane * countWidth
    let number = places.count * perLane
    return EffectDraws(
      drawCount: drawCount, means: try file.values(at: means, count: places.count),
      squares: try file.values(at: squares, count: places.count),
      counts: countWidth == 2
        ? .narrow(try file.values(at: counts, count: number))
        : .wide(try file.values(at: counts, count: number)))
  }
}

/// The true effects over all chains, read from their files a part of the groups at a time.
///
/// Moments are put together chain after chain, in their order, so that the result does not depend on
/// which process ran them; counts are whole numbers.
struct MergedEffects {
  private let frame: EffectFrame
  private let files: [EffectFile]
  private var part = EffectPart()

  init(_ frame: EffectFrame, files: [EffectFile]) {
    self.frame = frame
    self.files = files
  }

  /// The width of a quantile's bin in posterior standard deviations, the largest that was met.
  private(set) var largestError = 0.0

  /// The posterior of one effect of one group; groups are best asked for in their order.
  mutating func posterior(of group: Int, effect: Int) throws -> PosteriorOfEffect {
    let (place, lane) = frame.place(of: group, effect: effect)
    if !part.places.contains(place) { try load(from: group / ReducedData.blockSize) }
    let histogram = part.histogram(of: place, lane: lane, frame.bins)
    let deviation = part.standardDeviation(of: place, lane: lane)
    let quantiles = [0.025, 0.5, 0.975].map(histogram.quantile)
    for quantile in quantiles where deviation > 0 {
      largestError = max(largestError, quantile.binWidth / deviation)
    }
    let (propriety, data) = (frame.model.propriety, frame.model.data)
    let isInformed = data.groupRanks[group] == data.effectCount
    return PosteriorOfEffect(
      mean: propriety.groupEffects(isInformed: isInformed, haveMoment: 1)
        ? part.mean(of: place, lane: lane) : nil,
      standardDeviation: propriety.groupEffects(isInformed: isInformed, haveMoment: 2)
        ? deviation : nil,
      quantiles: quantiles.map(\.value))
  }

  private mutating func load(from block: Int) throws {
    let q = frame.model.data.effectCount
    // About a million counts at a time.
    let blocks = max(1, (1 << 20) / (q * ReducedData.blockSize * frame.bins.count))
    let places = block * q..<min(frame.laneCount, (block + blocks) * q)
    part = EffectPart(places)
    for file in files { part.add(try file.part(places)) }
  }
}
