import Diagnostics
import GSLNumerics
import GibbsEngine
import GibbsModels
import TestSupport
import Testing

/// The draws of several chains of a two-level posterior, by quantity.
struct TwoLevelChains {
  /// γ, chain after chain: one list of draws a coefficient.
  private(set) var chains: [Columns] = []
  let model: TwoLevelModel

  /// The draws of one chain.
  struct Columns {
    var gamma: [[Double]] = []
    var tau: [Matrix] = []
    var sigmaSquared: [Double] = []
    /// u of the first three groups.
    var effects: [[[Double]]] = []
    /// w of the first three groups.
    var weights: [[Double]] = []
    var degreesOfFreedom: [Double] = []
    /// w₁ of all rows of small data, group after group.
    var rowWeights: [[Double]] = []
    var rowDegreesOfFreedom: [Double] = []
  }

  /// Runs chains of a sampler.
  init<Sampler: GibbsModel<TwoLevelState>>(
    of sampler: Sampler, model: TwoLevelModel, count: Int = 4, warmup: Int, draws: Int,
    seed: UInt64 = 20_260_303
  ) throws {
    self.model = model
    for chain in 1...count {
      var sink = ColumnSink(model: model)
      try runChain(
        of: sampler, plan: ChainPlan(warmup: warmup, draws: draws, seed: seed, chain: chain),
        into: &sink)
      chains.append(sink.columns)
    }
  }

  /// Runs chains of the Gibbs sampler.
  static func gibbs(_ model: TwoLevelModel, warmup: Int = 1000, draws: Int) throws -> Self {
    try Self(of: GibbsSampler(model), model: model, warmup: warmup, draws: draws)
  }

  func gamma(_ k: Int) -> [[Double]] { chains.map { $0.gamma.map { $0[k] } } }
  func tau(_ i: Int, _ j: Int) -> [[Double]] { chains.map { $0.tau.map { $0[i, j] } } }
  var correlation: [[Double]] {
    chains.map { $0.tau.map { $0[1, 0] / ($0[0, 0] * $0[1, 1]).squareRoot() } }
  }
  var sigmaSquared: [[Double]] { chains.map(\.sigmaSquared) }
  var degreesOfFreedom: [[Double]] { chains.map(\.degreesOfFreedom) }
  func rowWeight(_ row: Int) -> [[Double]] { chains.map { $0.rowWeights.map { $0[row] } } }
  var rowDegreesOfFreedom: [[Double]] { chains.map(\.rowDegreesOfFreedom) }
  func weight(of group: Int) -> [[Double]] { chains.map { $0.weights.map { $0[group] } } }
  func effect(_ k: Int, of group: Int) -> [[Double]] {
    chains.map { $0.effects.map { $0[group][k] } }
  }
}

private struct ColumnSink: DrawSink {
  let model: TwoLevelModel
  var columns = TwoLevelChains.Columns()

  mutating func take(_ state: TwoLevelState, phase: ChainPhase) throws {
    guard phase == .sampling else { return }
    columns.gamma.append(model.gamma(of: state))
    columns.tau.append(state.tau)
    columns.sigmaSquared.append(state.sigmaSquared)
    columns.effects.append((0..<3).map { state.effects[$0] })
    columns.weights.append((0..<3).map { state.weight(of: $0) })
    columns.degreesOfFreedom.append(state.degreesOfFreedom)
    guard let errors = state.rowErrors else { return }
    columns.rowDegreesOfFreedom.append(errors.degreesOfFreedom)
    columns.rowWeights.append((0..<model.data.rowCount).map { errors[$0] })
  }
}

/// Expects draws to agree with a reference within 5 Monte Carlo standard errors, its own included.
///
/// - Parameter orders: the highest moment that the quantity has: the mean has a standard error with 2
///   of them, the standard deviation with 4.
func expectDraws(
  _ chains: [[Double]], agreeWith reference: Reference, moments: Int = 4, _ what: String,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let all = chains.flatMap { $0 }
  let mean = all.reduce(0, +) / Double(all.count)
  func expect(_ seen: Double, _ expected: Double, _ errors: Double?..., name: String) {
    let error = errors.reduce(0) { $0 + ($1 ?? 0) * ($1 ?? 0) }.squareRoot()
    let score = (seen - expected) / error
    #expect(
      abs(score) < 5, "\(what), \(name): \(seen), reference \(expected), z \(score)",
      sourceLocation: sourceLocation)
  }
  if moments >= 2, let expected = reference.mean.number {
    let error = try #require(MonteCarloStandardError.mean(chains))
    expect(mean, expected, error, reference.mcse_mean.number, name: "mean")
  }
  if moments >= 4, let expected = reference.sd.number {
    let squares = all.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let error = try #require(MonteCarloStandardError.standardDeviation(chains))
    expect(
      (squares / Double(all.count - 1)).squareRoot(), expected, error, reference.mcse_sd.number,
      name: "sd")
  }
  // On the scale of probabilities, whose error does not hang on a few draws of the tail.
  for (k, expected) in reference.quantiles.numbers.enumerated() {
    let p = twoLevelProbabilities[k]
    let below = chains.map { $0.map { $0 < expected ? 1.0 : 0 } }
    let size = EffectiveSampleSize.basic(below) ?? 0
    guard size * min(p, 1 - p) >= 50 else { continue }
    let share = below.reduce(0) { $0 + $1.reduce(0, +) } / Double(all.count)
    let error = (p * (1 - p) / size).squareRoot()
    let ours = try #require(MonteCarloStandardError.quantile(chains, at: p))
    let own = reference.mcse_quantiles.numbers
    let theirs = own.isEmpty ? 0 : error * own[k] / ours
    expect(share, p, error, theirs, name: "share below quantile \(p)")
  }
}

/// Expects the quantiles of two sets of chains to agree within 5 Monte Carlo standard errors.
func expectSameQuantiles(
  _ first: [[Double]], _ second: [[Double]], _ what: String,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let sorted = [first, second].map { $0.flatMap { $0 }.sorted() }
  for p in [0.1, 0.25, 0.5, 0.75, 0.9] {
    let (a, b) = (quantile(ofSorted: sorted[0], at: p), quantile(ofSorted: sorted[1], at: p))
    let errors = try [first, second].map {
      try #require(MonteCarloStandardError.quantile($0, at: p))
    }
    let error = (errors[0] * errors[0] + errors[1] * errors[1]).squareRoot()
    #expect(
      abs(a - b) < 5 * error, "\(what), quantile \(p): \(a) and \(b), error \(error)",
      sourceLocation: sourceLocation)
  }
}
