import GSLNumerics
import GibbsModels
import LikelihoodFits
import ModelData

/// The equations of the groups' true effects, β_qj = W_j γ + u_qj, eight groups at a time.
///
/// A predictor that is the same in all groups is kept once, and one that is 0 in all not at all, so that
/// a million groups take little more than their own predictors.
struct EffectEquations: Sendable {
  /// One term of an effect's equation: a coefficient, or 1, times a predictor.
  struct Term: Sendable {
    /// The place of the coefficient; nil where the predictor itself is added.
    var coefficient: Int?
    /// The predictor, where it is the same in all groups.
    var constant: Double
    /// The predictor of all groups, block after block; empty where it is the same in all.
    var lanes: [SIMD8<Double>]
  }

  /// The terms of each effect.
  let terms: [[Term]]
  /// Whether coefficients are taken in the computed coordinates, as for meta-analyses.
  let usesComputedCoefficients: Bool

  /// The coefficients of a state as the terms want them.
  func coefficients(of state: TwoLevelState, in model: TwoLevelModel) -> [Double] {
    usesComputedCoefficients ? state.gamma : model.gamma(of: state)
  }
}

/// The equations while groups are being looked at.
struct EffectEquationsBuilder {
  private let model: TwoLevelModel
  /// By effect; the last column is what is added to the prediction.
  private var columns: [[PredictorColumn]]

  init(_ model: TwoLevelModel) {
    self.model = model
    columns = Array(
      repeating: Array(repeating: PredictorColumn(), count: model.data.coefficientCount + 1),
      count: model.data.effectCount)
  }

  /// Takes in the equations of a group.
  mutating func add(_ estimates: [EffectEstimate], of group: Int) {
    let groups = model.data.groupCount
    guard !model.start.isMetaAnalysis else {
      let effect = GroupEffect(of: group, in: model.data)
      for (c, value) in (effect.predictors + [effect.shift]).enumerated() {
        columns[0][c].set(value, of: group, groups: groups)
      }
      return
    }
    for (k, estimate) in estimates.enumerated() {
      for (c, value) in (estimate.predictors ?? []).enumerated() {
        columns[k][c].set(value, of: group, groups: groups)
      }
    }
  }

  /// The equations of all groups.
  var equations: EffectEquations {
    let f = model.data.coefficientCount
    return EffectEquations(
      terms: columns.map { columns in
        columns.enumerated().filter { !$1.isZero }.map { place, column in
          EffectEquations.Term(
            coefficient: place < f ? place : nil, constant: column.first ?? 0, lanes: column.lanes)
        }
      }, usesComputedCoefficients: model.start.isMetaAnalysis)
  }
}

/// One predictor over the groups, spread out once two of them differ.
private struct PredictorColumn {
  /// The value of the first group that has one.
  private(set) var first: Double?
  private(set) var lanes: [SIMD8<Double>] = []

  var isZero: Bool { lanes.isEmpty && (first ?? 0) == 0 }

  mutating func set(_ value: Double, of group: Int, groups: Int) {
    guard let first else {
      self.first = value
      return
    }
    if lanes.isEmpty {
      guard value != first else { return }
      let blocks = (groups + ReducedData.blockSize - 1) / ReducedData.blockSize
      lanes = Array(repeating: SIMD8(repeating: first), count: blocks)
    }
    let (block, lane) = group.quotientAndRemainder(dividingBy: ReducedData.blockSize)
    lanes[block][lane] = value
  }
}
