import GSLNumerics
import ModelData

/// A place in the lower triangle of T.
struct VarianceElement: Sendable, Equatable {
  var row: Int
  var column: Int
}

/// Which variance parameters are free, and in which order they stand in gradients and informations.
///
/// The elements of T's lower triangle by columns (only its diagonal for uncorrelated effects), then
/// σ² unless it is known.
public struct VarianceCoordinates: Sendable, Equatable {
  /// The free elements of T: row and column, row ≥ column.
  let elements: [VarianceElement]
  /// Whether σ² is estimated.
  let hasSigmaSquared: Bool
  /// Whether T's covariances are fixed at 0.
  let isDiagonal: Bool
  private let order: Int

  /// The number of free parameters.
  public var count: Int { elements.count + (hasSigmaSquared ? 1 : 0) }

  init(effects: Int, covariance: RandomTerm.Covariance, estimatesSigmaSquared: Bool) {
    order = effects
    isDiagonal = covariance == .diagonal
    elements = (0..<effects).flatMap { column in
      (column..<(covariance == .diagonal ? column + 1 : effects)).map {
        VarianceElement(row: $0, column: column)
      }
    }
    hasSigmaSquared = estimatesSigmaSquared
  }

  /// Where an element of T stands; nil when it is not free.
  func place(of row: Int, _ column: Int) -> Int? {
    elements.firstIndex { $0.row == max(row, column) && $0.column == min(row, column) }
  }

  /// The gradient in these coordinates from the symmetric one.
  func gradient(tau: Matrix, sigmaSquared: Double) -> [Double] {
    elements.map { $0.row == $0.column ? tau[$0.row, $0.row] : 2 * tau[$0.row, $0.column] }
      + (hasSigmaSquared ? [sigmaSquared] : [])
  }

  /// The parameters moved by a step.
  func moved(_ parameters: VarianceParameters, by step: [Double]) -> VarianceParameters {
    var result = parameters
    for (element, change) in zip(elements, step) {
      result.tau[element.row, element.column] += change
      if element.row != element.column { result.tau[element.column, element.row] += change }
    }
    if hasSigmaSquared, let change = step.last { result.sigmaSquared += change }
    return result
  }

  /// How the model's parameters move with those of the search: a column for each of the latter.
  func derivative(of effects: EffectCoordinates) -> Matrix {
    var result = Matrix.identity(count)
    for place in elements.indices {
      let change = effects.original(
        symmetric: matrix(of: elements.indices.map { $0 == place ? 1 : 0 }))
      for (row, element) in elements.enumerated() {
        result[row, place] = change[element.row, element.column]
      }
    }
    return result
  }

  /// A symmetric matrix of one number for each free element of T, zero elsewhere.
  func matrix(of values: [Double]) -> Matrix {
    var result = Matrix(rows: order, columns: order)
    for (element, value) in zip(elements, values) {
      result[element.row, element.column] = value
      result[element.column, element.row] = value
    }
    return result
  }
}
