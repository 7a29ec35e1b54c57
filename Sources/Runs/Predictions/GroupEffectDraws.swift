import Draws
import GSLNumerics
import GibbsModels
import ModelData

/// The random effects of some groups of the data in each draw: those that were saved, else drawn
/// anew given the draws of γ, T and σ².
struct GroupEffectSource: Sendable {
  /// u by the group's place in the list, the effect, the chain and the draw; nil where not saved.
  private let saved: [[[[Double]]]]?
  private let laws: [KnownGroupEffects]

  /// Takes up groups by their places in the data.
  ///
  /// - Throws: `UnsavedEffects` for t effects, whose weights are not known.
  init(_ run: FinishedRun, groups: [Int], data: ReducedData) throws(UnsavedEffects) {
    saved = Self.saved(run.draws, groups: groups, count: data.effectCount)
    guard saved != nil || groups.isEmpty || run.record.errors == nil else {
      throw UnsavedEffects(folder: run.folder)
    }
    laws = saved == nil ? groups.map { KnownGroupEffects(of: $0, in: data) } : []
  }

  /// u of each group in one draw.
  ///
  /// - Throws: `NumericalError`.
  func effects(
    chain: Int, draw: Int, given parameters: ParameterDraws.Values, using stream: inout RandomStream
  ) throws(NumericalError) -> [[Double]] {
    if let saved { return saved.map { $0.map { $0[chain][draw] } } }
    var result: [[Double]] = []
    for law in laws {
      result.append(
        try law.draw(
          gamma: parameters.gamma, tau: parameters.tau, sigmaSquared: parameters.sigmaSquared,
          using: &stream))
    }
    return result
  }

  /// The saved columns `u.J.K`; nil where they were not saved.
  private static func saved(
    _ draws: PosteriorDraws, groups: [Int], count: Int
  ) -> [[[[Double]]]]? {
    guard draws.columns.contains("u.1.1") else { return nil }
    var result: [[[[Double]]]] = []
    for group in groups {
      var effects: [[[Double]]] = []
      for effect in 0..<count {
        let name = VariableName(base: "u", indices: [group + 1, effect + 1]).dotted
        guard let values = draws.values(of: name) else { return nil }
        effects.append(values)
      }
      result.append(effects)
    }
    return result
  }
}

/// The random effects of some groups, all draws of them.
public struct GroupEffectDraws: Sendable {
  /// u by the group's place in the list asked for, the effect, the chain and the draw.
  public let effects: [[[[Double]]]]

  /// Draws, or takes what was saved.
  ///
  /// - Parameters:
  ///   - groups: their places in the data.
  ///   - data: the data in coordinates that are not rotated.
  ///   - seed: of the streams for prediction, one a chain.
  /// - Throws: `NumericalError`, or `UnsavedEffects`.
  public init(
    _ run: FinishedRun, groups: [Int], data: ReducedData, seed: UInt64
  ) throws {
    let source = try GroupEffectSource(run, groups: groups, data: data)
    let parameters = run.parameters
    let empty = Array(
      repeating: Array(repeating: 0.0, count: parameters.count), count: parameters.chains.count)
    var effects = groups.map { _ in Array(repeating: empty, count: data.effectCount) }
    for (place, chain) in parameters.chains.enumerated() {
      var stream = RandomStream(seed: seed, chain: chain - 1, purpose: .prediction)
      for draw in 0..<parameters.count {
        let u = try source.effects(
          chain: place, draw: draw, given: parameters.values(chain: place, draw: draw),
          using: &stream)
        for group in groups.indices {
          for k in 0..<data.effectCount { effects[group][k][place][draw] = u[group][k] }
        }
      }
    }
    self.effects = effects
  }
}
