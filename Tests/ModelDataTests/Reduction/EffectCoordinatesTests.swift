import GSLNumerics
import ModelData
import TestSupport
import Testing

@Suite struct EffectCoordinatesTests {
  @Test("the groups' mean of Z'Z is the identity, however far from zero a column lies")
  func standard() {
    var model = randomTwoLevelModel(groups: 12, effects: 2, coefficients: 2)
    model.randomTerms[0].design.columns[1] = model.randomTerms[0].design.columns[1].map {
      1e5 + $0
    }
    let data = ReducedData(model, term: model.randomTerms[0])
    let standard = data.standardisingEffects(.unstructured).data
    var mean = Matrix(rows: 2, columns: 2)
    for group in 0..<12 {
      let root = standard.effectRoot(of: group)
      mean = mean + 1.0 / 12 * (root.transposed * root)
      #expect(standard.design(of: group) == data.design(of: group))
    }
    for (a, b) in zip(mean.elements, Matrix.identity(2).elements) {
      #expect(isClose(a, b, to: 1e-9))
    }
  }

  @Test("Zu = Z*u*, and T and its factor go with u")
  func map() {
    let model = randomTwoLevelModel(groups: 12, effects: 3, coefficients: 2)
    let data = ReducedData(model, term: model.randomTerms[0])
    let (standard, coordinates) = data.standardisingEffects(.unstructured)
    let tau = exampleCovariance(3)
    let original = coordinates.original(symmetric: tau)
    let u = coordinates.matrix
    for (a, b) in zip((u * original * u.transposed).elements, tau.elements) {
      #expect(isClose(a, b, to: 1e-12))
    }
    for group in 0..<12 {
      let (old, new) = (data.effectRoot(of: group), standard.effectRoot(of: group))
      for (a, b) in zip((new * u).elements, old.elements) { #expect(isClose(a, b, to: 1e-12)) }
    }
    // A factor that is not triangular has a triangular one with the same product.
    let root = Matrix([[1, 0, 0], [-0.5, 0.7, 0], [0.2, 0.1, 0]])
    let mapped = coordinates.original(root: root)
    #expect(mapped[0, 1] == 0 && mapped[0, 2] == 0 && mapped[1, 2] == 0)
    let product = coordinates.original(symmetric: root * root.transposed)
    for (a, b) in zip((mapped * mapped.transposed).elements, product.elements) {
      #expect(isClose(a, b, to: 1e-12))
    }
  }

  @Test("uncorrelated effects keep their directions")
  func diagonal() {
    let model = randomTwoLevelModel(groups: 12, effects: 3, coefficients: 2)
    let data = ReducedData(model, term: model.randomTerms[0])
    let matrix = data.standardisingEffects(.diagonal).coordinates.matrix
    for k in 0..<3 {
      let column = model.randomTerms[0].design.columns[k]
      #expect(isClose(matrix[k, k], (dot(column, column) / 12).squareRoot(), to: 1e-12))
      for i in 0..<3 where i != k { #expect(matrix[i, k] == 0) }
    }
  }
}
