import GSLNumerics
import GibbsModels
import LikelihoodFits
import ModelData

/// Predicts from the draws of a run for new rows, in groups of the data and in new ones.
public struct Predictor: Sendable {
  /// The data in the coordinates of the fit.
  public let data: ReducedData
  private let run: FinishedRun
  private let effectLabels: [String]
  private let equations: CoefficientEquations
  private let posterior: ExactPosterior?
  private let seed: UInt64

  /// Prepares predictions.
  ///
  /// - Parameter seed: of the streams for prediction; nil for the run's own.
  /// - Throws: what making the model throws.
  public init(_ run: FinishedRun, analysis: Analysis, seed: UInt64?) throws {
    let model = try TwoLevelModel(analysis)
    self.run = run
    self.seed = seed ?? run.record.sampling.seed
    data = model.start.data
    effectLabels = run.record.variables.effectLabels
    equations = CoefficientEquations(model.start.data)
    posterior =
      run.hasIntegrals(of: analysis) && model.isExact
      ? try ExactPosterior(ExactSampler(model)) : nil
  }

  /// The random effects of groups of the data, by their places.
  ///
  /// - Throws: `NumericalError`, or `UnsavedEffects`.
  public func effectDraws(ofGroups groups: [Int]) throws -> GroupEffectDraws {
    try GroupEffectDraws(run, groups: groups, data: data, seed: seed)
  }

  /// Predicts everything that the rows allow.
  ///
  /// - Parameters:
  ///   - rows: the rows as the model sees them.
  ///   - newGroups: a number for each row; rows in new groups share the effects where they share it.
  ///   - effectsOnly: whether outcomes are left out.
  /// - Throws: `NumericalError`, or `UnsavedEffects`.
  public func predict(
    _ rows: [NewRowDesign.Row], newGroups: [Int], effectsOnly: Bool = false
  ) throws -> [Prediction] {
    let rows = effectsOnly ? rows.map(\.withoutOutcome) : rows
    let known = Array(Set(rows.compactMap(\.knownGroup))).sorted()
    let places = rows.map { $0.knownGroup.flatMap(known.firstIndex) }
    let source = try GroupEffectSource(run, groups: known, data: data)
    let parameters = run.parameters
    var series = rows.map { row in
      PredictedRow(
        row, predictors: predictors(row), variance: errorVariance(of: row),
        chains: parameters.chains.count, draws: parameters.count)
    }
    for (chain, number) in parameters.chains.enumerated() {
      var stream = RandomStream(seed: seed, chain: number - 1, purpose: .prediction)
      for draw in 0..<parameters.count {
        let values = parameters.values(chain: chain, draw: draw)
        let inData = try source.effects(
          chain: chain, draw: draw, given: values, using: &stream)
        var drawn: [Int: [Double]] = [:]
        for row in rows.indices {
          let u =
            places[row].map { inData[$0] } ?? drawn[newGroups[row]]
            ?? TwoLevelModel.newEffects(
              tau: values.tau, degreesOfFreedom: values.degreesOfFreedom, using: &stream)
          if places[row] == nil { drawn[newGroups[row]] = u }
          series[row].append(chain: chain, values, effects: u, using: &stream)
        }
      }
    }
    return rows.indices.flatMap { predictions(of: $0, series[$0], rows[$0]) }
  }

  private func errorVariance(of row: NewRowDesign.Row) -> ErrorVariance {
    guard data.hasKnownVariances else { return .estimated }
    return row.variance.map(ErrorVariance.known) ?? .notGiven
  }

  /// What each effect's equation multiplies γ by for a row; nil where a value is missing.
  private func predictors(_ row: NewRowDesign.Row) -> [[Double]?] {
    row.equations.enumerated().map { effect, line in
      let values = line.indices.map { equations.effects[$0] == effect ? line[$0] : 0 }
      return line.isEmpty || values.contains(where: \.isNaN) ? nil : values
    }
  }

  private func predictions(
    of place: Int, _ series: PredictedRow, _ row: NewRowDesign.Row
  ) -> [Prediction] {
    var result: [Prediction] = []
    for (k, draws) in series.effects.enumerated() {
      guard let predictors = series.predictors[k] else { continue }
      let moments = moments(of: row)
      result.append(
        Prediction(
          row: place, quantity: .effect, effect: effectLabels[k], draws: draws,
          exact: row.knownGroup == nil ? posterior?.newGroup(predictors: predictors) : nil,
          hasMean: moments.mean, hasDeviation: moments.deviation))
    }
    let moments = run.record.moments
    // In a meta-analysis, for instance, the mean outcome is the group's effect.
    let isEffect = row.random == [1] && row.fixed == series.predictors[0]
    for (quantity, draws) in [
      (Prediction.Quantity.expected, series.expected), (.observation, series.observations),
    ] {
      guard let draws, quantity == .observation || !isEffect else { continue }
      result.append(
        Prediction(
          row: place, quantity: quantity, draws: draws, exact: exact(quantity, row),
          hasMean: moments.effectMean, hasDeviation: moments.effectSd))
    }
    return result
  }

  /// An outcome in a new group by integrals, where its column of Z is 1.
  private func exact(_ quantity: Prediction.Quantity, _ row: NewRowDesign.Row) -> NormalMixture? {
    guard row.knownGroup == nil, let predictors = row.fixed, row.random == [1] else { return nil }
    let noise = quantity == .expected ? 0 : data.hasKnownVariances ? row.variance : 1
    return noise.flatMap { posterior?.newGroup(predictors: predictors, noise: $0) }
  }

  /// Which moments of a true effect exist: those of γ's, and for a group as it is in the data both,
  /// since its rows bound them.
  private func moments(of row: NewRowDesign.Row) -> (mean: Bool, deviation: Bool) {
    if let group = row.knownGroup, row.agreesWithGroup,
      data.groupRanks[group] == data.effectCount
    {
      return (true, true)
    }
    return (run.record.moments.effectMean, run.record.moments.effectSd)
  }
}

extension NewRowDesign.Row {
  /// The row, as if its own predictors had not been given.
  fileprivate var withoutOutcome: NewRowDesign.Row {
    var row = self
    (row.fixed, row.random) = (nil, nil)
    return row
  }
}

/// The variance of a new row's error.
enum ErrorVariance {
  /// σ², which is drawn.
  case estimated
  /// A known sampling variance.
  case known(Double)
  /// A sampling variance that nobody gave: no observation can be predicted.
  case notGiven
}

/// The draws of what is predicted for one row.
struct PredictedRow {
  let predictors: [[Double]?]
  private(set) var effects: [[[Double]]]
  private(set) var expected: [[Double]]?
  private(set) var observations: [[Double]]?
  private let row: NewRowDesign.Row
  private let variance: ErrorVariance

  init(
    _ row: NewRowDesign.Row, predictors: [[Double]?], variance: ErrorVariance, chains: Int,
    draws: Int
  ) {
    var empty: [Double] = []
    empty.reserveCapacity(draws)
    let series = Array(repeating: empty, count: chains)
    (self.row, self.predictors, self.variance) = (row, predictors, variance)
    effects = predictors.map { _ in series }
    expected = row.fixed == nil ? nil : series
    if case .notGiven = variance { observations = nil } else { observations = expected }
  }

  /// Takes one draw of the parameters and of the group's effects.
  mutating func append(
    chain: Int, _ values: ParameterDraws.Values, effects u: [Double],
    using stream: inout RandomStream
  ) {
    for (k, predictors) in predictors.enumerated() {
      if let predictors { effects[k][chain].append(dot(predictors, values.gamma) + u[k]) }
    }
    guard let fixed = row.fixed, let random = row.random else { return }
    let mean = dot(fixed, values.gamma) + dot(random, u)
    expected?[chain].append(mean)
    let scale: Double
    switch variance {
    case .estimated: scale = values.sigmaSquared.squareRoot()
    case .known(let known): scale = known.squareRoot()
    case .notGiven: return
    }
    let noise = scale * stream.standardT(degreesOfFreedom: values.rowDegreesOfFreedom)
    observations?[chain].append(mean + noise)
  }
}
