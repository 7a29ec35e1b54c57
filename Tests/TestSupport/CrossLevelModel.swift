import GSLNumerics
import ModelData

/// A small model whose coefficients have equations with predictors of the groups.
///
/// Groups have one to five rows, so that some lack rank; rows of a group are scattered, and predictors stand far
/// from zero, in different units.
///
/// - Parameters:
///   - equations: for the intercept and each further effect the columns of its equation: 0 for its own, k for its
///     product with the predictor of the groups w_k. Columns of X stand in this order.
///   - fixed: whether X has another predictor of the rows, not random.
public func crossLevelModel(
  groups: Int, equations: [[Int]], fixed: Bool = false, knownVariances: Bool = false,
  seed: UInt64 = 1
) -> HierarchicalModel {
  var stream = RandomStream(seed: seed, chain: 0, purpose: .simulation)
  let sizes = (0..<groups).map { 1 + ($0 * 7 + 3) % 5 }
  let indices = (0..<5).flatMap { round in (0..<groups).filter { sizes[$0] > round } }
  let predictors = (0..<3).map { k in
    (0..<groups).map { _ in 30 - 40 * Double(k) + stream.normal() }
  }
  var effects = [indices.map { _ in 1.0 }]
  for k in 1..<max(1, equations.count) {
    effects.append(indices.map { _ in 5 * Double(k) + 2 * stream.normal() })
  }
  var (labels, columns) = ([String](), [[Double]]())
  let names = ["(Intercept)", "x1", "x2"]
  for (k, equation) in equations.enumerated() {
    for place in equation {
      labels.append(place == 0 ? names[k] : "w\(place):\(names[k])")
      columns.append(
        zip(indices, effects[k]).map { place == 0 ? $1 : predictors[place - 1][$0] * $1 })
    }
  }
  if fixed {
    labels.append("z")
    columns.append(indices.map { _ in 100 + stream.normal() })
  }
  let outcome = indices.indices.map { row in 3 + effects[effects.count - 1][row] + stream.normal() }
  return HierarchicalModel(
    outcome: NamedValues(name: "y", values: outcome),
    fixed: DesignMatrix(labels: labels, columns: columns),
    randomTerms: [
      RandomTerm(
        factor: GroupingFactor(
          name: "group", levels: (0..<groups).map { "g\($0 + 1)" }, indices: indices),
        design: DesignMatrix(labels: Array(names.prefix(equations.count)), columns: effects),
        covariance: .unstructured)
    ],
    knownVariances: knownVariances ? indices.map { _ in 0.2 + 2 * stream.uniform() } : nil,
    rows: RowAccount(read: indices.count, used: indices.count, missing: [], vanishedGroups: []))
}
