import GSLNumerics
import ModelData
import TestSupport
import Testing

@testable import GibbsModels

@Suite struct GroupEffectsTests {
  private var effects: GroupEffects {
    var effects = GroupEffects(groups: 10, effects: 2)
    for j in 0..<10 { effects[j] = [Double(j), Double(j % 3) - 1] }
    return effects
  }

  @Test("what is written to a group is read from it")
  func access() {
    for j in 0..<10 { #expect(effects[j] == [Double(j), Double(j % 3) - 1]) }
  }

  @Test("Σ u uᵀ by hand")
  func sumOfSquares() {
    // Σj² = 285; Σj(j mod 3 − 1) = −(0 + 3 + 6 + 9) + (2 + 5 + 8); seven of ten are not 0.
    #expect(effects.sumOfSquares == Matrix([[285, -3], [-3, 7]]))
  }

  @Test("each effect is scaled by its own factor")
  func scale() {
    var scaled = effects
    scaled.scale(by: [2, -1])
    for j in 0..<10 { #expect(scaled[j] == [2 * Double(j), 1 - Double(j % 3)]) }
  }

  @Test("lanes without a group are masked")
  func mask() {
    #expect(effects.mask(ofBlock: 0) == SIMD8(repeating: 1))
    #expect(effects.mask(ofBlock: 1) == SIMD8(1, 1, 0, 0, 0, 0, 0, 0))
  }

  @Test("the residual sum of squares is that of the rows", arguments: [1, 2, 3], [false, true])
  func residuals(q: Int, known: Bool) throws {
    let situation = try Situation(q: q, coefficients: 4, knownVariances: known)
    let state = situation.state(3)
    let dense = situation.dense
    let predicted = zip(
      dense.fixed * situation.data.coordinates.reported(state.gamma),
      dense.random * situation.flatEffects(state)
    ).map(+)
    let expected = dense.outcome.indices.reduce(0.0) {
      let residual = dense.outcome[$1] - predicted[$1]
      return $0 + residual * residual / dense.variances[$1]
    }
    let value = situation.data.residualSumOfSquares(gamma: state.gamma, effects: state.effects)
    #expect(isRelativelyClose(value, expected, to: 1e-11))
  }
}
