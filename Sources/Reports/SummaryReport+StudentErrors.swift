import Diagnostics
import Draws
import GibbsModels
import ModelData
import Runs

/// What the summary of a run says of t effects: their covariance beside T, and outlying groups.
extension SummaryReport {
  /// The distribution of the effects and the factor's name; nil where they are normal.
  private var effectErrors: (factor: String, errors: ErrorDistribution)? { Self.errors(run) }

  static func errors(_ run: RunRecord) -> (factor: String, errors: ErrorDistribution)? {
    guard let entry = run.errors?.first(where: { run.groups[$0.key] != nil }),
      let errors = try? ErrorDistribution(parsing: entry.value), !errors.isNormal
    else { return nil }
    return (entry.key, errors)
  }

  /// The covariance of t effects, T ν/(ν − 2), which is infinite in draws with ν ≤ 2.
  ///
  /// Where ν is estimated it has no mean, since 1/(ν − 2) has none about ν = 2.
  static func covarianceRows(_ run: RunRecord, _ draws: PosteriorDraws) -> [Row] {
    guard let (_, errors) = errors(run) else { return [] }
    var fixed: Double?
    if case .t(let value) = errors { fixed = value }
    if let fixed, fixed <= 2 { return [] }
    let freedoms = draws.values(of: "df")
    return run.variables.tauLowerTriangle.compactMap { variable in
      guard let chains = draws.values(of: variable.variable) else { return nil }
      let values = chains.enumerated().map { chain, values in
        values.enumerated().map { draw, tau in
          tau * covarianceFactor(fixed ?? freedoms?[chain][draw] ?? .infinity)
        }
      }
      let summary = VariableSummary(
        variable: "covariance" + variable.label.dropFirst(), chains: values.withFiniteRanks)
      let moments = run.moments.exist(for: variable.variable)
      return Row(
        "covariance" + variable.variable.dropFirst(), summary,
        moments: fixed == nil ? (false, false) : moments)
    }
  }

  /// ν/(ν − 2), infinite where the covariance is.
  private static func covarianceFactor(_ nu: Double) -> Double {
    guard nu.isFinite else { return 1 }
    return nu > 2 ? nu / (nu - 2) : .infinity
  }

  /// What T is for t effects.
  var scaleWords: [String] {
    rowWords + effectWords
  }

  /// What σ² is for t errors of level 1.
  private var rowWords: [String] {
    guard let errors = run.errors?["level-1"].flatMap({ try? ErrorDistribution(parsing: $0) })
    else { return [] }
    let name = run.variables.sigmaSquared.isEmpty ? "The known variance" : "sigma2"
    let scale = "\(name) is the squared scale of the rows' errors, \(errors.inWords); "
    let df = run.variables.rowDegreesOfFreedom?.variable ?? "df"
    guard case .t(let value) = errors else {
      return [scale + "their variance is \(df)/(\(df) - 2) times that, where \(df) is above 2."]
    }
    return [
      scale
        + (value > 2
          ? "their variance is \(significant(value / (value - 2))) times that."
          : "they have no variance.")
    ]
  }

  private var effectWords: [String] {
    guard let (factor, errors) = effectErrors else { return [] }
    let scale = "T is the scale matrix of the effects of '\(factor)', \(errors.inWords); "
    guard case .t(let value) = errors else {
      return [scale + "covariance is T df/(df - 2), infinite where df is 2 or less."]
    }
    return [
      scale
        + (value > 2
          ? "covariance is T times \(significant(value / (value - 2)))."
          : "they have no covariance.")
    ]
  }

  private func significant(_ value: Double) -> String {
    value == value.rounded() ? "\(Int(value))" : fixed(value, decimals: 4)
  }
}

extension SummaryReport.Row {
  /// The row of a variable, without the moments that do not exist or are infinite.
  init(
    _ variable: String, _ summary: VariableSummary, moments: (mean: Bool, sd: Bool),
    exact: RunRecord.ExactRecord? = nil
  ) {
    func shown(_ value: Double?, if exists: Bool = true) -> Double? {
      value.flatMap { exists && abs($0) < largestShown ? $0 : nil }
    }
    self.init(
      variable: variable, label: summary.variable, mean: shown(summary.mean, if: moments.mean),
      median: shown(summary.median), sd: shown(summary.sd, if: moments.sd),
      mad: shown(summary.mad), q025: shown(summary.q025), q05: shown(summary.q05),
      q95: shown(summary.q95), q975: shown(summary.q975),
      mcseMean: shown(summary.mcseMean, if: moments.sd), rhat: summary.rHat,
      essBulk: summary.essBulk, essTail: summary.essTail, exact: exact)
  }
}

/// What stands for infinity where draws are ranked, and the size from which a summary is infinite.
private let infinityForRanks = 1e300
private let largestShown = 1e250

extension [[Double]] {
  /// The draws with a number beyond all others for infinity: quantiles, R-hat and effective sample sizes
  /// need their ranks only.
  var withFiniteRanks: [[Double]] {
    guard contains(where: { $0.contains(.infinity) }) else { return self }
    return map { $0.map { $0 == .infinity ? infinityForRanks : $0 } }
  }
}
