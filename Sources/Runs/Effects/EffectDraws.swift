import Draws
import GSLNumerics
import GibbsModels
import LikelihoodFits
import ModelData

/// What is common to the chains that sum up their draws of the true effects.
struct EffectFrame: Sendable {
  let model: TwoLevelModel
  let equations: EffectEquations
  let bins: EffectBins

  init(_ model: TwoLevelModel) {
    self.model = model
    var builder = EffectEquationsBuilder(model)
    var bins = EffectBins(model)
    model.start.forEachGroup { (group, estimates: [EffectEstimate]) in
      builder.add(estimates, of: group)
      bins.place(estimates, of: group)
    }
    equations = builder.equations
    self.bins = bins
  }

  /// Blocks of groups times effects: the number of lanes of all effects.
  var laneCount: Int { model.data.blockCount * model.data.effectCount }

  /// Where an effect of a group stands.
  func place(of group: Int, effect: Int) -> (place: Int, lane: Int) {
    let (block, lane) = group.quotientAndRemainder(dividingBy: ReducedData.blockSize)
    return (block * model.data.effectCount + effect, lane)
  }
}

/// The draws of every group's true effects in one chain, as they are summed up: running mean and
/// squares, and a histogram from which quantiles are read.
///
/// Its size depends on the groups alone. Until a chain has 65,535 draws a count takes two bytes, then four.
///
/// - Source: Welford (1962), Technometrics 4, 419–420, for mean and squares.
struct EffectDraws: Sendable, Equatable {
  typealias Lane = SIMD8<Double>

  /// The draws so far.
  private(set) var drawCount = 0
  /// The means, block after block, one lane an effect.
  private(set) var means: [Lane]
  /// The sums of squares about the means, likewise.
  private(set) var squares: [Lane]
  /// The counts of the bins: for each lane of effects eight groups, for each group its bins.
  private(set) var counts: Counts

  /// Counts of one width.
  enum Counts: Sendable, Equatable {
    case narrow([UInt16])
    case wide([UInt32])

    /// The bytes of a count.
    var width: Int {
      switch self {
      case .narrow: 2
      case .wide: 4
      }
    }
  }

  init(_ frame: EffectFrame) {
    means = Array(repeating: .zero, count: frame.laneCount)
    squares = means
    counts = .narrow(Array(repeating: 0, count: frame.laneCount * 8 * frame.bins.count))
  }

  /// Takes up what a checkpoint kept.
  init(drawCount: Int, means: [Lane], squares: [Lane], counts: Counts) {
    self.drawCount = drawCount
    self.means = means
    self.squares = squares
    self.counts = counts
  }

  /// The bytes of means, squares and counts.
  var bytes: Int {
    2 * means.count * MemoryLayout<Lane>.size + counts.count * counts.width
  }

  /// Adds a draw.
  mutating func add(_ state: TwoLevelState, in frame: EffectFrame) {
    if drawCount == Int(UInt16.max), case .narrow(let values) = counts {
      counts = .wide(values.map(UInt32.init))
    }
    drawCount += 1
    let coefficients = frame.equations.coefficients(of: state, in: frame.model)
    let pass = EffectPass(frame, coefficients: coefficients, draw: drawCount)
    // Moved out and back, so that the counts are changed in place.
    let kept = counts
    counts = .narrow([])
    switch consume kept {
    case .narrow(var values):
      pass.run(state, means: &means, squares: &squares, counts: &values)
      counts = .narrow(values)
    case .wide(var values):
      pass.run(state, means: &means, squares: &squares, counts: &values)
      counts = .wide(values)
    }
  }
}

/// The addition of one draw.
private struct EffectPass {
  typealias Lane = SIMD8<Double>

  private let frame: EffectFrame
  private let coefficients: [Double]
  private let weight: Double
  /// What is the same in all groups, by effect.
  private let constants: [Double]
  /// What differs, by effect: the coefficient and its predictor.
  private let varying: [[(factor: Double, lanes: [Lane])]]

  init(_ frame: EffectFrame, coefficients: [Double], draw: Int) {
    self.frame = frame
    self.coefficients = coefficients
    weight = 1 / Double(draw)
    func factor(_ term: EffectEquations.Term) -> Double {
      term.coefficient.map { coefficients[$0] } ?? 1
    }
    constants = frame.equations.terms.map { terms in
      terms.reduce(0) { $0 + ($1.lanes.isEmpty ? factor($1) * $1.constant : 0) }
    }
    varying = frame.equations.terms.map { terms in
      terms.compactMap { $0.lanes.isEmpty ? nil : (factor($0), $0.lanes) }
    }
  }

  func run<Count: FixedWidthInteger>(
    _ state: TwoLevelState, means: inout [Lane], squares: inout [Lane], counts: inout [Count]
  ) {
    let q = constants.count
    state.effects.withLanes { effects in
      means.withUnsafeMutableBufferPointer { means in
        squares.withUnsafeMutableBufferPointer { squares in
          counts.withUnsafeMutableBufferPointer { counts in
            for effect in 0..<q {
              var place = effect
              for block in 0..<effects.count / q {
                var value = effects[place] + constants[effect]
                for term in varying[effect] { value += term.factor * term.lanes[block] }
                let deviation = value - means[place]
                means[place] += weight * deviation
                squares[place] += deviation * (value - means[place])
                count(value, place: place, into: counts)
                place += q
              }
            }
          }
        }
      }
    }
  }

  @inline(__always)
  private func count<Count: FixedWidthInteger>(
    _ value: Lane, place: Int, into counts: UnsafeMutableBufferPointer<Count>
  ) {
    let bins = frame.bins.count
    let t = (value - frame.bins.centres[place]) * frame.bins.rates[place]
    let size = t.replacing(with: -t, where: t .< 0)
    let position = 0.5 * Double(bins) * (1 + t / (1 + size))
    let last = Double(bins - 1)
    for lane in 0..<ReducedData.blockSize {
      // In this order a value that is no number falls into the first bin.
      let bin = Int(min(last, max(0, position[lane])))
      counts[(place * ReducedData.blockSize + lane) * bins + bin] &+= 1
    }
  }
}
