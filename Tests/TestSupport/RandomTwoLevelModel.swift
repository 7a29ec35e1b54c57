import GSLNumerics
import ModelData

/// A small two-level model of random numbers, as untidy as real data.
///
/// Groups have one to four rows, so that with two or three effects some lack rank; the rows of a
/// group are scattered; one column of Z is not in X, one column of X does not vary within groups,
/// and another is large and far from zero.
///
/// - Parameters:
///   - effects: q, 1 to 3: `(Intercept)`, `x1`, `z`.
///   - coefficients: f, 1 to 5: `(Intercept)`, `x1`, `x2`, `x3`, `x4`.
public func randomTwoLevelModel(
  groups: Int, effects: Int, coefficients: Int, knownVariances: Bool = false, seed: UInt64 = 1
) -> HierarchicalModel {
  var stream = RandomStream(seed: seed, chain: 0, purpose: .simulation)
  let sizes = (0..<groups).map { 1 + ($0 * 7 + 3) % 4 }
  let indices = (0..<4).flatMap { round in (0..<groups).filter { sizes[$0] > round } }
  let levels = (0..<groups).map { _ in stream.normal() }
  let ones = indices.map { _ in 1.0 }
  let x1 = indices.map { _ in 1 + stream.normal() }
  let x2 = indices.map { levels[$0] }
  let x3 = indices.map { _ in 500 + 100 * stream.normal() }
  let x4 = indices.map { _ in stream.uniform() }
  let z = indices.map { _ in stream.normal() - 2 }
  let columns = [ones, x1, x2, x3, x4]
  let labels = ["(Intercept)", "x1", "x2", "x3", "x4"]
  let outcome = indices.indices.map { 3 + x1[$0] - x2[$0] + 0.01 * x3[$0] + 2 * stream.normal() }
  let variances = indices.map { _ in 0.2 + 2 * stream.uniform() }
  return HierarchicalModel(
    outcome: NamedValues(name: "y", values: outcome),
    fixed: DesignMatrix(
      labels: Array(labels.prefix(coefficients)), columns: Array(columns.prefix(coefficients))),
    randomTerms: [
      RandomTerm(
        factor: GroupingFactor(
          name: "group", levels: (0..<groups).map { "g\($0 + 1)" }, indices: indices),
        design: DesignMatrix(
          labels: Array(["(Intercept)", "x1", "z"].prefix(effects)),
          columns: Array([ones, x1, z].prefix(effects))),
        covariance: .unstructured)
    ],
    knownVariances: knownVariances ? variances : nil,
    rows: RowAccount(
      read: indices.count, used: indices.count, missing: [], vanishedGroups: []))
}

/// A covariance matrix of q effects, not diagonal, with unequal variances.
public func exampleCovariance(_ q: Int) -> Matrix {
  Matrix([[1.5, -0.4, 0.3], [-0.4, 0.6, 0.1], [0.3, 0.1, 0.9]])
    .submatrix(rows: Array(0..<q), columns: Array(0..<q))
}
