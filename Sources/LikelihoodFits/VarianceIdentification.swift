import GSLNumerics
import ModelData

/// Which of the variance parameters the data can tell apart.
///
/// V is linear in T and σ², so that directions in which the likelihood stays the same are those of the
/// expected information's null space, the same at all parameters.
public struct VarianceIdentification: Sendable, Equatable {
  /// The elements of T that change along such a direction: row ≥ column.
  let unidentified: [VarianceElement]
  /// Whether σ² changes along none of them.
  public let identifiesSigmaSquared: Bool

  /// An eigenvalue of the information below this, beside what each parameter alone could have, is that of a
  /// null vector.
  private static let tolerance = 1e-12
  /// A part of a null vector below this is rounding.
  private static let rounding = 1e-5

  /// Finds the null space.
  ///
  /// - Parameter information: that of the search in these data, at T* = σ²I.
  init(
    _ information: Matrix, sigmaSquared: Double, in data: ReducedData,
    coordinates: VarianceCoordinates, effects: EffectCoordinates
  ) throws(NumericalError) {
    // Of J groups that show all of their effects, an element of T has about J/2σ⁴, and σ² N/2σ⁴ of rows.
    let scales =
      coordinates.elements.map { _ in sigmaSquared * (2 / Double(data.groupCount)).squareRoot() }
      + (coordinates.hasSigmaSquared
        ? [sigmaSquared * (2 / Double(data.rowCount)).squareRoot()] : [])
    let scaling = Matrix(diagonal: scales)
    let eigen = try SymmetricEigen(scaling * information * scaling)
    let sizes = effects.original(columns: .identity(effects.matrix.rowCount)).rowLengths
    var found: Set<Int> = []
    var hasSigmaSquared = true
    for (place, value) in eigen.values.enumerated() where value <= Self.tolerance {
      let vector = eigen.vectors.column(place)
      let direction = zip(vector, scales).map(*)
      let change = coordinates.matrix(of: Array(direction.prefix(coordinates.elements.count)))
      let original = effects.original(symmetric: change)
      let size = change.elements.map { abs($0) }.max() ?? 0
      for (number, element) in coordinates.elements.enumerated() {
        let scale = sizes[element.row] * sizes[element.column] * size
        if abs(original[element.row, element.column]) > Self.rounding * scale {
          found.insert(number)
        }
      }
      if coordinates.hasSigmaSquared, abs(vector[vector.count - 1]) > Self.rounding {
        hasSigmaSquared = false
      }
    }
    unidentified = found.sorted().map { coordinates.elements[$0] }
    identifiesSigmaSquared = hasSigmaSquared
  }

  /// Whether an element of T is the same for all parameters of one likelihood.
  public func identifies(_ row: Int, _ column: Int) -> Bool {
    !unidentified.contains(VarianceElement(row: max(row, column), column: min(row, column)))
  }

  /// The names of T's elements that the data cannot tell apart: `T[x, (Intercept)]`.
  ///
  /// - Parameter labels: the effects' labels, in their order.
  public func unidentifiedElements(labels: [String]) -> [String] {
    unidentified.map { "T[\(labels[$0.row]), \(labels[$0.column])]" }
  }
}

extension Matrix {
  /// The length of each row.
  fileprivate var rowLengths: [Double] { (0..<rowCount).map { dot(row($0), row($0)).squareRoot() } }
}
