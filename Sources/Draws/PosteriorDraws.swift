/// The draws of several chains with the same variables and the same number of iterations.
public struct PosteriorDraws: Equatable, Sendable {
  /// The chains, of which there is at least one.
  public let chains: [ChainDraws]

  /// Puts chains together.
  ///
  /// - Throws: `DrawsError.noChains`, `.differentColumns` or `.differentLengths`.
  public init(chains: [ChainDraws]) throws(DrawsError) {
    guard let first = chains.first else { throw .noChains }
    for chain in chains {
      guard chain.columns == first.columns else {
        throw .differentColumns(chain: chain.chain, from: first.chain)
      }
      guard chain.iterationCount == first.iterationCount else {
        throw .differentLengths(
          chain: chain.chain, iterations: chain.iterationCount, from: first.chain,
          otherIterations: first.iterationCount)
      }
    }
    self.chains = chains
  }

  /// The variables by their names in the draws files.
  public var columns: [String] { chains[0].columns }

  /// The number of chains.
  public var chainCount: Int { chains.count }

  /// The number of iterations in each chain.
  public var iterationCount: Int { chains[0].iterationCount }

  /// The number of draws in all chains together.
  public var drawCount: Int { chainCount * iterationCount }

  /// The draws of one variable, chain by chain; nil when no column has this name.
  public func values(of variable: String) -> [[Double]]? {
    guard let column = columns.firstIndex(of: variable) else { return nil }
    return chains.map { Array($0.values(ofColumn: column)) }
  }
}

extension PosteriorDraws {
  /// Reads every `draws_N.csv` of a folder, in the order of N.
  ///
  /// - Throws: `DrawsError` for a folder without such files, a file that cannot be read, a run that
  ///   is not finished, and chains that do not fit together.
  public init(readingFolder folder: String) throws(DrawsError) {
    let numbers = try chainNumbers(inFolder: folder)
    guard !numbers.isEmpty else { throw .noDrawsFiles(folder: folder) }
    var chains: [ChainDraws] = []
    for number in numbers {
      let path = "\(folder)/draws_\(number).csv"
      let file = try CmdStanFile(contentsOf: path)
      guard file.isFinished else {
        throw .unfinished(path: path, iterations: file.draws.iterationCount)
      }
      chains.append(file.draws)
    }
    try self.init(chains: chains)
  }
}

/// The numbers N for which a folder holds `draws_N.csv`, ascending.
func chainNumbers(inFolder folder: String) throws(DrawsError) -> [Int] {
  try fileNames(inFolder: folder).compactMap { name in
    guard name.hasPrefix("draws_"), name.hasSuffix(".csv") else { return nil }
    let digits = name.dropFirst("draws_".count).dropLast(".csv".count)
    return digits.utf8.allSatisfy { (48...57).contains($0) } ? Int(digits) : nil
  }.sorted()
}
