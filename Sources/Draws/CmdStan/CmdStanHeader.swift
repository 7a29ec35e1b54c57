/// What a draws file says about its run, in the order and words of CmdStan.
///
/// Readers need some of it in a certain way: `id` must be there, `num_warmup` be above 0, the
/// algorithm not be `fixed_param`, the name of the data file not end in `csv`.
public struct CmdStanHeader: Equatable, Sendable {
  /// A key of the program's own and its value.
  public struct Entry: Equatable, Sendable {
    /// The key, without the prefix `lindley_` that the file gives it.
    public var key: String
    /// The value, in one line.
    public var value: String

    /// Makes an entry.
    public init(_ key: String, _ value: String) {
      self.key = key
      self.value = value
    }
  }

  /// The model's name, such as `high_school_and_beyond`.
  public var modelName: String
  /// When the run began, such as `2026-01-01 00:00:00 UTC`.
  public var startTime: String
  /// The number of iterations after warm-up.
  public var drawCount: Int
  /// The number of iterations of warm-up, above 0.
  public var warmupCount: Int
  /// Whether warm-up iterations were written, to a file of their own.
  public var savesWarmup: Bool
  /// Every how many iterations one is kept.
  public var thin: Int
  /// The kind of sampler.
  public var algorithm: String
  /// The number of chains in the run.
  public var chainCount: Int
  /// The number of this chain, from 1.
  public var chain: Int
  /// What stands as the data file; must not end in `csv`.
  public var dataFile: String
  /// Where the chain began.
  public var initialValues: String
  /// The seed of the run.
  public var seed: UInt64
  /// The name of the file.
  public var outputFile: String
  /// Every how many iterations progress was told.
  public var refresh: Int
  /// The number of significant digits that values have at most.
  public var significantDigits: Int
  /// The number of threads of the run.
  public var threadCount: Int
  /// The program's own keys, in their order.
  public var entries: [Entry]

  /// Makes a header; what has a default seldom differs from it.
  public init(
    modelName: String, startTime: String, drawCount: Int, warmupCount: Int,
    savesWarmup: Bool = false, thin: Int = 1, algorithm: String = "gibbs", chainCount: Int,
    chain: Int, dataFile: String, initialValues: String = "reml", seed: UInt64,
    outputFile: String, refresh: Int = 100, significantDigits: Int = 17, threadCount: Int = 1,
    entries: [Entry] = []
  ) {
    self.modelName = modelName
    self.startTime = startTime
    self.drawCount = drawCount
    self.warmupCount = warmupCount
    self.savesWarmup = savesWarmup
    self.thin = thin
    self.algorithm = algorithm
    self.chainCount = chainCount
    self.chain = chain
    self.dataFile = dataFile
    self.initialValues = initialValues
    self.seed = seed
    self.outputFile = outputFile
    self.refresh = refresh
    self.significantDigits = significantDigits
    self.threadCount = threadCount
    self.entries = entries
  }

  /// The comment lines, each with its end.
  public var text: String {
    let common = """
      # model = \(oneLine(modelName))
      # start_datetime = \(oneLine(startTime))
      # method = sample
      #   sample
      #     num_samples = \(drawCount)
      #     num_warmup = \(warmupCount)
      #     save_warmup = \(savesWarmup ? 1 : 0)
      #     thin = \(thin)
      #     adapt
      #       engaged = 0
      #     algorithm = \(oneLine(algorithm))
      #     num_chains = \(chainCount)
      # id = \(chain)
      # data
      #   file = \(oneLine(dataFile))
      # init = \(oneLine(initialValues))
      # random
      #   seed = \(seed)
      # output
      #   file = \(oneLine(outputFile))
      #   refresh = \(refresh)
      #   sig_figs = \(significantDigits)
      # num_threads = \(threadCount)

      """
    return entries.reduce(common) { "\($0)# lindley_\($1.key) = \(oneLine($1.value))\n" }
  }
}

/// A value that keeps to its line and has no ` = `, where readers would cut the line.
private func oneLine(_ value: String) -> String {
  let words = value.split { $0.isWhitespace }
  return words.map { $0 == "=" ? "==" : String($0) }.joined(separator: " ")
}
