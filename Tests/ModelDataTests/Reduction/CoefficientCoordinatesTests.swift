import Foundation
import GSLNumerics
import ModelData
import TestSupport
import Testing

@Suite struct CoefficientCoordinatesTests {
  /// y = 10, 20 at x = 0, 4: means 15 and 2, the deviation of x is 2.
  private let coordinates: CoefficientCoordinates = {
    let model = metaAnalysis(effects: [10, 20], variances: [1, 1], predictors: [[0, 4]])
    return ReducedData(model, term: model.randomTerms[0]).coordinates
  }()

  @Test("the map by hand: γ₀ = 15 + γ₀* − 2 γ₁*/2, γ₁ = γ₁*/2")
  func byHand() {
    #expect(coordinates.matrix == Matrix([[1, -1], [0, 0.5]]))
    #expect(coordinates.offset == [15, 0])
    #expect(coordinates.outcomeShift == 15)
    #expect(coordinates.logDeterminant == log(0.5))
    #expect(coordinates.reported([3, 4]) == [14, 2])
  }

  @Test("a covariance matrix is mapped to B C Bᵀ")
  func covariance() {
    let mapped = coordinates.reported(covariance: Matrix([[2, 1], [1, 8]]))
    #expect(mapped == Matrix([[8, -3.5], [-3.5, 2]]))
  }

  @Test("without a constant column nothing is shifted")
  func withoutConstant() {
    let model = metaAnalysis(
      effects: [10, 20], variances: [1, 1], predictors: [[1, 5]], intercept: false)
    let coordinates = ReducedData(model, term: model.randomTerms[0]).coordinates
    #expect(coordinates.matrix == Matrix([[0.5]]))
    #expect(coordinates.offset == [0])
    #expect(coordinates.outcomeShift == 0)
  }
}
