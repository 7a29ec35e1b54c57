import GSLNumerics
import GibbsModels
import ModelData
import TestSupport
import Testing

/// A model, its dense twin and random states of its chain.
struct Situation {
  let source: HierarchicalModel
  let data: ReducedData
  let dense: DenseTwoLevel
  let knownVariances: Bool

  init(_ source: HierarchicalModel) throws {
    self.source = source
    // As a model with flat coefficients has them.
    data = try ReducedData(source, term: source.randomTerms[0])
      .separatingCoefficients(informed: [])
    dense = DenseTwoLevel(source)
    knownVariances = source.knownVariances != nil
  }

  /// Eleven groups with up to four rows each.
  init(q: Int, coefficients: Int = 3, knownVariances: Bool = true) throws {
    try self.init(
      randomTwoLevelModel(
        groups: 11, effects: q, coefficients: coefficients, knownVariances: knownVariances,
        seed: UInt64(40 + q)))
  }

  /// A state somewhere in the parameter space; another for every number.
  func state(_ number: UInt64, tau: Matrix? = nil, sigmaSquared: Double = 0.6) -> TwoLevelState {
    var stream = RandomStream(seed: number, chain: 0, purpose: .start)
    let q = data.effectCount
    var effects = GroupEffects(groups: data.groupCount, effects: q)
    for j in 0..<data.groupCount { effects[j] = (0..<q).map { _ in 0.8 * stream.normal() } }
    return TwoLevelState(
      gamma: (0..<data.coefficientCount).map { _ in stream.normal() }, effects: effects,
      tau: tau ?? exampleCovariance(q), sigmaSquared: knownVariances ? 1 : sigmaSquared)
  }

  /// log p(y, u | γ, T, σ²) by dense matrices.
  func logDensity(
    _ state: TwoLevelState, coordinates: CoefficientCoordinates? = nil
  ) throws -> Double {
    try dense.logDensity(
      gamma: (coordinates ?? data.coordinates).reported(state.gamma), effects: flatEffects(state),
      tau: state.tau, sigmaSquared: state.sigmaSquared)
  }

  /// u, group after group.
  func flatEffects(_ state: TwoLevelState) -> [Double] {
    (0..<data.groupCount).flatMap { state.effects[$0] }
  }

  /// The posterior, for known variances and one effect a group.
  func model(
    _ prior: VariancePrior, gammaPriors: [FixedEffectPrior]? = nil
  ) throws -> TwoLevelModel {
    try TwoLevelModel(
      data, prior: prior,
      gammaPriors: gammaPriors ?? data.coordinates.offset.map { _ in .flat })
  }
}

/// Expects the ratio of a conditional's densities at two values to be that of the joint density.
func expectMatchesJoint<Value>(
  _ first: Value, _ second: Value, conditional: (Value) throws -> Double,
  joint: (Value) throws -> Double, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let ratio = try conditional(first) - conditional(second)
  let expected = try joint(first) - joint(second)
  #expect(abs(expected) > 1e-3, "the two values say nothing", sourceLocation: sourceLocation)
  #expect(
    isClose(ratio, expected, to: 1e-9), "\(ratio), joint \(expected)",
    sourceLocation: sourceLocation)
}
