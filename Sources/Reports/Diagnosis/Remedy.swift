import Diagnostics
import RealModule
import Runs

/// What to try about a finding: a command, or a line of the model file.
struct Remedies {
  private let run: RunRecord
  private let folder: String
  private let measures: [Diagnosis.Measures]

  init(_ run: RunRecord, folder: String, measures: [Diagnosis.Measures]) {
    self.run = run
    self.folder = folder
    self.measures = measures
  }

  /// What to try, in one line.
  func remedy(for finding: Finding) -> String {
    switch finding {
    case .gate(.essBulk), .gate(.essTail), .gate(.monteCarloError), .gate(.undefined),
      .tooFewDraws:
      "Draw more: \(more)\(isSlow ? steadierModel : "")"
    case .gate(.rHat), .chainDiffers, .chainDrifts, .stuck:
      run.sampling.sampler == .exact
        ? "Draw more: \(more)"
        : "Give the chains longer: \(sample("--warmup \(2 * run.sampling.warmup) --draws \(draws)"))"
          + steadierModel
    case .notFinite:
      "Draw again under a proper prior of T, such as T: half-t(4, scale) under priors in "
        + "\(run.model.file)."
    case .constant: "Draw again: \(sample("--seed \(run.sampling.seed &+ 1)"))"
    case .oneChain: "Draw several: \(sample("--chains 4"))"
    case .hugsZero:
      "Report its median and interval rather than mean and sd, and see how far the prior decides: "
        + "draw again under T: half-cauchy(scale), with its scale in the outcome's units, under "
        + "priors in \(run.model.file)\(simplerTerm)."
    case .correlationAtEdge: "\(centring)\(uncorrelatedTerm)."
    case .noMean, .noDeviation:
      "Use its median and interval; a prior with lighter tails, such as T: half-normal(scale) "
        + "under priors in \(run.model.file), has moments."
    }
  }

  private func sample(_ options: String) -> String {
    "lindley sample \(run.model.file) --output \(folder) --overwrite \(options)"
  }

  /// The command that extends the run.
  private var more: String { "lindley resume \(folder) --draws \(draws)" }

  /// Draws a chain that would meet the gates with a quarter to spare, to two digits.
  private var draws: Int {
    let gates = Gates()
    let required = gates.essPerChain * Double(run.sampling.chainIds.count)
    let factors = measures.map { measure in
      let sizes = [measure.essBulk, measure.essTail].compactMap { $0 }
      let share = (measure.monteCarloShare ?? 0) / gates.monteCarloShare
      return max(sizes.isEmpty ? 1 : required / (sizes.min() ?? required), share * share)
    }
    let factor = max(2, 1.25 * (factors.max() ?? 1))
    let count = max(1000, Double(run.sampling.draws) * min(factor, 1000))
    let unit = Double.exp10(Double.log10(count).rounded(.down) - 1)
    return Int((count / unit).rounded(.up) * unit)
  }

  /// Whether more draws alone would take long.
  private var isSlow: Bool {
    run.sampling.sampler != .exact && draws > 20 * run.sampling.draws
  }

  private var effects: [String] { run.variables.effectLabels }

  /// The predictors with random effects that are not centred.
  private var uncentred: [String] {
    effects.filter { $0 != "(Intercept)" && !$0.hasPrefix("center(") }
  }

  private var steadierModel: String {
    let centre = uncentred.first.map { ", or centre a predictor: center(\($0)) for \($0)" } ?? ""
    return "\nIf that does not help, another prior, such as T: half-t(4, scale) under priors in "
      + "\(run.model.file)\(centre)."
  }

  private var centring: String {
    uncentred.first.map { "Centre its predictor, center(\($0)) for \($0), or fit" } ?? "Fit"
  }

  private func term(_ effects: [String], _ sign: String) -> String {
    let terms = effects.map { $0 == "(Intercept)" ? "1" : $0 }
    let written = effects.contains("(Intercept)") ? terms : ["0"] + terms
    return "(\(written.joined(separator: " + ")) \(sign) \(run.groups.keys.first ?? ""))"
  }

  private var uncorrelatedTerm: String {
    " without the correlation: \(term(effects, "||")) in \(run.model.file)"
  }

  /// With several effects, that one can do without the last.
  private var simplerTerm: String {
    effects.count < 2
      ? "" : "; or leave the effect out, as in \(term(Array(effects.dropLast()), "|"))"
  }
}
