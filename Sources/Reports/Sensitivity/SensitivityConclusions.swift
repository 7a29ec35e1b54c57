import Diagnostics
import GSLNumerics
import GibbsEngine
import GibbsModels
import ModelData
import Runs

/// What a model says of the quantities of a sensitivity analysis.
struct Conclusions {
  /// One quantity's posterior.
  struct Posterior {
    var variable: String
    var label: String
    var mean: Double?
    var sd: Double?
    var median: Double?
    var lower: Double?
    var upper: Double?
    var above: Double?
    var mcseMean: Double?
  }

  private var posteriors: [Posterior] = []
  private let level: Double
  private let tails: [Double]

  /// By integrals where the model has them, else from chains.
  ///
  /// - Parameter groups: the places of the groups whose effects are wanted.
  init(
    _ model: TwoLevelModel, analysis: Analysis, term: ModelOutline.Term, groups: [Int],
    plan: Sampling,
    level: Double
  ) throws {
    self.level = level
    tails = [(1 - level) / 2, 0.5, (1 + level) / 2]
    let names = SensitivityNames(analysis, term: term, groups: groups)
    if model.isExact, model.start.isMetaAnalysis {
      try integrate(ExactPosterior(ExactSampler(model)), names)
    } else {
      try draw(model, names, of: analysis, plan: plan)
    }
  }

  /// The rows of the report under this assumption.
  func rows(under assumption: SensitivityAssumption) -> [SensitivityReport.Row] {
    posteriors.map { one in
      SensitivityReport.Row(
        kind: assumption.kind.rawValue, assumption: assumption.text, isOwn: assumption.isOwn,
        variable: one.variable, label: one.label, mean: one.mean, sd: one.sd, median: one.median,
        lower: one.lower, upper: one.upper, above: one.above, mcseMean: one.mcseMean)
    }
  }

  // MARK: - By integrals

  private mutating func integrate(_ posterior: ExactPosterior, _ names: SensitivityNames) throws {
    for (k, name) in names.gamma.enumerated() {
      let mixture = posterior.gamma(k)
      try add(posterior.gammaSummary(k), name, quantiles: tails.map { try mixture.quantile($0) })
    }
    var tau = try posterior.tau()
    tau.probabilityBelowZero = .nan
    try add(
      tau, names.tau[0],
      quantiles: posterior.tauSquaredQuantiles(tails).map { $0.squareRoot() })
    for (group, effects) in names.effects where !effects.isEmpty {
      let mixture = posterior.effect(of: group)
      try add(
        posterior.effectSummary(of: group), effects[0],
        quantiles: tails.map { try mixture.quantile($0) })
    }
  }

  private mutating func add(
    _ summary: ExactPosterior.Summary, _ name: SensitivityNames.Name, quantiles: [Double]
  ) {
    posteriors.append(
      Posterior(
        variable: name.variable, label: name.label, mean: summary.mean,
        sd: summary.standardDeviation, median: quantiles[1], lower: quantiles[0],
        upper: quantiles[2],
        above: summary.probabilityBelowZero.isNaN ? nil : 1 - summary.probabilityBelowZero,
        mcseMean: 0))
  }
}

extension Conclusions {
  /// From chains of the Gibbs sampler, or of independent draws where the model has them.
  private mutating func draw(
    _ model: TwoLevelModel, _ names: SensitivityNames, of analysis: Analysis, plan: Sampling
  ) throws {
    let rows = model.start.isMetaAnalysis && !names.effects.isEmpty ? try analysis.rows() : nil
    var chains: [QuantitySink] = []
    for chain in 1...plan.chains {
      var sink = QuantitySink(model, names, rows)
      let steps = ChainPlan(
        warmup: plan.warmup, draws: plan.draws, thin: plan.thin, seed: plan.seed, chain: chain)
      if model.isExact {
        try runChain(of: ExactSampler(model), plan: steps, into: &sink)
      } else {
        try runChain(of: GibbsSampler(model), plan: steps, into: &sink)
      }
      chains.append(sink)
    }
    let propriety = model.propriety
    let deviation = { (k: Int) in
      (
        propriety.hasMoment(1, row: k, column: k), propriety.hasMoment(2, row: k, column: k)
      )
    }
    for (place, name) in names.all.enumerated() {
      let moments: (Bool, Bool) =
        switch name.kind {
        case .gamma:
          (propriety.coefficient(place, hasMoment: 1), propriety.coefficient(place, hasMoment: 2))
        // A group's own rows bound the moments of its effect.
        case .effect:
          (
            propriety.groupEffects(isInformed: true, haveMoment: 1),
            propriety.groupEffects(isInformed: true, haveMoment: 2)
          )
        case .deviation: deviation(place - names.gamma.count)
        }
      add(chains.map { $0.columns[place] }, name, moments: moments)
    }
  }

  private mutating func add(
    _ chains: [[Double]], _ name: SensitivityNames.Name, moments: (mean: Bool, sd: Bool)
  ) {
    let summary = VariableSummary(variable: name.variable, chains: chains)
    let sorted = chains.flatMap { $0 }.sorted()
    let quantiles = tails.map { quantile(ofSorted: sorted, at: $0) }
    let above = Double(sorted.count { $0 > 0 }) / Double(sorted.count)
    posteriors.append(
      Posterior(
        variable: name.variable, label: name.label, mean: moments.mean ? summary.mean : nil,
        sd: moments.sd ? summary.sd : nil, median: quantiles[1], lower: quantiles[0],
        upper: quantiles[2], above: name.kind == .deviation ? nil : above,
        mcseMean: moments.sd ? summary.mcseMean : nil))
  }
}
