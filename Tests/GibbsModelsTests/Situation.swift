import Foundation
import GSLNumerics
import ModelData
import TestSupport
import Testing

@testable import GibbsModels

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
      .separatingCoefficients(informed: []).inCrossLevelForm()
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
      tau: state.tau, sigmaSquared: state.sigmaSquared, weights: weights(state),
      rowWeights: rowWeights(state))
  }

  /// A state with t effects: ν and weights that are not 1.
  func studentState(
    _ number: UInt64, degreesOfFreedom: Double = 5, tau: Matrix? = nil
  ) -> TwoLevelState {
    var stream = RandomStream(seed: number, chain: 1, purpose: .start)
    var state = state(number, tau: tau)
    state.degreesOfFreedom = degreesOfFreedom
    state.weights = (0..<data.blockCount).map { _ in
      SIMD8((0..<8).map { _ in exp(0.8 * stream.normal()) })
    }
    return state
  }

  /// The rows of t errors of level 1.
  func rows(_ degreesOfFreedom: DegreesOfFreedom) -> ((ReducedData) -> StudentRows) {
    { data in
      StudentRows(
        rows: GroupedRows(source, term: source.randomTerms[0], coordinatesOf: data),
        degreesOfFreedom: degreesOfFreedom)
    }
  }

  /// A state with t errors of level 1: ν₁, and weights that are not 1.
  func studentRowState(
    _ number: UInt64, of model: TwoLevelModel, degreesOfFreedom: Double = 5
  ) throws -> TwoLevelState {
    let rows = try #require(model.studentRows)
    var stream = RandomStream(seed: number, chain: 2, purpose: .start)
    var state = state(number)
    var errors = RowErrors(rows)
    errors.degreesOfFreedom = degreesOfFreedom
    let weights = errors.weights.map { _ in SIMD8((0..<8).map { _ in exp(0.8 * stream.normal()) }) }
    _ = errors.reduce(rows.rows, weights: weights, original: model.data)
    state.rowErrors = errors
    return state
  }

  /// w₁ in the order of the rows; nil for normal errors.
  func rowWeights(_ state: TwoLevelState) -> [Double]? {
    guard let errors = state.rowErrors else { return nil }
    let rows = GroupedRows(source, term: source.randomTerms[0], coordinatesOf: data)
    var weights = Array(repeating: 0.0, count: rows.count)
    for (place, row) in rows.places.enumerated() { weights[row] = errors[place] }
    return weights
  }

  /// w, group after group.
  func weights(_ state: TwoLevelState) -> [Double] {
    (0..<data.groupCount).map { state.weight(of: $0) }
  }

  /// log p(y, u, w | γ, T, σ², ν) by dense matrices.
  func studentLogDensity(
    _ state: TwoLevelState, coordinates: CoefficientCoordinates? = nil
  ) throws -> Double {
    var result = try logDensity(state, coordinates: coordinates)
    if state.weights != nil {
      for w in weights(state) {
        result += logWeightDensity(w, degreesOfFreedom: state.degreesOfFreedom)
      }
    }
    for w in rowWeights(state) ?? [] {
      result += logWeightDensity(w, degreesOfFreedom: state.rowErrors?.degreesOfFreedom ?? 1)
    }
    return result
  }

  /// u, group after group.
  func flatEffects(_ state: TwoLevelState) -> [Double] {
    (0..<data.groupCount).flatMap { state.effects[$0] }
  }

  /// The posterior under a prior that suits its effects.
  func model(
    _ prior: VariancePrior, gammaPriors: [FixedEffectPrior]? = nil,
    degreesOfFreedom: DegreesOfFreedom? = nil, rowDegreesOfFreedom: DegreesOfFreedom? = nil
  ) throws -> TwoLevelModel {
    try TwoLevelModel(
      data, prior: prior,
      gammaPriors: gammaPriors ?? data.coordinates.offset.map { _ in .flat },
      degreesOfFreedom: degreesOfFreedom, studentRows: rowDegreesOfFreedom.map { rows($0) })
  }
}

/// log of the gamma density with shape and rate ν/2.
func logWeightDensity(_ w: Double, degreesOfFreedom nu: Double) -> Double {
  let half = nu / 2
  let constants: Double = half * log(half) - lgamma(half)
  return constants + (half - 1) * log(w) - half * w
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
