import Diagnostics
import Draws

/// What a run is to reach before it stops by itself, and the draws after which it stops anyway.
public struct StoppingTargets: Sendable, Equatable, Codable {
  /// The bulk and tail effective sample size of all chains together; nil where it is not asked for.
  public var ess: Double?
  /// What R-hat may be at most; nil where it is not asked for.
  public var rHat: Double?
  /// The draws that each chain has at most.
  public var mostDraws: Int

  enum CodingKeys: String, CodingKey {
    case ess
    case rHat = "rhat"
    case mostDraws = "max_draws"
  }

  /// Makes targets.
  public init(ess: Double? = nil, rHat: Double? = nil, mostDraws: Int) {
    (self.ess, self.rHat, self.mostDraws) = (ess, rHat, mostDraws)
  }

  /// Whether draws reach the targets.
  public func areReached(by convergence: Convergence) -> Bool {
    isEnough(convergence.ess) && isClose(convergence.rHat)
  }

  private func isEnough(_ worst: Convergence.Worst?) -> Bool {
    ess.map { target in worst.map { $0.value >= target } ?? false } ?? true
  }

  private func isClose(_ worst: Convergence.Worst?) -> Bool {
    rHat.map { target in worst.map { $0.value <= target } ?? false } ?? true
  }

  /// The draws of the next round: as many as the effective sample size lacks and a tenth more, and
  /// between a quarter more and four times as many.
  func nextDraws(after draws: Int, _ convergence: Convergence) -> Int {
    var factor = 1.5
    if let ess, let worst = convergence.ess, worst.value < ess {
      factor = min(4, max(1.25, 1.1 * ess / worst.value))
    }
    return min(mostDraws, max(draws + 1, Int((factor * Double(draws)).rounded(.up))))
  }
}

/// How well chains have converged: the worst of γ, T and σ².
public struct Convergence: Sendable, Equatable {
  /// The worst value of a diagnostic.
  public struct Worst: Sendable, Equatable {
    /// The value.
    public var value: Double
    /// Where it was seen: the label of a variable.
    public var label: String
  }

  /// The smallest bulk or tail effective sample size; nil where one cannot be computed.
  public let ess: Worst?
  /// The largest R-hat; nil where one cannot be computed.
  public let rHat: Worst?

  init(ess: Worst?, rHat: Worst?) { (self.ess, self.rHat) = (ess, rHat) }

  /// Looks at the draws of these variables.
  init(_ draws: PosteriorDraws, variables: [Variables.Variable]) {
    var sizes: [Worst] = []
    var ratios: [Worst] = []
    var (hasSizes, hasRatios) = (true, true)
    for variable in variables {
      let chains = draws.values(of: variable.variable) ?? []
      if let bulk = EffectiveSampleSize.bulk(chains), let tail = EffectiveSampleSize.tail(chains) {
        sizes.append(Worst(value: min(bulk, tail), label: variable.label))
      } else {
        hasSizes = false
      }
      if let ratio = RHat.rankNormalized(chains) {
        ratios.append(Worst(value: ratio, label: variable.label))
      } else {
        hasRatios = false
      }
    }
    ess = hasSizes ? sizes.min { $0.value < $1.value } : nil
    rHat = hasRatios ? ratios.max { $0.value < $1.value } : nil
  }
}

extension Convergence: CustomStringConvertible {
  /// `worst ESS 212 (sigma2), worst R-hat 1.013 (gamma[weeks])`.
  public var description: String {
    let size = ess.map { "\(EffectiveSampleSize.wholeDraws($0.value)) (\($0.label))" } ?? "unknown"
    let ratio = rHat.map { "\(Self.thousandths($0.value)) (\($0.label))" } ?? "unknown"
    return "worst ESS \(size), worst R-hat \(ratio)"
  }

  private static func thousandths(_ value: Double) -> String {
    guard value.isFinite, value < 1e6 else { return "\(value)" }
    let total = Int((1000 * value).rounded(.up))
    return "\(total / 1000).\("\(1000 + total % 1000)".dropFirst())"
  }
}

/// A run that has as many draws as it may have, and has not reached its targets.
public struct UnreachedTargets: Error, Equatable {
  /// The folder of the run, which is complete.
  public let folder: String
  /// The draws of each chain.
  public let draws: Int
  /// What was reached.
  public let convergence: Convergence
  /// What was asked for.
  public let targets: StoppingTargets

  /// Describes the end of such a run.
  public init(folder: String, draws: Int, convergence: Convergence, targets: StoppingTargets) {
    (self.folder, self.draws) = (folder, draws)
    (self.convergence, self.targets) = (convergence, targets)
  }
}

extension UnreachedTargets: CustomStringConvertible {
  /// What was seen, what was asked for, and what to try.
  public var description: String {
    let asked = [targets.ess.map { "ESS \(Int($0))" }, targets.rHat.map { "R-hat \($0)" }]
      .compactMap { $0 }.joined(separator: " and ")
    return "\(asked) not reached with \(draws) draws a chain: \(convergence).\n"
      + "The run is complete; 'lindley resume \(folder) --draws N' gives each chain N draws in all."
  }
}
