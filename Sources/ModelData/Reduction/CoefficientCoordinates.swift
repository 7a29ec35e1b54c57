import GSLNumerics
import RealModule

/// The linear map between the fixed effects as reported, γ, and those that are computed with, γ*.
///
/// Columns of X are shifted by their means (where X has a constant column) and divided by their
/// standard deviations, and y is shifted by its mean, so that neither the units of a predictor
/// nor an outcome far from zero cost digits: γ = offset + B γ*.
public struct CoefficientCoordinates: Sendable {
  /// B: f × f.
  public let matrix: Matrix
  /// The part of γ that the shift of y took away: f.
  public let offset: [Double]

  /// log |det B|.
  public let logDeterminant: Double
  /// What was subtracted from y: 0 where X has no constant column.
  public let outcomeShift: Double
  /// The place of the constant column of X; nil when there is none, or when the coordinates are rotated.
  public let constant: Int?
  /// The combination of the computed columns that is 1 in every row; nil when there is none.
  let constantDirection: [Double]?

  /// Makes the map for columns with these means and deviations.
  ///
  /// - Parameter constant: the place of a column that is the same in all rows; nil when X has none,
  ///   and then nothing is shifted.
  init(means: [Double], deviations: [Double], constant: Int?, outcomeShift: Double) {
    let count = means.count
    var matrix = Matrix(rows: count, columns: count)
    var offset = Array(repeating: 0.0, count: count)
    for k in 0..<count { matrix[k, k] = 1 / deviations[k] }
    if let constant {
      matrix[constant, constant] = 1 / means[constant]
      for k in 0..<count where k != constant {
        matrix[constant, k] = -means[k] / (deviations[k] * means[constant])
      }
      offset[constant] = outcomeShift / means[constant]
    }
    self.matrix = matrix
    self.offset = offset
    self.outcomeShift = outcomeShift
    self.constant = constant
    constantDirection = constant.map { constant in
      (0..<count).map { $0 == constant ? 1 : 0 }
    }
    logDeterminant = matrix.diagonal.reduce(0) { $0 + Double.log(abs($1)) }
  }

  private init(
    _ original: CoefficientCoordinates, matrix: Matrix, logDeterminant: Double,
    constantDirection: [Double]?
  ) {
    self.matrix = matrix
    offset = original.offset
    self.logDeterminant = original.logDeterminant + logDeterminant
    outcomeShift = original.outcomeShift
    constant = nil
    self.constantDirection = constantDirection
  }

  /// The map for γ* = Nη, given η.
  ///
  /// - Parameters:
  ///   - logDeterminant: log |det N|.
  ///   - constantDirection: the combination of the columns of X*N that is 1 in every row.
  func changed(
    by change: Matrix, logDeterminant: Double, constantDirection: [Double]
  ) -> CoefficientCoordinates {
    CoefficientCoordinates(
      self, matrix: matrix * change, logDeterminant: logDeterminant,
      constantDirection: constantDirection)
  }

  /// The map for γ* = Qη with an orthogonal Q, given η.
  ///
  /// - Parameters:
  ///   - exact: coefficients on which some elements of η have no influence at all.
  ///   - unrelated: the places of these elements; there the map is set to 0, free of rounding.
  func rotated(by rotation: Matrix, exact: [Int], unrelated: [Int]) -> CoefficientCoordinates {
    var product = matrix * rotation
    for k in exact { for place in unrelated { product[k, place] = 0 } }
    return CoefficientCoordinates(
      self, matrix: product, logDeterminant: 0,
      constantDirection: constantDirection.map { rotation.transposed * $0 })
  }

  /// γ from γ*.
  public func reported(_ gammaStar: [Double]) -> [Double] {
    zip(matrix * gammaStar, offset).map(+)
  }

  /// The covariance matrix of γ from that of γ*.
  public func reported(covariance: Matrix) -> Matrix {
    let product = matrix * covariance * matrix.transposed
    return 0.5 * (product + product.transposed)
  }
}
