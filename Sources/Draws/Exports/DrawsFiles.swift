/// The draws files of a run, to be read once, a block of rows at a time.
public struct DrawsFiles: Sendable {
  /// The numbers of the chains, ascending.
  public let chains: [Int]
  /// The columns, the same in all files.
  public let columns: [String]
  private let folder: String

  /// Some rows of one chain.
  struct Block {
    /// The number of the chain.
    let chain: Int
    /// The rows of this chain before these.
    let start: Int
    /// The values, row after row.
    let values: [Double]
  }

  /// Finds the `draws_N.csv` of a folder.
  ///
  /// - Throws: `DrawsError` where there is none, or where one cannot be read.
  public init(folder: String) throws(DrawsError) {
    chains = try chainNumbers(inFolder: folder)
    self.folder = folder
    guard let first = chains.first else { throw .noDrawsFiles(folder: folder) }
    columns = try CmdStanReader(path: Self.path(of: first, in: folder)).columns
  }

  private static func path(of chain: Int, in folder: String) -> String {
    "\(folder)/draws_\(chain).csv"
  }

  /// Reads chain after chain, from its first row to its last.
  ///
  /// - Parameters:
  ///   - take: takes the next rows.
  ///   - endChain: is told the number of each chain and of its rows, after the last.
  /// - Throws: `DrawsError`, also where chains do not have the same columns or the same length, and
  ///   what the closures throw.
  func read(
    _ take: (Block) throws(DrawsError) -> Void,
    endChain: (_ chain: Int, _ rows: Int) throws(DrawsError) -> Void
  ) throws(DrawsError) {
    var length: Int?
    for chain in chains {
      var reader = try CmdStanReader(path: Self.path(of: chain, in: folder))
      guard reader.columns == columns else {
        throw .differentColumns(chain: chain, from: chains[0])
      }
      var start = 0
      while let values = try reader.next() {
        try take(Block(chain: chain, start: start, values: values))
        start = reader.rowCount
      }
      if let length, length != start {
        throw .differentLengths(
          chain: chain, iterations: start, from: chains[0], otherIterations: length)
      }
      length = start
      try endChain(chain, start)
    }
  }
}
