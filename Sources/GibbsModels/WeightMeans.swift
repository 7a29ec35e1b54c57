/// The posterior means of the weights of t errors, as they are summed up in the chain.
///
/// Each iteration adds E(w | rest) = (ν + q)/(ν + squared length), whose average over the iterations is that of
/// the weights themselves with less noise. What the warm-up brought is forgotten at its end.
public struct WeightMeans: Sendable, Equatable, Codable {
  /// The sums, eight errors to a lane.
  private var sums: [SIMD8<Double>]
  /// The iterations.
  private var count = 0

  /// Begins with nothing for so many blocks of eight.
  init(blocks: Int) { sums = Array(repeating: .zero, count: blocks) }

  /// Adds an iteration.
  ///
  /// - Parameters:
  ///   - lengths: the squared lengths of the errors.
  ///   - nu: ν, which may be infinite.
  mutating func add(_ lengths: SquaredLengths, degreesOfFreedom nu: Double) {
    count += 1
    for block in sums.indices {
      sums[block] +=
        nu.isFinite
        ? (nu + Double(lengths.dimension)) / (nu + lengths.lanes[block]) : SIMD8(repeating: 1)
    }
  }

  /// Forgets everything.
  mutating func reset() { self = WeightMeans(blocks: sums.count) }

  /// The mean weight of one error over several chains; nil where there is none.
  public static func mean(of place: Int, over chains: [WeightMeans]) -> Double? {
    let count = chains.reduce(0) { $0 + $1.count }
    guard count > 0 else { return nil }
    return chains.reduce(0) { $0 + $1.sums[place / 8][place % 8] } / Double(count)
  }
}
