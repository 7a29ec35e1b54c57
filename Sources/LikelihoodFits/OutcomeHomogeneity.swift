import GSLNumerics
import ModelData

/// For each of several outcomes the test that all studies have one effect, apart from the predictors: H.
///
/// Each outcome's rows are fitted by weighted least squares on their own, with weights 1/v and the columns of X that
/// they can tell apart; H is the residual sum of squares.
/// Source: Raudenbush & Bryk (2002), chapter 7.
public struct OutcomeHomogeneity: Sendable, Equatable {
  /// The outcome.
  public let outcome: String
  /// The test, against χ² with as many degrees of freedom as rows less coefficients.
  public let test: ChiSquaredTest

  /// The tests of all outcomes of a model; none where no column says which row is which.
  public static func all(_ model: HierarchicalModel) -> [OutcomeHomogeneity] {
    guard let outcomes = model.outcomes, let variances = model.knownVariances else { return [] }
    return outcomes.levels.enumerated().compactMap { place, name in
      let rows = outcomes.places.indices.filter { outcomes.places[$0] == place }
      let roots = rows.map { 1 / variances[$0].squareRoot() }
      func weighted(_ column: [Double]) -> [Double] {
        zip(rows, roots).map { column[$0] * $1 }
      }
      let fit = LeastSquares(
        columns: model.fixed.columns.map(weighted), outcome: weighted(model.outcome.values))
      guard rows.count > fit.rank else { return nil }
      return OutcomeHomogeneity(
        outcome: name,
        test: ChiSquaredTest(
          statistic: fit.residualSumOfSquares, degreesOfFreedom: rows.count - fit.rank))
    }
  }
}

/// Least squares by Gram and Schmidt; columns that others determine are left out.
///
/// Each column is projected twice, so that no digits are lost.
/// Source: Golub & Van Loan (2013), section 5.2.8.
private struct LeastSquares {
  private(set) var rank = 0
  let residualSumOfSquares: Double

  init(columns: [[Double]], outcome: [Double]) {
    var basis: [[Double]] = []
    func rest(of column: [Double]) -> [Double] {
      var rest = column
      for _ in 0..<2 {
        for direction in basis {
          let share = dot(direction, rest)
          for i in rest.indices { rest[i] -= share * direction[i] }
        }
      }
      return rest
    }
    for column in columns {
      let left = rest(of: column)
      let length = dot(left, left).squareRoot()
      guard length > 1e-9 * dot(column, column).squareRoot() else { continue }
      basis.append(left.map { $0 / length })
    }
    rank = basis.count
    let residual = rest(of: outcome)
    residualSumOfSquares = dot(residual, residual)
  }
}
