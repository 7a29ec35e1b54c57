/// How many draws to make, and from which seed.
public struct Sampling: Sendable, Equatable {
  /// The number of chains.
  public var chains = 4
  /// The iterations that each chain discards first.
  public var warmup = 500
  /// The draws that each chain keeps.
  public var draws = 2000
  /// The iterations for each draw that is kept.
  public var thin = 1
  /// The seed of all random streams.
  public var seed = Sampling.standardSeed

  /// The seed where none is written: the same in every run, so that results can be repeated.
  public static let standardSeed: UInt64 = 20_260_101

  /// Makes the standard plan: 4 chains, 500 iterations of warm-up, 2000 draws, no thinning.
  public init() {}
}
